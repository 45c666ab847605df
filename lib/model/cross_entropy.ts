import type * as tfjs from '@tensorflow/tfjs-node'
import { tensorflow } from './tensorflow.ts'

/** Smallest probability in the logarithm, as in Keras. */
export const EPSILON = 1e-7

/**
 * Categorical cross-entropy -sum(target log p) / clips of probabilities [clips, classes], with its gradient: a loop over
 * a few hundred numbers, where TensorFlow would run a dozen operations.
 */
export function crossEntropy(probabilities: tfjs.Tensor2D, targets: Float32Array): tfjs.Scalar {
  const tf = tensorflow()
  const [clips] = probabilities.shape
  const loss = tf.customGrad((...args) => {
    const [given, save] = args as unknown as [tfjs.Tensor2D, tfjs.GradSaveFunc]
    save([given])
    const p = given.dataSync()
    let sum = 0
    for (let k = 0; k < p.length; k++) sum -= targets[k] * Math.log(clipped(p[k]))
    const gradFunc = (dy: tfjs.Tensor, [saved]: tfjs.Tensor[]) => {
      const scale = -dy.dataSync()[0] / clips
      const gradient = Float32Array.from(saved.dataSync(), (p, k) =>
        p === clipped(p) ? (scale * targets[k]) / p : 0,
      )
      return tf.tensor2d(gradient, given.shape)
    }
    return { value: tf.scalar(sum / clips), gradFunc }
  })
  return loss(probabilities) as tfjs.Scalar
}

/** NaN stays NaN. */
function clipped(p: number): number {
  return Math.min(1, Math.max(EPSILON, p))
}
