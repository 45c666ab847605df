import type { Subgraph, Tensor } from './graph.ts'
import { lowerLstmStep, lstmConstants } from './lower_lstm_step.ts'
import type { StoreWeights } from './store_weights.ts'
import type { LstmWeights } from './tflite_model.ts'

/**
 * Stacked LSTM layers written out frame by frame, for runtimes that take one subgraph only: the number of frames is fixed,
 * and so is the batch, to one.
 *
 * @param features [1, frames, coefficients]
 * @returns the last layer's hidden state after the last frame, [1, units].
 */
export function lowerLstmUnrolled(
  graph: Subgraph,
  features: Tensor,
  layers: readonly LstmWeights[],
  store: StoreWeights,
): Tensor {
  const [batch, frames, coefficients] = features.shape
  const axis = graph.integers('one', 1)
  const inputs = Array.from({ length: frames }, () =>
    graph.tensor({ name: 'x', shape: [batch, coefficients] }),
  )
  graph.run('UNPACK', [features], inputs, { num: frames, axis: 1 })
  let sequence: readonly Tensor[] = inputs
  for (const [index, layer] of layers.entries()) {
    const constants = lstmConstants(graph, `lstm${index + 1}`, layer, store)
    const { units } = constants
    const zeros = graph.constant(`init${index + 1}`, [batch, units], new Float32Array(batch * units))
    let state = { h: zeros, c: zeros }
    sequence = sequence.map((x) => {
      state = lowerLstmStep(graph, constants, x, state, axis)
      return state.h
    })
  }
  return sequence[frames - 1]
}
