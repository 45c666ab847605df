import { seededRandom } from '../random.ts'
import { normalDeviate } from './normal_deviate.ts'

export type Sex = 'female' | 'male'

/** A speaker: what stays the same in everything that he or she says. */
export interface Voice {
  readonly sex: Sex
  /** Fundamental frequency of neutral speech, Hz. */
  readonly baseF0: number
  /** Formants are those of Peterson and Barney's (1952) average man times this; a shorter vocal tract is above 1. */
  readonly formantScale: number
  /** Deviation of a glottal period from its neighbours, a share of the period. */
  readonly jitter: number
  /** Deviation of a glottal pulse's amplitude from its neighbours, dB. */
  readonly shimmerDb: number
  /** How much weaker the source is at 3 kHz than Rosenberg's glottal pulse, dB; real voices close more sharply. */
  readonly tiltDb: number
  /** Share of the glottal period in which the folds are open. */
  readonly openQuotient: number
  /** Aspiration noise beside full voicing, dB. */
  readonly breathDb: number
  /** Tempo of neutral speech; 1 is average, above is faster. */
  readonly rate: number
  /** Loudness of neutral speech as it is recorded, dB above the average speaker. */
  readonly levelDb: number
}

/**
 * Typical men and women: F0 and formants from Peterson and Barney (1952), voice quality from Klatt and Klatt (1990),
 * who found women's voices breathier, with a larger open quotient.
 */
const TYPICAL: Readonly<Record<Sex, Omit<Voice, 'sex'>>> = {
  male: {
    baseF0: 118,
    formantScale: 1,
    jitter: 0.007,
    shimmerDb: 0.35,
    tiltDb: -7,
    openQuotient: 0.56,
    breathDb: -32,
    rate: 1,
    levelDb: 0,
  },
  female: {
    baseF0: 205,
    formantScale: 1.165,
    jitter: 0.006,
    shimmerDb: 0.3,
    tiltDb: -5,
    openQuotient: 0.63,
    breathDb: -28,
    rate: 1,
    levelDb: -1,
  },
}

/** One man (or woman) against another: standard deviations; ratios in natural logarithms. */
const BETWEEN_SPEAKERS = {
  logF0: 0.1,
  logFormantScale: 0.025,
  logJitter: 0.25,
  logShimmer: 0.25,
  tiltDb: 1,
  openQuotient: 0.04,
  breathDb: 2,
  logRate: 0.05,
  levelDb: 1.2,
} as const

export interface SpeakersOptions {
  /** Who speaks; `alternating` begins with a man, as RAVDESS's odd actors are men. Default `alternating`. */
  readonly sex?: Sex | 'alternating'
  /** Speakers of differently named casts differ. */
  readonly cast?: string
}

/**
 * Invents speakers. Speaker n depends on the seed, the cast, the sex and n only: asking for more leaves the first ones alone.
 *
 * @example
 * const [him, her] = speakers(2, 1)
 */
export function speakers(count: number, seed: number, options: SpeakersOptions = {}): readonly Voice[] {
  const { sex = 'alternating', cast = '' } = options
  return Array.from({ length: count }, (_, index) => {
    const alternate = index % 2 === 0 ? 'male' : 'female'
    return inventVoice(sex === 'alternating' ? alternate : sex, seed, cast, index)
  })
}

function inventVoice(sex: Sex, seed: number, cast: string, index: number): Voice {
  const random = seededRandom(seed, 'voice', cast, sex, index)
  const typical = TYPICAL[sex]
  const shifted = (value: number, deviation: number) => value + deviation * normalDeviate(random)
  const scaled = (value: number, logDeviation: number) =>
    value * Math.exp(logDeviation * normalDeviate(random))
  return {
    sex,
    baseF0: scaled(typical.baseF0, BETWEEN_SPEAKERS.logF0),
    formantScale: scaled(typical.formantScale, BETWEEN_SPEAKERS.logFormantScale),
    jitter: scaled(typical.jitter, BETWEEN_SPEAKERS.logJitter),
    shimmerDb: scaled(typical.shimmerDb, BETWEEN_SPEAKERS.logShimmer),
    tiltDb: shifted(typical.tiltDb, BETWEEN_SPEAKERS.tiltDb),
    openQuotient: shifted(typical.openQuotient, BETWEEN_SPEAKERS.openQuotient),
    breathDb: shifted(typical.breathDb, BETWEEN_SPEAKERS.breathDb),
    rate: scaled(typical.rate, BETWEEN_SPEAKERS.logRate),
    levelDb: shifted(typical.levelDb, BETWEEN_SPEAKERS.levelDb),
  }
}
