import { groupBy } from '../corpora/speakers.ts'
import { emotionIndex } from '../emotions.ts'
import { seededRandom } from '../random.ts'
import type { ScoredRecording } from './evaluate.ts'
import { score } from './metrics.ts'

/** Fewer speakers than this say nothing of how others would do. */
const FEWEST_SPEAKERS = 4
const RESAMPLES = 2000

/**
 * A 95 % interval of UAR: percentiles of a bootstrap over speakers, who are what varies (recordings of one speaker are not
 * independent). It says what other speakers of the same kind may give; not what another training run would.
 *
 * Source: Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapter 13.
 *
 * @returns [low, high], or null with fewer than four speakers.
 */
export function uarInterval(
  predictions: readonly ScoredRecording[],
  seed = 1,
): readonly [number, number] | null {
  const bySpeaker = groupBy(predictions, ({ recording }) => recording.speaker)
  const speakers = bySpeaker.map(([, own]) => ({
    truth: own.map(({ recording }) => emotionIndex(recording.emotion)),
    predicted: own.map(({ predicted }) => emotionIndex(predicted)),
  }))
  if (speakers.length < FEWEST_SPEAKERS) return null
  const random = seededRandom(seed, 'bootstrap')
  const uars = Array.from({ length: RESAMPLES }, () => {
    const drawn = speakers.map(() => speakers[random.integer(0, speakers.length - 1)])
    return score(
      drawn.flatMap(({ truth }) => truth),
      drawn.flatMap(({ predicted }) => predicted),
    ).uar
  }).sort((a, b) => a - b)
  return [uars[Math.floor(0.025 * RESAMPLES)], uars[Math.ceil(0.975 * RESAMPLES) - 1]]
}
