import { groupBy } from '../corpora/speakers.ts'
import { emotionIndex } from '../emotions.ts'
import { seededRandom } from '../random.ts'
import type { ScoredRecording } from './evaluate.ts'
import { score } from './metrics.ts'

/** Fewer speakers than this say nothing of how others would do. */
const FEWEST_SPEAKERS = 4
const RESAMPLES = 2000

/** [low, high]. */
export type Interval = readonly [number, number]

/**
 * 95 % intervals of UAR and accuracy: percentiles of a bootstrap over speakers, who are what varies (recordings of one
 * speaker are not independent). They say what other speakers of the same kind may give; not what another training run
 * would.
 *
 * Source: Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapter 13.
 *
 * @returns null with fewer than four speakers.
 */
export function speakerIntervals(
  predictions: readonly ScoredRecording[],
  seed = 1,
): { readonly uar: Interval; readonly accuracy: Interval } | null {
  const bySpeaker = groupBy(predictions, ({ recording }) => recording.speaker)
  const speakers = bySpeaker.map(([, own]) => ({
    truth: own.map(({ recording }) => emotionIndex(recording.emotion)),
    predicted: own.map(({ predicted }) => emotionIndex(predicted)),
  }))
  if (speakers.length < FEWEST_SPEAKERS) return null
  const random = seededRandom(seed, 'bootstrap')
  const drawn = Array.from({ length: RESAMPLES }, () => {
    const some = speakers.map(() => speakers[random.integer(0, speakers.length - 1)])
    return score(
      some.flatMap(({ truth }) => truth),
      some.flatMap(({ predicted }) => predicted),
    )
  })
  return {
    uar: middle(drawn.map(({ uar }) => uar)),
    accuracy: middle(drawn.map(({ accuracy }) => accuracy)),
  }
}

/** From the 2.5th to the 97.5th percentile. */
function middle(values: number[]): Interval {
  values.sort((a, b) => a - b)
  return [values[Math.floor(0.025 * values.length)], values[Math.ceil(0.975 * values.length) - 1]]
}
