import { FAR_BELOW, LEAST_ENERGY, LEAST_VARIANCE } from '../model/statistics_pooling.ts'
import type { Subgraph, Tensor } from './graph.ts'
import { ActivationFunctionType, TensorType } from './schema.ts'
import type { ConvolutionalNetwork, ConvolutionWeights } from './tflite_model.ts'
import { transpose } from './weights.ts'

const { NONE, RELU } = ActivationFunctionType
/** `SAME` of the schema's enumeration Padding. */
const SAME = 0

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
): Tensor {
  const [batch, frames, coefficients] = features.shape
  // Frames are the width of an image of height 1. (RESHAPE would fix the number of frames, or of clips.)
  const image = graph.apply(
    'EXPAND_DIMS',
    [features, graph.integers('height', 1)],
    { name: 'image', shape: [batch, 1, frames, coefficients] },
    {},
  )
  const answers = networks.map((network, index) =>
    lowerNetwork(graph, image, network, `network${index + 1}`, networks.length === 1),
  )
  if (answers.length === 1) return answers[0]
  const { shape } = answers[0]
  const sum = answers.reduce((a, b, index) => graph.apply('ADD', [a, b], { name: `sum${index}`, shape }, {}))
  const share = graph.constant('1/networks', [], Float32Array.of(1 / answers.length))
  return graph.apply('MUL', [sum, share], { name: 'probabilities', shape }, {})
}

function lowerNetwork(
  graph: Subgraph,
  image: Tensor,
  { convolutions, attention, kernel, bias }: ConvolutionalNetwork,
  name: string,
  only: boolean,
): Tensor {
  const [first, ...residual] = convolutions
  let h = lowerConvolution(graph, image, first, `${name}/conv`)
  for (const [k, convolution] of residual.entries()) {
    const more = lowerConvolution(graph, h, convolution, `${name}/residual${k + 1}`)
    h = graph.apply('ADD', [h, more], { name: `${name}/h${k + 1}`, shape: h.shape }, {})
  }
  const pooled = lowerPooling(graph, h, framesHeard(graph, image, h, name), attention, `${name}/pooling`)
  const [batch, inputs] = pooled.shape
  const classes = bias.length
  const weights = graph.constant(`${name}/kernel`, [classes, inputs], transpose(kernel, inputs, classes))
  const biases = graph.constant(`${name}/bias`, [classes], bias)
  const shape = [batch, classes]
  const logits = graph.apply(
    'FULLY_CONNECTED',
    [pooled, weights, biases],
    { name: `${name}/z`, shape },
    { fusedActivationFunction: NONE },
  )
  const answer = only ? 'probabilities' : `${name}/probabilities`
  return graph.apply('SOFTMAX', [logits], { name: answer, shape }, { beta: 1 })
}

/** ReLU(convolution + bias) over [batch, 1, frames, channels]. */
function lowerConvolution(
  graph: Subgraph,
  x: Tensor,
  { taps, stride, dilation, kernel, bias }: ConvolutionWeights,
  name: string,
): Tensor {
  const [batch, , frames, inputs] = x.shape
  const outputs = bias.length
  const filters = transpose(kernel, taps * inputs, outputs)
  return graph.apply(
    'CONV_2D',
    [
      x,
      graph.constant(`${name}/kernel`, [outputs, 1, taps, inputs], filters),
      graph.constant(`${name}/bias`, [outputs], bias),
    ],
    { name, shape: [batch, 1, Math.ceil(frames / stride), outputs] },
    {
      padding: SAME,
      strideW: stride,
      strideH: 1,
      fusedActivationFunction: RELU,
      dilationWFactor: dilation,
      dilationHFactor: 1,
    },
  )
}

