import type { Random } from '../random.ts'
import type { Expression } from './emotion_prosody.ts'
import { normalDeviate } from './normal_deviate.ts'
import type { Timeline } from './timeline.ts'
import type { Voice } from './voice.ts'

/** From the start of an accent's rise to the end of its fall, seconds. */
const ACCENT_SECONDS = 0.36
/** Every accent is this much lower than the one before it. */
const DOWNSTEP = 0.85
/** Deviation of an accent's height, a share of it. */
const ACCENT_DEVIATION = 0.25
/** Where the final movement sets in, a share of the utterance. */
const FINAL_FROM = 0.62
/** Rates of a trembling voice, Hz. */
const TREMOR_HZ = [5, 7.5] as const

/**
 * F0 in Hz over time in seconds: a declining line, an accent on every stressed vowel, a final movement and a tremor
 * added up in semitones (the superposition of Fujisaki, 1983, with raised cosines for its filters' responses). The
 * line's middle is the level of voice and expression.
 */
export function f0Contour(
  timeline: Timeline,
  voice: Voice,
  expression: Expression,
  random: Random,
): (seconds: number) => number {
  const heights = timeline.accents.map(
    (_, index) =>
      expression.accentSemitones * DOWNSTEP ** index * (1 + ACCENT_DEVIATION * normalDeviate(random)),
  )
  const tremorHz = random.uniform(...TREMOR_HZ)
  const tremorPhase = random.uniform(0, 2 * Math.PI)
  return (seconds) => {
    const share = seconds / timeline.seconds
    let semitones = expression.f0Semitones + expression.declinationSemitones * (share - 0.5)
    for (const [index, middle] of timeline.accents.entries())
      semitones += heights[index] * raisedCosine((seconds - middle) / ACCENT_SECONDS)
    semitones += expression.finalSemitones * smoothStep((share - FINAL_FROM) / (1 - FINAL_FROM))
    semitones += expression.tremorSemitones * Math.sin(2 * Math.PI * tremorHz * seconds + tremorPhase)
    return voice.baseF0 * 2 ** (semitones / 12)
  }
}

/** 1 at 0, falling to 0 at -1/2 and 1/2. */
export function raisedCosine(x: number): number {
  return Math.abs(x) < 0.5 ? 0.5 + 0.5 * Math.cos(2 * Math.PI * x) : 0
}

/** From 0 at 0 to 1 at 1. */
function smoothStep(x: number): number {
  const clamped = Math.min(1, Math.max(0, x))
  return clamped * clamped * (3 - 2 * clamped)
}
