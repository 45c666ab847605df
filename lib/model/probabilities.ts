import type * as tfjs from '@tensorflow/tfjs-node'
import { tensorflow } from './tensorflow.ts'

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
  const tf = tensorflow()
  const { data, frames, coefficients } = features
  const size = frames * coefficients
  const clips = data.length / size
  const classes = model.outputs[0].shape.at(-1) ?? 0
  const out = new Float32Array(clips * classes)
  for (let from = 0; from < clips; from += batchSize) {
    const to = Math.min(clips, from + batchSize)
    // A copy: tfjs-node may keep the array that a tensor is made of.
    const batch = data.slice(from * size, to * size)
    const values = tf.tidy(() => {
      const x = tf.tensor3d(batch, [to - from, frames, coefficients])
      return (model.apply(x, { training: false }) as tfjs.Tensor2D).dataSync()
    })
    out.set(values, from * classes)
  }
  return out
}
