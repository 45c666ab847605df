import type { Subgraph, Tensor, TensorSpec } from './graph.ts'
import { ActivationFunctionType } from './schema.ts'

/**
 * `activation(x kernel^T + bias)`. With 8-bit weights and float x, x is quantised at run time, a scale and a zero point a
 * clip.
 *
 * @param kernel [units, inputs]
 */
export function fullyConnected(
  graph: Subgraph,
  x: Tensor,
  { kernel, bias }: { readonly kernel: Tensor; readonly bias: Tensor | null },
  output: TensorSpec,
  activation: number = ActivationFunctionType.NONE,
): Tensor {
  const hybrid = x.type === 'FLOAT32' && kernel.type === 'INT8'
  return graph.apply('FULLY_CONNECTED', [x, kernel, bias], output, {
    fusedActivationFunction: activation,
    ...(hybrid ? { asymmetricQuantizeInputs: true } : {}),
  })
}
