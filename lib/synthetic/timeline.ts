import type { Random } from '../random.ts'
import type { Expression } from './emotion_prosody.ts'
import { normalDeviate } from './normal_deviate.ts'
import type { Gesture, Phone } from './phones.ts'
import type { SpokenPhone, Utterance } from './utterance.ts'
import type { Voice } from './voice.ts'

/** A gesture in its place. */
export interface TimedGesture {
  readonly gesture: Gesture
  /** Seconds from the utterance's first sound. */
  readonly start: number
  readonly seconds: number
}

/** When everything in an utterance happens. */
export interface Timeline {
  readonly gestures: readonly TimedGesture[]
  /** Middles of the stressed vowels, seconds. */
  readonly accents: readonly number[]
  /** Seconds of the whole. */
  readonly seconds: number
}

/** Durations by rule, in the manner of Klatt (1979): stress and a pause to come lengthen, unstressed vowels shrink. */
const STRESSED_VOWEL = 1.3
const UNSTRESSED_VOWEL = 0.95
const BEFORE_PAUSE = 1.45
/** Deviation of a phone's duration, natural logarithm. */
const DURATION_DEVIATION = 0.07
/** Before the first sound and after the last the voice sets in and dies away. */
const REST_BEFORE: Gesture = { seconds: 0.04, voicing: 0, aspiration: 0 }
const REST_AFTER: Gesture = { seconds: 0.1, voicing: 0, aspiration: 0 }
/** A slower tempo stretches vowels by all of it and consonants by this power of it (Gay, 1978). */
const CONSONANT_ELASTICITY = 0.65

/** Sets the times of an utterance as a voice says it with an expression. */
export function timelineOf(said: Utterance, voice: Voice, expression: Expression, random: Random): Timeline {
  const tempo = voice.rate * Math.exp(expression.logTempo)
  const gestures: TimedGesture[] = []
  const accents: number[] = []
  let start = 0
  const add = (gesture: Gesture, seconds: number) => {
    gestures.push({ gesture, start, seconds })
    start += seconds
  }
  add(REST_BEFORE, REST_BEFORE.seconds)
  for (const sound of said.phones) {
    const stretch = stretchOf(sound, tempo) * Math.exp(DURATION_DEVIATION * normalDeviate(random))
    const begin = start
    for (const gesture of sound.phone.gestures) add(gesture, gesture.seconds * stretch)
    if (sound.stressed) accents.push((begin + start) / 2)
  }
  add(REST_AFTER, REST_AFTER.seconds)
  return { gestures, accents, seconds: start }
}

function stretchOf({ phone, stressed, final }: SpokenPhone, tempo: number): number {
  const byTempo = (1 / tempo) ** elasticityOf(phone)
  const byStress = phone.isVowel ? (stressed ? STRESSED_VOWEL : UNSTRESSED_VOWEL) : 1
  return byTempo * byStress * (final ? BEFORE_PAUSE : 1)
}

function elasticityOf(phone: Phone): number {
  return phone.isVowel ? 1 : CONSONANT_ELASTICITY
}