/** 1 for a frame of h that has speech in it, 0 for padding: [batch, 1, frames, 1]. */
function framesHeard(graph: Subgraph, image: Tensor, h: Tensor, name: string): Tensor {
  const [batch, , frames] = image.shape
  const fewer = h.shape[2]
  const stride = Math.ceil(frames / fewer)
  const each = { shape: [batch, 1, frames, 1] }
  const squares = graph.apply('MUL', [image, image], { name: `${name}/squares`, shape: image.shape }, {})
  const energy = sum(graph, squares, [3], `${name}/energy`)
  const least = graph.constant('least_energy', [], Float32Array.of(LEAST_ENERGY))
  const loud = graph.apply(
    'GREATER_EQUAL',
    [energy, least],
    { name: `${name}/loud`, ...each, type: 'BOOL' },
    {},
  )
  const ones = graph.apply(
    'CAST',
    [loud],
    { name: `${name}/ones`, ...each },
    { inDataType: TensorType.BOOL, outDataType: TensorType.FLOAT32 },
  )
  return graph.apply(
    'MAX_POOL_2D',
    [ones],
    { name: `${name}/heard`, shape: [batch, 1, fewer, 1] },
    { padding: SAME, strideW: stride, strideH: 1, filterWidth: stride, filterHeight: 1 },
  )
}

/** Attentive statistics (`lib/model/statistics_pooling.ts`) of [batch, 1, frames, channels]: [batch, 3 channels]. */
function lowerPooling(graph: Subgraph, h: Tensor, heard: Tensor, attention: Float32Array, name: string) {
  const [batch, , frames, channels] = h.shape
  const number = (label: string, value: number) => graph.constant(label, [], Float32Array.of(value))
  const of = (label: string, shape: readonly number[] = h.shape) => ({ name: `${name}/${label}`, shape })
  const one = number('1', 1)
  const logits = graph.apply(
    'CONV_2D',
    [
      h,
      graph.constant(`${name}/kernel`, [1, 1, 1, channels], attention),
      graph.constant('no_bias', [1], new Float32Array(1)),
    ],
    of('logits', heard.shape),
    { padding: SAME, strideW: 1, strideH: 1, fusedActivationFunction: NONE },
  )
  const unheard = graph.apply('SUB', [heard, one], of('unheard', heard.shape), {})
  const below = graph.apply('MUL', [unheard, number('far_below', FAR_BELOW)], of('below', heard.shape), {})
  const masked = graph.apply('ADD', [logits, below], of('masked', heard.shape), {})
  const row = [batch, 1, frames]
  const flat = graph.apply('SQUEEZE', [masked], of('flat', row), { squeezeDims: [3] })
  const shares = graph.apply('SOFTMAX', [flat], of('shares', row), { beta: 1 })
  const upright = graph.apply(
    'EXPAND_DIMS',
    [shares, graph.integers('channel', 3)],
    of('attention', heard.shape),
    {},
  )
  const attended = sum(graph, graph.apply('MUL', [h, upright], of('weighed'), {}), [2], `${name}/attended`)

  const summed = [batch, 1, 1, channels]
  const known = sum(graph, heard, [2], `${name}/known`)
  const count = graph.apply('MAXIMUM', [known, one], of('count', known.shape), {})
  const meanOver = (x: Tensor, label: string) => {
    const total = sum(
      graph,
      graph.apply('MUL', [x, heard], of(`${label}_heard`), {}),
      [2],
      `${name}/${label}_sum`,
    )
    return graph.apply('DIV', [total, count], of(label, summed), {})
  }
  const mean = meanOver(h, 'mean')
  const apart = graph.apply('SUB', [h, mean], of('apart'), {})
  const variance = meanOver(graph.apply('MUL', [apart, apart], of('squared'), {}), 'variance')
  const least = number('least_variance', LEAST_VARIANCE)
  const positive = graph.apply('ADD', [variance, least], of('positive', summed), {})
  const deviation = graph.apply('SQRT', [positive], of('deviation', summed))
  const beside = graph.apply(
    'CONCATENATION',
    [attended, mean, deviation],
    of('statistics', [batch, 1, 1, 3 * channels]),
    { axis: 3 },
  )
  return graph.apply('SQUEEZE', [beside], of('pooled', [batch, 3 * channels]), { squeezeDims: [1, 2] })
}

/** Sums over axes, which stay there with a length of 1. */
function sum(graph: Subgraph, x: Tensor, axes: readonly number[], name: string): Tensor {
  const shape = x.shape.map((length, axis) => (axes.includes(axis) ? 1 : length))
  const over = graph.integers(`axes_${axes.join('_')}`, axes)
  return graph.apply('SUM', [x, over], { name, shape }, { keepDims: true })
}
