import type { Random } from '../random.ts'
import type { Expression } from './emotion_prosody.ts'
import { f0Contour, raisedCosine } from './f0_contour.ts'
import type { Formants } from './phones.ts'
import { type TimedGesture, type Timeline, timelineOf } from './timeline.ts'
import type { Utterance } from './utterance.ts'
import type { Voice } from './voice.ts'

/** Control values a second, as in Klatt (1980): every 5 ms. */
export const CONTROL_RATE = 200

/** What the synthesiser follows: one value every 5 ms in each track. */
export interface ControlTracks {
  readonly frames: number
  /** Hz, also where nothing is voiced. */
  readonly f0: Float64Array
  /** Amplitude of the glottal pulses. */
  readonly voicing: Float64Array
  /** Amplitude of noise at the glottis. */
  readonly aspiration: Float64Array
  /** Amplitude, centre (Hz) and width (Hz) of noise at a constriction. */
  readonly frication: Float64Array
  readonly noiseCentre: Float64Array
  readonly noiseBandwidth: Float64Array
  /** F1, F2 and F3, Hz. */
  readonly formants: readonly [Float64Array, Float64Array, Float64Array]
  /** Factor on the formants' bandwidths. */
  readonly damping: Float64Array
}

/** How long the tongue and lips take from one target to the next, seconds. */
const FORMANT_TRANSITION = 0.055
/** How long noise takes to set in. */
const NOISE_TRANSITION = 0.012
/** From the start of a stressed syllable's swell to its end, seconds. */
const STRESS_SECONDS = 0.4
/** The voice weakens from the first sound to the last by this much, dB. */
const LEVEL_DECLINATION_DB = 5
/** Aspiration of `h` at an average breathiness, against full voicing. */
const ASPIRATION_AMPLITUDE = 0.4
const FRICATION_AMPLITUDE = 1.1
/** What a vocal tract does where no gesture says: the neutral vowel's formants. */
const SCHWA: Formants = [500, 1500, 2500]

/** What voice and expression make of an utterance, in control values. */
export function controlTracks(
  said: Utterance,
  voice: Voice,
  expression: Expression,
  random: Random,
): ControlTracks {
  const timeline = timelineOf(said, voice, expression, random)
  const frames = Math.max(1, Math.ceil(timeline.seconds * CONTROL_RATE))
  const gestureAt = gestureOfFrames(timeline, frames)
  const track = (valueAt: (timed: TimedGesture, frame: number) => number) =>
    Float64Array.from(gestureAt, (index, frame) => valueAt(timeline.gestures[index], frame))
  const targets = formantTargets(timeline.gestures)
  const formantScale = voice.formantScale * Math.exp(expression.logFormants)
  const formant = (which: 0 | 1 | 2) =>
    smoothed(
      Float64Array.from(gestureAt, (index) => targets[index][which] * formantScale),
      FORMANT_TRANSITION,
    )
  const contour = f0Contour(timeline, voice, expression, random)
  const swell = track((_, frame) => {
    const stressDb = expression.stressDb * stressAt(frame / CONTROL_RATE, timeline.accents)
    return 10 ** ((stressDb - (LEVEL_DECLINATION_DB * frame) / frames) / 20)
  })
  const breath = 10 ** ((voice.breathDb + expression.breathDb) / 20)
  const voicing = smoothed(
    track(({ gesture }, frame) => gesture.voicing * swell[frame]),
    expression.attackSeconds,
  )
  const noise = (amplitudes: Float64Array) => smoothed(amplitudes, NOISE_TRANSITION)

  return {
    frames,
    f0: track((_, frame) => contour((frame + 0.5) / CONTROL_RATE)),
    voicing,
    aspiration: noise(
      track(({ gesture }, frame) => ASPIRATION_AMPLITUDE * gesture.aspiration + breath * voicing[frame]),
    ),
    frication: noise(
      track(({ gesture }, frame) => FRICATION_AMPLITUDE * (gesture.frication?.amplitude ?? 0) * swell[frame]),
    ),
    noiseCentre: track(({ gesture }) => (gesture.frication?.centre ?? 4000) * Math.sqrt(voice.formantScale)),
    noiseBandwidth: track(({ gesture }) => gesture.frication?.bandwidth ?? 4000),
    formants: [formant(0), formant(1), formant(2)],
    damping: smoothed(
      track(({ gesture }) => (gesture.damping ?? 1) * Math.exp(expression.logDamping)),
      NOISE_TRANSITION,
    ),
  }
}

/** For every frame, which gesture is on. */
function gestureOfFrames({ gestures }: Timeline, frames: number): readonly number[] {
  let index = 0
  return Array.from({ length: frames }, (_, frame) => {
    const seconds = (frame + 0.5) / CONTROL_RATE
    while (index < gestures.length - 1 && seconds >= gestures[index].start + gestures[index].seconds) index++
    return index
  })
}

/** A gesture without formants of its own takes those to come (the tongue is already on its way), or the last ones. */
function formantTargets(gestures: readonly TimedGesture[]): readonly Formants[] {
  const targets: Formants[] = []
  let next = gestures.findLast(({ gesture }) => gesture.formants)?.gesture.formants ?? SCHWA
  for (const { gesture } of gestures.toReversed()) {
    next = gesture.formants ?? next
    targets.push(next)
  }
  return targets.toReversed()
}

/** From 0 far from stressed vowels to 1 in their middles. */
function stressAt(seconds: number, accents: readonly number[]): number {
  return accents.reduce(
    (stress, middle) => Math.max(stress, raisedCosine((seconds - middle) / STRESS_SECONDS)),
    0,
  )
}

/** A track under a raised-cosine window as long as a transition takes; the ends count as going on. */
function smoothed(track: Float64Array, seconds: number): Float64Array {
  const half = Math.round((seconds * CONTROL_RATE) / 2)
  if (half < 1) return track
  const window = Array.from({ length: 2 * half + 1 }, (_, tap) => raisedCosine((tap - half) / (2 * half + 2)))
  const sum = window.reduce((total, weight) => total + weight, 0)
  return track.map((_, frame) => {
    let value = 0
    for (const [tap, weight] of window.entries())
      value += weight * track[Math.min(track.length - 1, Math.max(0, frame + tap - half))]
    return value / sum
  })
}
