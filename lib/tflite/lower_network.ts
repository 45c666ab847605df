import type { Subgraph, Tensor } from './graph.ts'
import { fullyConnected } from './lower_fully_connected.ts'
import { framesHeard, type HeardFrames, lowerPooling } from './lower_pooling.ts'
import type { StoreWeights } from './store_weights.ts'
import type { ConvolutionalNetwork } from './tflite_model.ts'
import { transpose } from './weights.ts'

/** How a network's weights are stored, and what computes with them. */
export interface NetworkLayers {
  /** What convolutions take, of normalised features [batch, 1, frames, coefficients]. */
  readonly input: (graph: Subgraph, image: Tensor) => Tensor
  /** From there to what is pooled, float32 [batch, 1, fewer frames, channels]. */
  readonly convolutions: (graph: Subgraph, x: Tensor, network: NamedNetwork) => Tensor
  /**
   * The last layer's. 8 bits of a 3 % share of the weights are what costs the most: 2 clips in 100 have another class than
   * the model gives them, and with this layer in floats 3 in 1000.
   */
  readonly storeLast: StoreWeights
}

export interface NamedNetwork extends ConvolutionalNetwork {
  /** `network1` */
  readonly name: string
  /** Place among the networks. */
  readonly index: number
}

/**
 * Convolutional networks side by side, and the mean of their probabilities.
 *
 * @param features normalised, [batch, frames, coefficients].
 * @returns [batch, classes].
 */
export function lowerNetworks(
  graph: Subgraph,
  features: Tensor,
  networks: readonly ConvolutionalNetwork[],
  layers: NetworkLayers,
): Tensor {
  const [batch, frames, coefficients] = features.shape
  // Frames are the width of an image of height 1. (RESHAPE would fix the number of frames, or of clips.)
  const image = graph.apply(
    'EXPAND_DIMS',
    [features, graph.integers('height', 1)],
    { name: 'image', shape: [batch, 1, frames, coefficients] },
    {},
  )
  const x = layers.input(graph, image)
  const heardAt = new Map<number, HeardFrames>()
  const answers = networks.map((network, index) => {
    const named = { ...network, index, name: `network${index + 1}` }
    const h = layers.convolutions(graph, x, named)
    const heard = heardAt.get(h.shape[2]) ?? framesHeard(graph, image, h.shape[2])
    heardAt.set(h.shape[2], heard)
    const pooled = lowerPooling(graph, h, heard, network.attention, `${named.name}/pooling`)
    const logits = lowerClasses(graph, pooled, named, layers.storeLast)
    const name = networks.length === 1 ? 'probabilities' : `${named.name}/probabilities`
    return graph.apply('SOFTMAX', [logits], { name, shape: logits.shape }, { beta: 1 })
  })
  return answers.length === 1 ? answers[0] : lowerMean(graph, answers)
}

/** Sums before the softmax, [batch, classes]. */
function lowerClasses(
  graph: Subgraph,
  pooled: Tensor,
  { kernel, bias, name }: NamedNetwork,
  store: StoreWeights,
) {
  const [batch, inputs] = pooled.shape
  const classes = bias.length
  const constants = {
    kernel: store(graph, `${name}/kernel`, [classes, inputs], transpose(kernel, inputs, classes)),
    bias: graph.constant(`${name}/bias`, [classes], bias),
  }
  return fullyConnected(graph, pooled, constants, { name: `${name}/z`, shape: [batch, classes] })
}

function lowerMean(graph: Subgraph, answers: readonly Tensor[]): Tensor {
  const { shape } = answers[0]
  const sum = answers.reduce((a, b, index) => graph.apply('ADD', [a, b], { name: `sum${index}`, shape }, {}))
  const share = graph.constant('1/networks', [], Float32Array.of(1 / answers.length))
  return graph.apply('MUL', [sum, share], { name: 'probabilities', shape }, {})
}
