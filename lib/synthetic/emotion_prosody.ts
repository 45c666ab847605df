/**
 * How emotions sound: what each does to pitch, tempo, loudness and voice quality.
 *
 * Directions and relative sizes follow three reviews and studies of actors' portrayals: Banse and Scherer (1996),
 * "Acoustic profiles in vocal emotion expression", J. Personality and Social Psychology 70(3); Scherer (2003), "Vocal
 * communication of emotion", Speech Communication 40; Juslin and Laukka (2003), "Communication of emotions in vocal
 * expression and music performance", Psychological Bulletin 129(5), table 11. In short: anger is fast, loud, bright,
 * with abrupt onsets; fear is fast, high, narrow and trembling; happiness is fast, high, wide and bright; sadness is
 * slow, low, soft, dull, falling, with slow onsets; surprise is high, very wide and rises; disgust is slow, low and
 * pressed. The numbers are this file's own.
 */
import type { Emotion } from '../emotions.ts'
import type { Random } from '../random.ts'
import { normalDeviate } from './normal_deviate.ts'

/** RAVDESS's actors also speak calmly. */
export type ActedEmotion = Emotion | 'calm'

/** What an emotion does to a voice in one utterance; a neutral one is near {@link NEUTRAL}. */
export interface Expression {
  /** Level of F0 against the speaker's own, semitones. */
  readonly f0Semitones: number
  /** Height of a pitch accent, semitones. */
  readonly accentSemitones: number
  /** Steady change of F0 from the first sound to the last, semitones. */
  readonly declinationSemitones: number
  /** Change of F0 over the last third, on top of that, semitones: a question rises. */
  readonly finalSemitones: number
  /** Depth of a trembling of F0, semitones. */
  readonly tremorSemitones: number
  /** Tempo against the speaker's own, in natural logarithm: 0.1 is about 10 % faster. */
  readonly logTempo: number
  /** Loudness against the speaker's own, dB. */
  readonly levelDb: number
  /** How much louder a stressed syllable is than its neighbours, dB. */
  readonly stressDb: number
  /** Weakening of the source at 3 kHz against the speaker's own, dB; below 0 the voice is brighter. */
  readonly tiltDb: number
  /** Change of the open quotient: pressed below 0, lax above. */
  readonly openQuotient: number
  /** Change of aspiration noise, dB. */
  readonly breathDb: number
  /** Jitter and shimmer against the speaker's own, natural logarithm. */
  readonly logRoughness: number
  /** How long the voice takes to set in and to die away, seconds. */
  readonly attackSeconds: number
  /** Formants against the speaker's own, natural logarithm: a smile shortens the vocal tract (Tartter, 1980). */
  readonly logFormants: number
  /** Bandwidths of the formants, natural logarithm: a tense pharynx and an open nose damp them (Scherer, 1986). */
  readonly logDamping: number
}

export const NEUTRAL: Expression = {
  f0Semitones: 0,
  accentSemitones: 2.5,
  declinationSemitones: -3,
  finalSemitones: -1.5,
  tremorSemitones: 0,
  logTempo: 0,
  levelDb: 0,
  stressDb: 2,
  tiltDb: 0,
  openQuotient: 0,
  breathDb: 0,
  logRoughness: 0,
  attackSeconds: 0.025,
  logFormants: 0,
  logDamping: 0,
}

/** Emotions at strength 1; what is not named is as in neutral speech. */
const PROFILES: Readonly<Record<ActedEmotion, Partial<Expression>>> = {
  neutral: {},
  calm: {
    f0Semitones: -0.8,
    accentSemitones: 2,
    logTempo: -0.1,
    levelDb: -2,
    tiltDb: 1,
    breathDb: 2,
    openQuotient: 0.02,
    attackSeconds: 0.035,
  },
  happy: {
    f0Semitones: 4.5,
    accentSemitones: 5.5,
    declinationSemitones: -1.5,
    finalSemitones: 0.5,
    logTempo: 0.12,
    levelDb: 7,
    stressDb: 5,
    tiltDb: -5,
    openQuotient: -0.02,
    attackSeconds: 0.015,
    logFormants: 0.1,
  },
  sad: {
    f0Semitones: -1,
    accentSemitones: 1.2,
    declinationSemitones: -4,
    finalSemitones: -2.5,
    tremorSemitones: 0.15,
    logTempo: -0.26,
    levelDb: -7,
    stressDb: 1,
    tiltDb: 7,
    openQuotient: 0.12,
    breathDb: 8,
    attackSeconds: 0.07,
    logFormants: -0.02,
  },
  angry: {
    f0Semitones: 4.5,
    accentSemitones: 4.5,
    declinationSemitones: -3.5,
    finalSemitones: -3,
    logTempo: 0.05,
    levelDb: 15,
    stressDb: 6,
    tiltDb: -9,
    openQuotient: -0.14,
    breathDb: -4,
    logRoughness: 1,
    attackSeconds: 0.008,
    logFormants: -0.01,
  },
  fear: {
    f0Semitones: 8,
    accentSemitones: 2,
    declinationSemitones: -0.5,
    finalSemitones: 0.5,
    tremorSemitones: 0.8,
    logTempo: 0.22,
    levelDb: 3,
    stressDb: 1,
    tiltDb: 3,
    openQuotient: 0.06,
    breathDb: 13,
    logRoughness: 0.6,
    attackSeconds: 0.02,
    logFormants: 0.02,
  },
  disgust: {
    f0Semitones: -1.5,
    accentSemitones: 3.5,
    declinationSemitones: -4.5,
    finalSemitones: -2.5,
    logTempo: -0.26,
    levelDb: 2,
    stressDb: 6,
    tiltDb: -4,
    openQuotient: -0.12,
    breathDb: 2,
    logRoughness: 1.5,
    attackSeconds: 0.03,
    logFormants: -0.07,
    logDamping: 0.9,
  },
  surprise: {
    f0Semitones: 4.5,
    accentSemitones: 6,
    declinationSemitones: 2,
    finalSemitones: 10,
    logTempo: -0.08,
    levelDb: 5,
    stressDb: 3,
    tiltDb: -1,
    openQuotient: 0.06,
    breathDb: 2,
    attackSeconds: 0.015,
    logFormants: -0.05,
  },
}

