import type { Subgraph, Tensor } from './graph.ts'
import { ActivationFunctionType } from './schema.ts'

/** i, f, c, o: the order of Keras, and of the operator. */
export const GATES = ['input', 'forget', 'cell', 'output'] as const

/** What UNIDIRECTIONAL_SEQUENCE_LSTM takes; four of each, in the order of {@link GATES}. */
export interface SequenceLstm {
  /** [units, inputs] */
  readonly kernels: readonly Tensor[]
  /** [units, units] */
  readonly recurrentKernels: readonly Tensor[]
  /** [units] */
  readonly biases: readonly Tensor[]
  /** Variable tensors [batch, units]. */
  readonly h: Tensor
  readonly c: Tensor
}

/**
 * A whole LSTM layer over a sequence, as one operator.
 *
 * @param x [batch, frames, inputs]
 * @param intermediates of the integer kernel: four for layer normalisation, which is not used, and the hidden state's.
 * @returns [batch, frames, units], quantised as the hidden state is.
 */
export function sequenceLstm(
  graph: Subgraph,
  name: string,
  x: Tensor,
  { kernels, recurrentKernels, biases, h, c }: SequenceLstm,
  intermediates?: readonly Tensor[],
): Tensor {
  const [batch, frames] = x.shape
  const [, units] = h.shape
  const none = (count: number) => new Array<null>(count).fill(null)
  const [peepholes, projection, layerNormalisation] = [none(3), none(2), none(4)]
  const inputs = [
    x,
    ...kernels,
    ...recurrentKernels,
    ...peepholes,
    ...biases,
    ...projection,
    h,
    c,
    ...layerNormalisation,
  ]
  const { type, quantisation } = h
  const hybrid = x.type === 'FLOAT32' && kernels[0].type === 'INT8'
  return graph.apply(
    'UNIDIRECTIONAL_SEQUENCE_LSTM',
    inputs,
    { name: `${name}/sequence`, shape: [batch, frames, units], type, quantisation },
    {
      fusedActivationFunction: ActivationFunctionType.TANH,
      ...(hybrid ? { asymmetricQuantizeInputs: true } : {}),
    },
    intermediates,
  )
}

/** The last frame of a sequence [batch, frames, units]: [batch, units]. */
export function lastFrame(graph: Subgraph, sequence: Tensor): Tensor {
  const [batch, , units] = sequence.shape
  const { type, quantisation } = sequence
  const begin = graph.integers('last', [0, -1, 0])
  const end = graph.integers('000', [0, 0, 0])
  const strides = graph.integers('111', [1, 1, 1])
  return graph.apply(
    'STRIDED_SLICE',
    [sequence, begin, end, strides],
    { name: 'spoken', shape: [batch, units], type, quantisation },
    { beginMask: 0b101, endMask: 0b101, shrinkAxisMask: 0b010 },
  )
}
