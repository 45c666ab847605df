import type * as tfjs from '@tensorflow/tfjs-node'
import { readAhead } from './read_ahead.ts'
import { tensorflow } from './tensorflow.ts'
import type { TrainingClips } from './training_clips.ts'

/**
 * A model's answers, batch by batch.
 *
 * @param features normalised, [clips, frames, coefficients].
 * @returns probabilities [clips, classes], row-major.
 */
export function probabilitiesOf(
  model: tfjs.LayersModel,
  features: { readonly data: Float32Array; readonly frames: number; readonly coefficients: number },
  batchSize = 64,
): Float32Array {
  const { data, frames, coefficients } = features
  const size = frames * coefficients
  const clips = data.length / size
  const out: Float32Array[] = []
  // A copy of each batch: tfjs-node may keep the array that a tensor is made of.
  for (let from = 0; from < clips; from += batchSize)
    out.push(answer(model, data.slice(from * size, (from + batchSize) * size), features))
  return joined(out)
}

/** {@link probabilitiesOf} clips that need not be in memory. */
export async function probabilitiesOfClips(
  model: tfjs.LayersModel,
  clips: TrainingClips,
  batchSize = 64,
): Promise<Float32Array> {
  const all = [...clips.labels.keys()]
  const load = (batch: number) => clips.batch(all.slice(batch * batchSize, (batch + 1) * batchSize), 1)
  const out: Float32Array[] = []
  for await (const features of readAhead(Math.ceil(all.length / batchSize), load))
    out.push(answer(model, features, clips))
  return joined(out)
}

function answer(
  model: tfjs.LayersModel,
  features: Float32Array,
  { frames, coefficients }: { readonly frames: number; readonly coefficients: number },
): Float32Array {
  const tf = tensorflow()
  const values = tf.tidy(() => {
    const x = tf.tensor3d(features, [features.length / (frames * coefficients), frames, coefficients])
    return (model.apply(x, { training: false }) as tfjs.Tensor2D).dataSync()
  })
  return Float32Array.from(values)
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}
