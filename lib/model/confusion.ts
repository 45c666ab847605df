/** Counts [true emotion][predicted emotion], row-major, in the order of EMOTIONS: what every score is made of. */
import { EMOTIONS, emotionIndex } from '../emotions.ts'
import type { ScoredRecording } from './evaluate.ts'

const CLASSES = EMOTIONS.length

export type Confusion = Float64Array

export function emptyConfusion(): Confusion {
  return new Float64Array(CLASSES * CLASSES)
}

export function confusionOf(predictions: readonly ScoredRecording[]): Confusion {
  const counts = emptyConfusion()
  for (const { recording, predicted } of predictions)
    counts[emotionIndex(recording.emotion) * CLASSES + emotionIndex(predicted)]++
  return counts
}

export function addConfusion(to: Confusion, from: Confusion): void {
  for (let k = 0; k < to.length; k++) to[k] += from[k]
}

/** Unweighted average recall over the emotions that occur, and accuracy. NaN of nothing. */
export function recallsOf(confusion: Confusion): { readonly uar: number; readonly accuracy: number } {
  let recalls = 0
  let occurring = 0
  let hits = 0
  let clips = 0
  for (let row = 0; row < CLASSES; row++) {
    let support = 0
    for (let column = 0; column < CLASSES; column++) support += confusion[row * CLASSES + column]
    if (support === 0) continue
    const right = confusion[row * CLASSES + row]
    recalls += right / support
    occurring++
    hits += right
    clips += support
  }
  return { uar: recalls / occurring, accuracy: hits / clips }
}
