import type { Subgraph, Tensor } from './graph.ts'
import { float16Bits } from './quantise_float16.ts'
import { quantiseSymmetric } from './quantise_symmetric.ts'

/**
 * How the matrices of a model are stored. `float32`: as trained. `float16`: half the size, computed in float32. `dynamic`:
 * a quarter of it; what they are multiplied with is quantised at run time. `int8`: everything between input and output is
 * 8-bit integers (16 for the cell state), with ranges from real clips.
 */
export const WEIGHT_KINDS = ['float32', 'float16', 'dynamic', 'int8'] as const
export type WeightKind = (typeof WEIGHT_KINDS)[number]

/** Whether answers may be others than the model's: those of float files are the same, and so is their score. */
export const isQuantised = (weights: WeightKind) => weights === 'dynamic' || weights === 'int8'

/** Stores a matrix [rows, columns], or filters [outputs, ...], as a constant, and gives a tensor that operators take as weights. */
export type StoreWeights = (
  graph: Subgraph,
  name: string,
  shape: readonly number[],
  values: Float32Array,
) => Tensor

type FloatKind = Exclude<WeightKind, 'int8'>

/** How float graphs store their matrices; biases stay float32. Integer graphs are others: `lower_integer.ts`. */
export const STORE_WEIGHTS: Readonly<Record<FloatKind, StoreWeights>> = {
  float32: (graph, name, shape, values) => graph.constant(name, shape, values),

  float16: (graph, name, shape, values) => {
    const stored = graph.constant(`${name}/float16`, shape, float16Bits(values))
    return graph.apply('DEQUANTIZE', [stored], { name, shape }, {})
  },

  // One scale a matrix, not a row: FULLY_CONNECTED takes rows since version 12 (TensorFlow 2.17) only.
  dynamic: (graph, name, shape, values) => {
    const { values: bytes, quantisation } = quantiseSymmetric(values)
    return graph.constant(name, shape, bytes, quantisation)
  },
}

/** How they store the filters of convolutions: CONV_2D takes a scale a filter, and XNNPACK no other. */
export const STORE_FILTERS: Readonly<Record<FloatKind, StoreWeights>> = {
  ...STORE_WEIGHTS,
  dynamic: (graph, name, shape, values) => {
    const { values: bytes, quantisation } = quantiseSymmetric(values, shape[0])
    return graph.constant(name, shape, bytes, quantisation)
  },
}
