import type * as tfjs from '@tensorflow/tfjs-node'
import { EmovoxError } from '../errors.ts'
import { membersOf } from '../model/convolutional.ts'
import type { ConvolutionalNetwork, ConvolutionWeights } from './tflite_model.ts'

type Layer = tfjs.layers.Layer

/** The layers of one network, in their order. */
const FORM =
  /^InputLayer Conv1D BatchNormalization Activation( Conv1D BatchNormalization Activation Dropout Add)* AttentiveStatistics BatchNormalization Dropout Dense$/

/**
 * The trained weights of convolutional networks (`lib/model/convolutional.ts`), batch normalisation folded into the layers
 * beside it; null for a model of another architecture.
 *
 * @throws EmovoxError `UNSUPPORTED_LAYER` for networks that were built otherwise.
 */
export function networksOf(model: tfjs.LayersModel): readonly ConvolutionalNetwork[] | null {
  const members = membersOf(model)
  if (!members.some(({ layers }) => layers.some((layer) => layer.getClassName() === 'AttentiveStatistics')))
    return null
  return members.map(networkOf)
}

function networkOf({ layers, name }: tfjs.LayersModel): ConvolutionalNetwork {
  const form = layers.map((layer) => layer.getClassName()).join(' ')
  if (!FORM.test(form))
    throw new EmovoxError(
      'UNSUPPORTED_LAYER',
      `network ${name}: expected layers as in ${FORM.source}, found ${form}`,
    )
  const ofClass = (wanted: string) => layers.filter((layer) => layer.getClassName() === wanted)
  const normalisations = ofClass('BatchNormalization').map(scaleAndShift)
  const [attention] = weightsOf(ofClass('AttentiveStatistics')[0])
  const [kernel, bias] = weightsOf(ofClass('Dense')[0])
  return {
    convolutions: ofClass('Conv1D').map((layer, index) => convolutionOf(layer, normalisations[index])),
    attention: Float32Array.from(attention),
    ...foldBefore(kernel, bias, normalisations[normalisations.length - 1]),
  }
}

interface ScaleAndShift {
  readonly scale: readonly number[]
  readonly shift: readonly number[]
}

/** `gamma (x - mean) / sqrt(variance + epsilon) + beta` as `scale x + shift`. */
function scaleAndShift(layer: Layer): ScaleAndShift {
  const [gamma, beta, mean, variance] = weightsOf(layer)
  const epsilon = Number(layer.getConfig().epsilon)
  const scale = Array.from(gamma, (value, k) => value / Math.sqrt(variance[k] + epsilon))
  return { scale, shift: scale.map((value, k) => beta[k] - value * mean[k]) }
}

/** A convolution and the normalisation of what it gives: each output's kernel is scaled. */
function convolutionOf(layer: Layer, { scale, shift }: ScaleAndShift): ConvolutionWeights {
  const { strides, dilationRate } = layer.getConfig()
  const [kernel] = weightsOf(layer)
  const [tensor] = layer.getWeights()
  return {
    taps: tensor.shape[0],
    stride: firstOf(strides),
    dilation: firstOf(dilationRate),
    kernel: kernel.map((value, at) => value * scale[at % scale.length]),
    bias: Float32Array.from(shift),
  }
}

/** A normalisation and the dense layer that takes what it gives: each input's row is scaled. */
function foldBefore(kernel: Float32Array, bias: Float32Array, { scale, shift }: ScaleAndShift) {
  const classes = bias.length
  const sums = Array.from(bias)
  const scaled = kernel.map((value, at) => {
    const input = Math.floor(at / classes)
    sums[at % classes] += shift[input] * value
    return value * scale[input]
  })
  return { kernel: scaled, bias: Float32Array.from(sums) }
}

/** Settings of one dimension are stored as a number, or as a list of one. */
function firstOf(value: unknown): number {
  return Number(Array.isArray(value) ? value[0] : value)
}

function weightsOf(layer: Layer): readonly Float32Array[] {
  return layer.getWeights().map((tensor) => Float32Array.from(tensor.dataSync()))
}
