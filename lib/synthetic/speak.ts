import type { Random } from '../random.ts'
import { controlTracks } from './control_tracks.ts'
import type { Expression } from './emotion_prosody.ts'
import { synthesise } from './formant_synthesiser.ts'
import { normalDeviate } from './normal_deviate.ts'
import type { Utterance } from './utterance.ts'
import type { Voice } from './voice.ts'

/** Root mean square of an average speaker's neutral speech, dB below full scale. */
const NEUTRAL_LEVEL_DB = -34
/** Root mean square of the room, dB below full scale, and its deviation from one recording to the next. */
const NOISE_FLOOR_DB = -86
const NOISE_FLOOR_DEVIATION_DB = 2
/** Louder recordings are turned down to this. */
const HIGHEST_PEAK = 0.95
const SILENCE_SECONDS = [0.2, 0.5] as const
/** A pressed voice is never pressed shut, a lax one never open all the time. */
const OPEN_QUOTIENTS = [0.32, 0.85] as const

export interface SpeakOptions {
  readonly voice: Voice
  readonly expression: Expression
  /** Hz. */
  readonly sampleRate: number
  readonly random: Random
  /** Least and most silence before and after the speech, seconds. Default 0.2 to 0.5. */
  readonly silence?: readonly [least: number, most: number]
}

/**
 * Says an utterance: silence, speech, silence, over a faint noise floor.
 *
 * @returns samples in (-1, 1).
 * @example
 * const [voice] = speakers(1, 1)
 * const random = seededRandom(1, 'take')
 * const expression = expressionOf('happy', { take: random, style: seededRandom(1, 'style') })
 * speak(RAVDESS_STATEMENTS[0], { voice, expression, sampleRate: 16000, random })
 */
export function speak(said: Utterance, options: SpeakOptions): Float32Array {
  const { voice, expression, sampleRate, random, silence = SILENCE_SECONDS } = options
  const tracks = controlTracks(said, voice, expression, random)
  const roughness = Math.exp(expression.logRoughness)
  const [leastOpen, mostOpen] = OPEN_QUOTIENTS
  const speech = synthesise(
    tracks,
    {
      sampleRate,
      formantScale: voice.formantScale * Math.exp(expression.logFormants),
      openQuotient: Math.min(mostOpen, Math.max(leastOpen, voice.openQuotient + expression.openQuotient)),
      jitter: voice.jitter * roughness,
      shimmerDb: voice.shimmerDb * roughness,
      tiltDb: voice.tiltDb + expression.tiltDb,
    },
    random,
  )
  const gain = gainFor(speech, NEUTRAL_LEVEL_DB + voice.levelDb + expression.levelDb)

  const before = Math.round(random.uniform(...silence) * sampleRate)
  const after = Math.round(random.uniform(...silence) * sampleRate)
  const recording = roomNoise(before + speech.length + after, random)
  for (const [index, sample] of speech.entries()) recording[before + index] += gain * sample
  return recording
}

/** What brings speech to a level, or to the highest peak where that level would clip. */
function gainFor(speech: Float64Array, levelDb: number): number {
  let power = 0
  let peak = 0
  for (const sample of speech) {
    power += sample * sample
    peak = Math.max(peak, Math.abs(sample))
  }
  if (peak === 0) return 0
  return Math.min(10 ** (levelDb / 20) / Math.sqrt(power / speech.length), HIGHEST_PEAK / peak)
}

function roomNoise(length: number, random: Random): Float32Array {
  const level = 10 ** ((NOISE_FLOOR_DB + NOISE_FLOOR_DEVIATION_DB * normalDeviate(random)) / 20)
  // The root mean square of an even distribution over [-a, a] is a / sqrt(3).
  const amplitude = level * Math.sqrt(3)
  return Float32Array.from({ length }, () => random.uniform(-amplitude, amplitude))
}
