import { EMOTIONS, type Emotion } from '../emotions.ts'

/** One emotion's row of the per-class table. NaN where there is nothing to divide by. */
export interface ClassScore {
  readonly emotion: Emotion
  /** Share of the clips called this emotion that are. */
  readonly precision: number
  /** Share of the clips of this emotion that were called so. */
  readonly recall: number
  readonly f1: number
  /** Clips of this emotion. */
  readonly support: number
}

export interface Metrics {
  readonly clips: number
  readonly accuracy: number
  /** Unweighted average recall: the mean of the recalls of the emotions that occur, whatever their frequency. */
  readonly uar: number
  /** Mean F1 of the emotions that occur. */
  readonly macroF1: number
  readonly perClass: readonly ClassScore[]
  /** [true emotion][predicted emotion], counts, in the order of EMOTIONS. */
  readonly confusion: readonly (readonly number[])[]
}

/**
 * Scores class indices against the truth, as scikit-learn's `recall_score`, `f1_score` (both `average='macro'` over the
 * classes that occur) and `confusion_matrix` do.
 */
export function score(truth: ArrayLike<number>, predicted: ArrayLike<number>): Metrics {
  const confusion = EMOTIONS.map(() => EMOTIONS.map(() => 0))
  for (let k = 0; k < truth.length; k++) confusion[truth[k]][predicted[k]]++
  const perClass = EMOTIONS.map((emotion, k) => classScore(emotion, k, confusion))
  const occurring = perClass.filter((row) => row.support > 0)
  const hits = confusion.reduce((sum, row, k) => sum + row[k], 0)
  return {
    clips: truth.length,
    accuracy: hits / truth.length,
    uar: mean(occurring.map((row) => row.recall)),
    macroF1: mean(occurring.map((row) => row.f1)),
    perClass,
    confusion,
  }
}

function classScore(emotion: Emotion, index: number, confusion: readonly (readonly number[])[]): ClassScore {
  const hits = confusion[index][index]
  const support = confusion[index].reduce((sum, count) => sum + count, 0)
  const called = confusion.reduce((sum, row) => sum + row[index], 0)
  const either = support + called
  return {
    emotion,
    precision: hits / called,
    recall: hits / support,
    f1: either === 0 ? Number.NaN : (2 * hits) / either,
    support,
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** The index of the largest of a row's values; the first of equals. */
export function argMax(values: ArrayLike<number>, from = 0, to = values.length): number {
  let best = from
  for (let k = from + 1; k < to; k++) if (values[k] > values[best]) best = k
  return best - from
}
