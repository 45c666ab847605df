import { EmovoxError } from '../errors.ts'
import type { Quantisation, Tensor } from './graph.ts'

/**
 * Keras's weights as TFLite's operators want them: one row per unit of the result, gates together.
 */

/** The transpose of a row-major matrix [rows, columns]. */
export function transpose(matrix: Float32Array, rows: number, columns: number): Float32Array {
  const out = new Float32Array(matrix.length)
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) out[column * rows + row] = matrix[row * columns + column]
  return out
}

/**
 * Moves the gates of a matrix [4 units, columns] (or, with one column, a bias) from Keras's order i, f, c, o to i, f, o, c:
 * the three sigmoid gates side by side.
 */
export function sigmoidGatesFirst(rows: Float32Array, units: number, columns = 1): Float32Array {
  const gate = units * columns
  const [i, f, c, o] = [0, 1, 2, 3].map((index) => rows.subarray(index * gate, (index + 1) * gate))
  const out = new Float32Array(rows.length)
  for (const [index, values] of [i, f, o, c].entries()) out.set(values, index * gate)
  return out
}

/** The four gates of rows [4 units, columns], in the order in which they come. */
export function gatesOf(rows: Float32Array): readonly Float32Array[] {
  const gate = rows.length / 4
  return [0, 1, 2, 3].map((index) => rows.subarray(index * gate, (index + 1) * gate))
}

/** How a tensor that is known to be quantised is quantised. */
export function quantisationOf({ name, quantisation }: Tensor): Quantisation {
  if (quantisation === undefined) throw new EmovoxError('INTERNAL', `tensor ${name}: is not quantised`)
  return quantisation
}
