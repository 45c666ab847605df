import type { Subgraph, Tensor, TensorSpec } from './graph.ts'
import { ActivationFunctionType } from './schema.ts'
import type { ConvolutionWeights } from './tflite_model.ts'

/** `SAME` of the schema's enumeration Padding. */
export const SAME = 0

/**
 * ReLU(convolution + bias) over frames, which are the width of an image of height 1.
 *
 * @param x [batch, 1, frames, inputs]
 * @param kernel [outputs, 1, taps, inputs]
 * @param output name, and how its numbers are stored.
 * @returns [batch, 1, frames / stride, outputs]
 */
export function lowerConvolution(
  graph: Subgraph,
  x: Tensor,
  { kernel, bias }: { readonly kernel: Tensor; readonly bias: Tensor },
  { stride, dilation }: Pick<ConvolutionWeights, 'stride' | 'dilation'>,
  output: Omit<TensorSpec, 'shape'>,
): Tensor {
  const [batch, , frames] = x.shape
  const shape = [batch, 1, Math.ceil(frames / stride), kernel.shape[0]]
  return graph.apply(
    'CONV_2D',
    [x, kernel, bias],
    { ...output, shape },
    {
      padding: SAME,
      strideW: stride,
      strideH: 1,
      fusedActivationFunction: ActivationFunctionType.RELU,
      dilationWFactor: dilation,
      dilationHFactor: 1,
    },
  )
}
