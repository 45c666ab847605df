import { LEAST_ENERGY } from '../features/normalisation.ts'
import { FAR_BELOW, LEAST_VARIANCE } from '../model/statistics_pooling.ts'
import type { Subgraph, Tensor } from './graph.ts'
import { SAME } from './lower_convolution.ts'
import { ActivationFunctionType, TensorType } from './schema.ts'

/** Which frames have speech in them. */
export interface HeardFrames {
  /** 1, or 0 for padding: [batch, 1, frames, 1]. */
  readonly is: Tensor
  /** What is added to a frame's logit: 0, or far below for padding. */
  readonly offset: Tensor
  /** How many they are, at least 1: [batch, 1, 1, 1]. */
  readonly count: Tensor
}

/**
 * @param image normalised features, [batch, 1, frames, coefficients].
 * @param fewer frames that are asked about; each stands for several of the image.
 */
export function framesHeard(graph: Subgraph, image: Tensor, fewer: number): HeardFrames {
  const is = lowerHeard(graph, image, fewer)
  const [one, far] = [number(graph, '1', 1), number(graph, 'far_below', FAR_BELOW)]
  const unheard = graph.apply('SUB', [is, one], { name: 'unheard', shape: is.shape }, {})
  const offset = graph.apply('MUL', [unheard, far], { name: 'offset', shape: is.shape }, {})
  const known = sum(graph, is, 2, 'known')
  const count = graph.apply('MAXIMUM', [known, one], { name: 'count', shape: known.shape }, {})
  return { is, offset, count }
}

/** A frame has speech where its features are not all 0, and one that stands for several where one of them has. */
function lowerHeard(graph: Subgraph, image: Tensor, fewer: number): Tensor {
  const [batch, , frames] = image.shape
  const stride = Math.ceil(frames / fewer)
  const shape = [batch, 1, frames, 1]
  const squares = graph.apply('MUL', [image, image], { name: 'squares', shape: image.shape }, {})
  const energy = sum(graph, squares, 3, 'energy')
  const least = number(graph, 'least_energy', LEAST_ENERGY)
  const loud = graph.apply('GREATER_EQUAL', [energy, least], { name: 'loud', shape, type: 'BOOL' }, {})
  const types = { inDataType: TensorType.BOOL, outDataType: TensorType.FLOAT32 }
  const ones = graph.apply('CAST', [loud], { name: 'ones', shape }, types)
  return graph.apply(
    'MAX_POOL_2D',
    [ones],
    { name: 'heard', shape: [batch, 1, fewer, 1] },
    { padding: SAME, strideW: stride, strideH: 1, filterWidth: stride, filterHeight: 1 },
  )
}

/**
 * Attentive statistics (`lib/model/statistics_pooling.ts`), in float32 whatever the weights are: 8 bits have 1/256 as their
 * least share of a clip, and a clip has some 50 frames.
 *
 * @param h [batch, 1, frames, channels]
 * @param heard of {@link framesHeard}.
 * @returns [batch, 3 channels]
 */
export function lowerPooling(
  graph: Subgraph,
  h: Tensor,
  heard: HeardFrames,
  attention: Float32Array,
  name: string,
): Tensor {
  const [batch, , , channels] = h.shape
  const shares = lowerAttention(graph, h, heard, attention, name)
  const weighed = graph.apply('MUL', [h, shares], { name: `${name}/weighed`, shape: h.shape }, {})
  const attended = sum(graph, weighed, 2, `${name}/attended`)
  const beside = graph.apply(
    'CONCATENATION',
    [attended, ...lowerMoments(graph, h, heard, name)],
    { name: `${name}/statistics`, shape: [batch, 1, 1, 3 * channels] },
    { axis: 3 },
  )
  return graph.apply(
    'SQUEEZE',
    [beside],
    { name: `${name}/pooled`, shape: [batch, 3 * channels] },
    { squeezeDims: [1, 2] },
  )
}

/** Softmax over the frames that are heard, [batch, 1, frames, 1]. */
function lowerAttention(
  graph: Subgraph,
  h: Tensor,
  { offset }: HeardFrames,
  attention: Float32Array,
  name: string,
): Tensor {
  const { shape } = offset
  const row = shape.slice(0, 3)
  const of = (label: string, as: readonly number[] = shape) => ({ name: `${name}/${label}`, shape: as })
  const kernel = graph.constant(`${name}/kernel`, [1, 1, 1, attention.length], attention)
  const bias = graph.constant('no_bias', [1], new Float32Array(1))
  const logits = graph.apply('CONV_2D', [h, kernel, bias], of('logits'), {
    padding: SAME,
    strideW: 1,
    strideH: 1,
    fusedActivationFunction: ActivationFunctionType.NONE,
  })
  const masked = graph.apply('ADD', [logits, offset], of('masked'), {})
  const flat = graph.apply('SQUEEZE', [masked], of('flat', row), { squeezeDims: [3] })
  const shares = graph.apply('SOFTMAX', [flat], of('shares', row), { beta: 1 })
  return graph.apply('EXPAND_DIMS', [shares, graph.integers('channel', 3)], of('attention'), {})
}

/** Mean and deviation over the frames that are heard, [batch, 1, 1, channels] each. */
function lowerMoments(
  graph: Subgraph,
  h: Tensor,
  { is, count }: HeardFrames,
  name: string,
): readonly [Tensor, Tensor] {
  const [batch, , , channels] = h.shape
  const shape = [batch, 1, 1, channels]
  const meanOf = (x: Tensor, label: string) => {
    const those = graph.apply('MUL', [x, is], { name: `${name}/${label}_heard`, shape: x.shape }, {})
    const total = sum(graph, those, 2, `${name}/${label}_sum`)
    return graph.apply('DIV', [total, count], { name: `${name}/${label}`, shape }, {})
  }
  const mean = meanOf(h, 'mean')
  const apart = graph.apply('SUB', [h, mean], { name: `${name}/apart`, shape: h.shape }, {})
  const squares = graph.apply('MUL', [apart, apart], { name: `${name}/squared`, shape: h.shape }, {})
  const least = number(graph, 'least_variance', LEAST_VARIANCE)
  const variance = meanOf(squares, 'variance')
  const positive = graph.apply('ADD', [variance, least], { name: `${name}/positive`, shape }, {})
  return [mean, graph.apply('SQRT', [positive], { name: `${name}/deviation`, shape })]
}

const number = (graph: Subgraph, name: string, value: number) =>
  graph.constant(name, [], Float32Array.of(value))

/** The sum over an axis, which stays there with a length of 1. */
function sum(graph: Subgraph, x: Tensor, axis: number, name: string): Tensor {
  const shape = x.shape.map((length, at) => (at === axis ? 1 : length))
  return graph.apply('SUM', [x, graph.integers(`axis_${axis}`, [axis])], { name, shape }, { keepDims: true })
}
