import type { Quantisation } from './graph.ts'

/** TFLite's kernels expect -127 to 127 of weights: then a product fits with its negative. */
const LARGEST = 127

export interface QuantisedWeights {
  readonly values: Int8Array
  readonly quantisation: Quantisation
}

/**
 * Weights as 8-bit integers: `w = scale q`, with the scale that makes the largest weight 127.
 *
 * @param rows 1: one scale for all; more: one for each row of the matrix.
 */
export function quantiseSymmetric(weights: Float32Array, rows = 1): QuantisedWeights {
  const width = weights.length / rows
  const values = new Int8Array(weights.length)
  const scale = Array.from({ length: rows }, (_, row) => {
    const from = weights.subarray(row * width, (row + 1) * width)
    const largest = from.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0)
    const step = Math.fround((largest || 1) / LARGEST)
    for (const [index, weight] of from.entries())
      values[row * width + index] = Math.min(LARGEST, Math.max(-LARGEST, Math.round(weight / step)))
    return step
  })
  return { values, quantisation: { scale, zeroPoint: scale.map(() => 0) } }
}
