import { calibrate, type ModelRanges } from './calibrate.ts'
import type { Subgraph, Tensor } from './graph.ts'
import { lowerIntegerDense } from './lower_integer_dense.ts'
import { lowerIntegerLstm } from './lower_integer_lstm.ts'
import { dequantise, quantise } from './lower_quantise.ts'
import { lastFrame } from './lower_sequence_lstm.ts'
import { int8Quantisation } from './quantise_asymmetric.ts'
import type { ResolvedModel } from './tflite_model.ts'

/**
 * From normalised features to probabilities in integers: 8 bits everywhere, 16 for cell states, 32 for sums. What goes in
 * and what comes out is float32, so that the file is used as any other.
 *
 * @param features [batch, frames, coefficients], normalised.
 * @param calibration features of training clips as extracted: what was seen there is what the integers can hold.
 */
export function lowerInteger(
  graph: Subgraph,
  features: Tensor,
  model: ResolvedModel,
  calibration: Float32Array | undefined,
): Tensor {
  const ranges = calibrate(model, calibration)
  const quantised = quantise(graph, features, int8Quantisation(ranges.features))
  const sequence = lowerIntegerLstm(graph, features, quantised, model.lstm, ranges.lstm)
  const probabilities = lowerLayers(graph, lastFrame(graph, sequence), model, ranges)
  return dequantise(graph, probabilities, 'probabilities')
}

function lowerLayers(graph: Subgraph, spoken: Tensor, { dense }: ResolvedModel, ranges: ModelRanges): Tensor {
  return dense.reduce((x, layer, index) => lowerIntegerDense(graph, x, layer, ranges.dense[index]), spoken)
}
