import type { NetworkRanges } from './calibrate_networks.ts'
import type { Subgraph, Tensor } from './graph.ts'
import { lowerConvolution } from './lower_convolution.ts'
import type { NetworkLayers } from './lower_network.ts'
import { dequantise, quantise } from './lower_quantise.ts'
import { int8Quantisation, quantiseBias, type Range } from './quantise_asymmetric.ts'
import { quantiseSymmetric } from './quantise_symmetric.ts'
import { STORE_WEIGHTS } from './store_weights.ts'
import type { ConvolutionWeights } from './tflite_model.ts'
import { quantisationOf, transpose } from './weights.ts'

/** Layers of a network on 8-bit integers, with what was seen on real clips as what the integers can hold. */
export function integerNetwork(ranges: NetworkRanges): NetworkLayers {
  return {
    input: (graph, image) => quantise(graph, image, int8Quantisation(ranges.features)),

    convolutions: (graph, x, { convolutions: [first, ...residual], index, name }) => {
      const seen = ranges.networks[index]
      let h = convolution(graph, x, first, seen.convolutions[0], `${name}/conv`)
      for (const [k, layer] of residual.entries()) {
        const more = convolution(graph, h, layer, seen.convolutions[k + 1], `${name}/residual${k + 1}`)
        const quantisation = int8Quantisation(seen.sums[k + 1])
        const sum = { name: `${name}/h${k + 1}`, shape: h.shape, type: 'INT8', quantisation } as const
        h = graph.apply('ADD', [h, more], sum, {})
      }
      return dequantise(graph, h, `${h.name}/float`)
    },

    storeLast: STORE_WEIGHTS.float32,
  }
}

function convolution(
  graph: Subgraph,
  x: Tensor,
  layer: ConvolutionWeights,
  outputs: Range,
  name: string,
): Tensor {
  const { taps, kernel, bias } = layer
  const inputs = x.shape[3]
  const filters = quantiseSymmetric(transpose(kernel, taps * inputs, bias.length), bias.length)
  const biases = quantiseBias(bias, quantisationOf(x), filters.quantisation)
  const shape = [bias.length, 1, taps, inputs]
  const constants = {
    kernel: graph.constant(`${name}/kernel`, shape, filters.values, filters.quantisation),
    bias: graph.constant(`${name}/bias`, [bias.length], biases.values, biases.quantisation),
  }
  const output = { name, type: 'INT8', quantisation: int8Quantisation(outputs) } as const
  return lowerConvolution(graph, x, constants, layer, output)
}
