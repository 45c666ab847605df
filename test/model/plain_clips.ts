import { MemoryStore } from '../../lib/features/clip_store.ts'
import { storedClips, type TrainingClips } from '../../lib/model/training_clips.ts'

/** Clips of features that are normalised already. */
export function plainClips({
  data,
  ...shape
}: { readonly data: Float32Array } & Omit<TrainingClips, 'batch'>): TrainingClips {
  const { frames, coefficients } = shape
  const asItIs = {
    mean: new Array<number>(coefficients).fill(0),
    deviation: new Array<number>(coefficients).fill(1),
  }
  return storedClips(new MemoryStore(data, frames * coefficients), shape, asItIs)
}
