import type { Subgraph, Tensor } from './graph.ts'
import { fullyConnected } from './lower_fully_connected.ts'
import { ActivationFunctionType } from './schema.ts'
import type { StoreWeights } from './store_weights.ts'
import type { DenseActivation, DenseWeights } from './tflite_model.ts'
import { transpose } from './weights.ts'

/** Activations that FULLY_CONNECTED applies itself. */
export const FUSED_ACTIVATIONS: Readonly<Partial<Record<DenseActivation, number>>> = {
  linear: ActivationFunctionType.NONE,
  relu: ActivationFunctionType.RELU,
  relu6: ActivationFunctionType.RELU6,
}

/**
 * A dense layer as FULLY_CONNECTED and, where that does not apply the activation itself, an operator of its own.
 *
 * @param x [batch, inputs]
 * @param result name of the tensor [batch, units] that comes out.
 */
export function lowerDense(
  graph: Subgraph,
  x: Tensor,
  layer: Required<DenseWeights>,
  result: string,
  store: StoreWeights,
): Tensor {
  const { name, units, activation } = layer
  const [batch, inputs] = x.shape
  const kernel = store(graph, `${name}/kernel`, [units, inputs], transpose(layer.kernel, inputs, units))
  const bias = graph.constant(`${name}/bias`, [units], layer.bias)
  const fused = FUSED_ACTIVATIONS[activation]
  const output = { name: result, shape: [batch, units] }
  const sums = fused === undefined ? { ...output, name: `${name}/z` } : output
  const z = fullyConnected(graph, x, { kernel, bias }, sums, fused)
  switch (activation) {
    case 'softmax':
      return graph.apply('SOFTMAX', [z], output, { beta: 1 })
    case 'tanh':
      return graph.apply('TANH', [z], output)
    case 'sigmoid':
      return graph.apply('LOGISTIC', [z], output)
    default:
      return z
  }
}
