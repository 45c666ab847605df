import { groupBy } from '../corpora/speakers.ts'
import { seededRandom } from '../random.ts'
import { addConfusion, confusionOf, emptyConfusion, recallsOf } from './confusion.ts'
import type { ScoredRecording } from './evaluate.ts'

/** Fewer speakers than this say nothing of how others would do. */
const FEWEST_SPEAKERS = 4
const RESAMPLES = 2000

export type Interval = readonly [low: number, high: number]

export interface SpeakerIntervals {
  readonly uar: Interval
  readonly accuracy: Interval
}

/**
 * 95 % intervals of UAR and accuracy: percentiles of a bootstrap over speakers, who are what varies (recordings of one
 * speaker are not independent). They say what other speakers of the same kind may give; not what another training run
 * would. Of several runs on the same recordings, a speaker's predictions go together.
 *
 * Source: Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapter 13.
 *
 * @returns null with fewer than four speakers.
 */
export function speakerIntervals(predictions: readonly ScoredRecording[], seed = 1): SpeakerIntervals | null {
  const speakers = groupBy(predictions, ({ recording }) => recording.speaker).map(([, own]) =>
    confusionOf(own),
  )
  if (speakers.length < FEWEST_SPEAKERS) return null
  const random = seededRandom(seed, 'bootstrap')
  const scores = Array.from({ length: RESAMPLES }, () => {
    const drawn = emptyConfusion()
    for (let k = 0; k < speakers.length; k++)
      addConfusion(drawn, speakers[random.integer(0, speakers.length - 1)])
    return recallsOf(drawn)
  })
  return {
    uar: percentileInterval(scores.map(({ uar }) => uar)),
    accuracy: percentileInterval(scores.map(({ accuracy }) => accuracy)),
  }
}

/** The middle 95 % of resampled scores. */
export function percentileInterval(scores: readonly number[]): Interval {
  const sorted = [...scores].sort((a, b) => a - b)
  return [sorted[Math.floor(0.025 * sorted.length)], sorted[Math.ceil(0.975 * sorted.length) - 1]]
}
