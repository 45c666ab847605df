import type { Subgraph, Tensor } from './graph.ts'
import { firstColumn } from './lower_first_column.ts'
import { GATES, lastFrame, sequenceLstm } from './lower_sequence_lstm.ts'
import type { StoreWeights } from './store_weights.ts'
import type { LstmWeights } from './tflite_model.ts'
import { gatesOf, transpose } from './weights.ts'

/**
 * Stacked LSTM layers, each as one UNIDIRECTIONAL_SEQUENCE_LSTM. The operator keeps its states from one run to the next,
 * which would make a clip's answer depend on the clip before: the graph sets them to zero first.
 *
 * @param features [batch, frames, coefficients]
 * @returns the last layer's hidden state after the last frame, [batch, units].
 */
export function lowerLstmFused(
  graph: Subgraph,
  features: Tensor,
  layers: readonly LstmWeights[],
  store: StoreWeights,
): Tensor {
  const column = firstColumn(graph, features)
  const sequence = layers.reduce(
    (x, layer, index) => lowerLayer(graph, `lstm${index + 1}`, x, layer, column, store),
    features,
  )
  return lastFrame(graph, sequence)
}

function lowerLayer(
  graph: Subgraph,
  name: string,
  x: Tensor,
  { units, kernel, recurrentKernel, bias }: LstmWeights,
  column: Tensor,
  store: StoreWeights,
): Tensor {
  const inputs = x.shape[2]
  const matrices = (label: string, values: Float32Array, columns: number) =>
    gatesOf(transpose(values, columns, 4 * units)).map((rows, gate) =>
      store(graph, `${name}/${label}_${GATES[gate]}`, [units, columns], rows),
    )
  const zeros = graph.constant(`${name}/zeros`, [1, units], new Float32Array(units))
  const state = (label: string) => {
    const spec = { name: `${name}/${label}`, shape: [x.shape[0], units], isVariable: true }
    return graph.apply('MUL', [column, zeros], spec, {})
  }
  return sequenceLstm(graph, name, x, {
    kernels: matrices('kernel', kernel, inputs),
    recurrentKernels: matrices('recurrent', recurrentKernel, units),
    biases: gatesOf(bias).map((rows, gate) => graph.constant(`${name}/bias_${GATES[gate]}`, [units], rows)),
    h: state('h'),
    c: state('c'),
  })
}
