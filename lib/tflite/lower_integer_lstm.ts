import type { Quantisation, Subgraph, Tensor } from './graph.ts'
import { firstColumn } from './lower_first_column.ts'
import { GATES, sequenceLstm } from './lower_sequence_lstm.ts'
import { int8Quantisation, int16Quantisation, quantiseBias, type Range } from './quantise_asymmetric.ts'
import { quantiseSymmetric } from './quantise_symmetric.ts'
import type { LstmWeights } from './tflite_model.ts'
import { gatesOf, quantisationOf, transpose } from './weights.ts'

interface StateRanges {
  readonly h: Range
  readonly c: Range
}

/**
 * Stacked LSTM layers on 8-bit integers; the cell state has 16 bits.
 *
 * @param features [batch, frames, coefficients], float32: they say how large the batch is.
 * @param x the same, quantised.
 * @returns the last layer's hidden states, [batch, frames, units], int8.
 */
export function lowerIntegerLstm(
  graph: Subgraph,
  features: Tensor,
  x: Tensor,
  layers: readonly LstmWeights[],
  ranges: readonly StateRanges[],
): Tensor {
  const column = firstColumn(graph, features)
  return layers.reduce(
    (input, layer, index) => lowerLayer(graph, `lstm${index + 1}`, input, layer, ranges[index], column),
    x,
  )
}

function lowerLayer(
  graph: Subgraph,
  name: string,
  x: Tensor,
  { units, kernel, recurrentKernel, bias }: LstmWeights,
  ranges: StateRanges,
  column: Tensor,
): Tensor {
  const [batch, , inputs] = x.shape
  const matrices = (label: string, values: Float32Array, columns: number) =>
    gatesOf(transpose(values, columns, 4 * units)).map((rows, gate) => {
      const { values: bytes, quantisation } = quantiseSymmetric(rows)
      return graph.constant(`${name}/${label}_${GATES[gate]}`, [units, columns], bytes, quantisation)
    })
  const kernels = matrices('kernel', kernel, inputs)
  const hidden = int8Quantisation(ranges.h)
  const h = { name: `${name}/h`, type: 'INT8', quantisation: hidden } as const
  const c = { name: `${name}/c`, type: 'INT16', quantisation: int16Quantisation(ranges.c) } as const
  const zeros = zeroStates(graph, name, column, units)
  const state = (spec: typeof h | typeof c) =>
    graph.apply('QUANTIZE', [zeros], { ...spec, shape: [batch, units], isVariable: true }, {})
  const weights = {
    kernels,
    recurrentKernels: matrices('recurrent', recurrentKernel, units),
    biases: gatesOf(bias).map((rows, gate) => {
      const { values, quantisation } = quantiseBias(rows, quantisationOf(x), quantisationOf(kernels[gate]))
      return graph.constant(`${name}/bias_${GATES[gate]}`, [units], values, quantisation)
    }),
    h: state(h),
    c: state(c),
  }
  return sequenceLstm(graph, name, x, weights, intermediates(graph, name, hidden))
}

/** [batch, units] float zeros: integers that stand for 0 are made of them by QUANTIZE, which all runtimes have. */
function zeroStates(graph: Subgraph, name: string, column: Tensor, units: number): Tensor {
  const zeros = graph.constant(`${name}/zeros`, [1, units], new Float32Array(units))
  return graph.apply('MUL', [column, zeros], { name: `${name}/init`, shape: [column.shape[0], units] }, {})
}

/** Four of layer normalisation, which the kernel wants to see though it is not used, and the hidden state's. */
function intermediates(graph: Subgraph, name: string, quantisation: Quantisation): readonly Tensor[] {
  const unused = GATES.map((gate) => graph.tensor({ name: `${name}/normalised_${gate}`, shape: [0] }))
  const hidden = graph.tensor({ name: `${name}/hidden`, shape: [0], type: 'INT8', quantisation })
  return [...unused, hidden]
}