/** How much one take differs from another at variation 1: standard deviations. */
const BETWEEN_TAKES: Expression = {
  f0Semitones: 1,
  accentSemitones: 0.6,
  declinationSemitones: 0.6,
  finalSemitones: 0.8,
  tremorSemitones: 0.06,
  logTempo: 0.04,
  levelDb: 1.2,
  stressDb: 0.6,
  tiltDb: 0.9,
  openQuotient: 0.02,
  breathDb: 1.4,
  logRoughness: 0.2,
  attackSeconds: 0.004,
  logFormants: 0.009,
  logDamping: 0.08,
}

/** How much a speaker's own way of showing an emotion differs from others', as a share of {@link BETWEEN_TAKES}. */
const STYLE_SHARE = 0.45
/** Deviation of how strongly an emotion is acted from one take to the next. */
const STRENGTH_DEVIATION = 0.12

/** Least values that are still speech; at the extremes of strength and variation. */
const LEAST: Partial<Expression> = {
  accentSemitones: 0,
  tremorSemitones: 0,
  stressDb: 0,
  attackSeconds: 0.004,
}

export interface ExpressionOptions {
  /** How strongly it is acted: 0 is neutral, 1 (the default) as in {@link PROFILES}; RAVDESS's `strong` is more. */
  readonly strength?: number
  /** How much takes and speakers differ: 0 not at all, 1 (the default) so that emotions overlap as actors' do. */
  readonly variation?: number
  /** Draws what is particular to this take. */
  readonly take: Random
  /** Draws what is particular to this speaker's way with this emotion: the same sequence for all of his or her takes. */
  readonly style: Random
}

/**
 * An emotion as one speaker shows it in one take: neutral + strength (profile - neutral) + style + take.
 *
 * @example
 * expressionOf('sad', { take: seededRandom(1, 'take', 7), style: seededRandom(1, 'style', 'sad') })
 */
export function expressionOf(emotion: ActedEmotion, options: ExpressionOptions): Expression {
  const { strength = 1, variation = 1, take, style } = options
  const acted = Math.max(0, strength + STRENGTH_DEVIATION * variation * normalDeviate(take))
  const profile = PROFILES[emotion]
  return eachField((field) => {
    const neutral = NEUTRAL[field]
    const displacement = ((profile[field] ?? neutral) - neutral) * acted
    const deviation = BETWEEN_TAKES[field] * variation
    const chance = deviation * (normalDeviate(take) + STYLE_SHARE * normalDeviate(style))
    return Math.max(LEAST[field] ?? Number.NEGATIVE_INFINITY, neutral + displacement + chance)
  })
}

function eachField(value: (field: keyof Expression) => number): Expression {
  return {
    f0Semitones: value('f0Semitones'),
    accentSemitones: value('accentSemitones'),
    declinationSemitones: value('declinationSemitones'),
    finalSemitones: value('finalSemitones'),
    tremorSemitones: value('tremorSemitones'),
    logTempo: value('logTempo'),
    levelDb: value('levelDb'),
    stressDb: value('stressDb'),
    tiltDb: value('tiltDb'),
    openQuotient: value('openQuotient'),
    breathDb: value('breathDb'),
    logRoughness: value('logRoughness'),
    attackSeconds: value('attackSeconds'),
    logFormants: value('logFormants'),
    logDamping: value('logDamping'),
  }
}
