import type { ClipStore } from '../features/clip_store.ts'
import { type Normalisation, normalise } from '../features/normalisation.ts'

/** A model that has learnt the same clips. */
export interface Teacher {
  /** Its own features of them, as this epoch has them. */
  batch(clips: readonly number[], epoch: number): Promise<Float32Array>
  /** Probabilities [clips, classes] of such features. */
  answers(features: Float32Array): Float32Array
}

/** Where training takes its batches from. */
export interface TrainingClips {
  /** Class index of each clip of an epoch. */
  readonly labels: Int32Array
  readonly frames: number
  readonly coefficients: number
  /** Normalised features [clips, frames, coefficients] of these clips, as this epoch hears them (1 is the first). */
  batch(clips: readonly number[], epoch: number): Promise<Float32Array>
  /** Who is asked about them beside their labels. */
  readonly teacher?: Teacher
}

/** Clips that every epoch hears alike, of features that are not normalised yet. */
export function storedClips(
  store: Pick<ClipStore, 'read'>,
  { labels, frames, coefficients }: Pick<TrainingClips, 'labels' | 'frames' | 'coefficients'>,
  normalisation: Normalisation,
): TrainingClips {
  return {
    labels,
    frames,
    coefficients,
    batch: async (clips) => normalise(await store.read(clips), normalisation),
  }
}
