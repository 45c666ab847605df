import type { Quantisation } from './graph.ts'

/** The least and the greatest value that was seen, and 0, which must be exact: it is padding, and the first state. */
export class Range {
  least = 0
  greatest = 0

  add(value: number) {
    if (value < this.least) this.least = value
    if (value > this.greatest) this.greatest = value
  }

  addAll(values: Float32Array) {
    for (const value of values) this.add(value)
  }
}

/** 8 bits: the range is spread over -128 to 127, with 0 on an integer. */
export function int8Quantisation({ least, greatest }: Range): Quantisation {
  const scale = Math.fround((greatest - least || 1) / 255)
  const zeroPoint = Math.min(127, Math.max(-128, Math.round(-128 - least / scale)))
  return { scale: [scale], zeroPoint: [zeroPoint] }
}

/** 16 bits, symmetric, with a power of two as scale: what the integer LSTM wants of its cell state. */
export function int16Quantisation({ least, greatest }: Range): Quantisation {
  const largest = Math.max(-least, greatest, 2 ** -15)
  return { scale: [2 ** (Math.ceil(Math.log2(largest)) - 15)], zeroPoint: [0] }
}

/**
 * 32-bit biases, in the scale of the sums that they are added to: input scale times weight scale, one or one for each bias.
 */
export function quantiseBias(
  bias: Float32Array,
  input: Quantisation,
  weights: Quantisation,
): { readonly values: Int32Array; readonly quantisation: Quantisation } {
  const scale = weights.scale.map((each) => Math.fround(input.scale[0] * each))
  const limit = 2 ** 31 - 1
  const values = Int32Array.from(bias, (value, index) =>
    Math.min(limit, Math.max(-limit, Math.round(value / scale[index % scale.length]))),
  )
  return { values, quantisation: { scale, zeroPoint: scale.map(() => 0) } }
}
