import { reals, type Value } from './values.ts'

/**
 * A matrix that is multiplied with many vectors: `x kernel^T` as real numbers. With 8-bit weights and float x, x is quantised
 * first as TFLite does at run time: each row to 8 bits of its own range.
 */
export class Product {
  readonly units: number
  readonly #inputs: number
  readonly #weights: Float64Array
  readonly #hybrid: boolean

  /** @param kernel [units, inputs] */
  constructor(kernel: Value, x: Value) {
    const [units, inputs] = kernel.shape
    this.units = units
    this.#inputs = inputs
    this.#weights = reals(kernel)
    this.#hybrid = x.data instanceof Float32Array && kernel.data instanceof Int8Array
  }

  /**
   * @param x [rows, inputs]
   * @returns [rows, units]
   */
  of(x: Float64Array): Float64Array {
    const [units, inputs, weights] = [this.units, this.#inputs, this.#weights]
    const rows = x.length / inputs
    const sums = new Float64Array(rows * units)
    for (let row = 0; row < rows; row++) {
      const exact = x.subarray(row * inputs, (row + 1) * inputs)
      const factors = this.#hybrid ? roundedToRange(exact) : exact
      for (let unit = 0; unit < units; unit++) {
        const start = unit * inputs
        let sum = 0
        for (let k = 0; k < inputs; k++) sum += factors[k] * weights[start + k]
        sums[row * units + unit] = sum
      }
    }
    return sums
  }
}

/** What is left of numbers after 8 bits, asymmetric, with 0 exact. */
function roundedToRange(x: Float64Array): Float64Array {
  const least = x.reduce((a, b) => Math.min(a, b), 0)
  const greatest = x.reduce((a, b) => Math.max(a, b), 0)
  const scale = (greatest - least) / 255
  if (!(scale > 0)) return x
  return x.map((value) => Math.round(value / scale) * scale)
}
