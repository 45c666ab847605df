import type { Subgraph, Tensor } from './graph.ts'
import { lowerConvolution } from './lower_convolution.ts'
import type { NetworkLayers } from './lower_network.ts'
import { STORE_FILTERS, STORE_WEIGHTS } from './store_weights.ts'
import type { ConvolutionWeights } from './tflite_model.ts'
import { transpose } from './weights.ts'

/** Layers of a network that compute in float32, whatever their weights are stored as. */
export function floatNetwork(weights: keyof typeof STORE_WEIGHTS): NetworkLayers {
  const convolution = (graph: Subgraph, x: Tensor, layer: ConvolutionWeights, name: string) => {
    const { taps, kernel, bias } = layer
    const inputs = x.shape[3]
    const filters = transpose(kernel, taps * inputs, bias.length)
    const constants = {
      kernel: STORE_FILTERS[weights](graph, `${name}/kernel`, [bias.length, 1, taps, inputs], filters),
      bias: graph.constant(`${name}/bias`, [bias.length], bias),
    }
    return lowerConvolution(graph, x, constants, layer, { name })
  }

  return {
    input: (_, image) => image,

    convolutions: (graph, x, { convolutions: [first, ...residual], name }) =>
      residual.reduce(
        (h, layer, k) => {
          const more = convolution(graph, h, layer, `${name}/residual${k + 1}`)
          return graph.apply('ADD', [h, more], { name: `${name}/h${k + 1}`, shape: h.shape }, {})
        },
        convolution(graph, x, first, `${name}/conv`),
      ),

    storeLast: STORE_WEIGHTS[weights === 'float16' ? 'float16' : 'float32'],
  }
}
