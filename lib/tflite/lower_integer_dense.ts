import type { Quantisation, Subgraph, Tensor } from './graph.ts'
import { FUSED_ACTIVATIONS } from './lower_dense.ts'
import { fullyConnected } from './lower_fully_connected.ts'
import { int8Quantisation, quantiseBias, type Range } from './quantise_asymmetric.ts'
import { quantiseSymmetric } from './quantise_symmetric.ts'
import type { DenseWeights } from './tflite_model.ts'
import { quantisationOf, transpose } from './weights.ts'

/** Scales that the kernels prescribe: outputs are within 0 to 1, or -1 to 1. */
const UNIT: Quantisation = { scale: [1 / 256], zeroPoint: [-128] }
const SIGNED_UNIT: Quantisation = { scale: [1 / 128], zeroPoint: [0] }

/**
 * A dense layer on 8-bit integers.
 *
 * @param x [batch, inputs], int8.
 */
export function lowerIntegerDense(
  graph: Subgraph,
  x: Tensor,
  layer: Required<DenseWeights>,
  { sums, outputs }: { readonly sums: Range; readonly outputs: Range },
): Tensor {
  const { name, units, activation } = layer
  const [batch, inputs] = x.shape
  const shape = [batch, units]
  const { values, quantisation } = quantiseSymmetric(transpose(layer.kernel, inputs, units))
  const kernel = graph.constant(`${name}/kernel`, [units, inputs], values, quantisation)
  const biases = quantiseBias(layer.bias, quantisationOf(x), quantisation)
  const bias = graph.constant(`${name}/bias`, [units], biases.values, biases.quantisation)
  const fused = FUSED_ACTIVATIONS[activation]
  const range = int8Quantisation(fused === undefined ? sums : outputs)
  const spec = { name: `${name}/z`, shape, type: 'INT8', quantisation: range } as const
  const z = fullyConnected(graph, x, { kernel, bias }, spec, fused)
  const unit = { name, shape, type: 'INT8', quantisation: UNIT } as const
  switch (activation) {
    case 'softmax':
      return graph.apply('SOFTMAX', [z], unit, { beta: 1 })
    case 'sigmoid':
      return graph.apply('LOGISTIC', [z], unit)
    case 'tanh':
      return graph.apply('TANH', [z], { ...unit, quantisation: SIGNED_UNIT })
    default:
      return z
  }
}
