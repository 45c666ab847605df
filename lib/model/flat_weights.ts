import type * as tfjs from '@tensorflow/tfjs-node'
import { tensorflow } from './tensorflow.ts'

/**
 * Weights of a model as one vector. What is done to every weight alike (decay, averaging, a step of the
 * optimiser) is a loop over a Float32Array here: as tensors it would be a dozen operations for each variable and step.
 */
export class FlatWeights {
  readonly variables: tfjs.Variable[]
  /** Of all variables together. */
  readonly length: number

  /** @param weights the trainable ones of a model, or the others, which training moves too (moving averages). */
  constructor(weights: tfjs.LayersModel['trainableWeights']) {
    this.variables = weights.map((weight) => weight.read() as tfjs.Variable)
    this.length = this.variables.reduce((sum, { size }) => sum + size, 0)
  }

  read(): Float32Array {
    return this.flatten((variable) => variable)
  }

  /** One vector of a tensor for each variable: its gradient, for one. `flat`: where to, if not into a new one. */
  flatten(
    tensorOf: (variable: tfjs.Variable) => tfjs.Tensor,
    flat: Float32Array = new Float32Array(this.length),
  ): Float32Array {
    let at = 0
    for (const variable of this.variables) {
      flat.set(tensorOf(variable).dataSync(), at)
      at += variable.size
    }
    return flat
  }

  /** Gives the model these weights; they are copied. */
  write(flat: Float32Array): void {
    const tf = tensorflow()
    let at = 0
    for (const variable of this.variables) {
      const values = flat.slice(at, at + variable.size)
      tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)))
      at += variable.size
    }
  }
}
