/** Normalised features [clips, frames, coefficients] with the class index of each clip. */
export interface LabelledFeatures {
  readonly data: Float32Array
  readonly labels: Int32Array
  readonly frames: number
  readonly coefficients: number
}

/** Where training takes its batches from. */
export interface TrainingClips {
  /** Class index of each clip of an epoch. */
  readonly labels: Int32Array
  readonly frames: number
  readonly coefficients: number
  /** Normalised features [clips, frames, coefficients] of these clips, as this epoch hears them (1 is the first). */
  batch(clips: readonly number[], epoch: number): Promise<Float32Array>
}

/** Clips that every epoch hears alike. */
export function storedClips({ data, labels, frames, coefficients }: LabelledFeatures): TrainingClips {
  const size = frames * coefficients
  return {
    labels,
    frames,
    coefficients,
    async batch(clips) {
      const gathered = new Float32Array(clips.length * size)
      clips.forEach((from, to) => {
        gathered.set(data.subarray(from * size, (from + 1) * size), to * size)
      })
      return gathered
    },
  }
}
