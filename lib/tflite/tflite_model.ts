import type { FeatureOptions } from '../options.ts'

/** Activations of a dense layer that have a built-in operator of TFLite. */
export const DENSE_ACTIVATIONS = ['linear', 'relu', 'relu6', 'tanh', 'sigmoid', 'softmax'] as const
export type DenseActivation = (typeof DENSE_ACTIVATIONS)[number]

/**
 * An LSTM layer as Keras defines it (tanh, recurrent sigmoid, bias). With gates z = [i | f | c | o],
 * `z = x kernel + h recurrentKernel + bias`; `c' = sigmoid(f) c + sigmoid(i) tanh(c)`; `h' = sigmoid(o) tanh(c')`.
 */
export interface LstmWeights {
  readonly kind: 'lstm'
  /** For messages; default: `lstm_1`, counted among all layers. */
  readonly name?: string
  readonly units: number
  /** Gives [frames, units], not the last step's [units]. */
  readonly returnSequences: boolean
  /** [inputs, 4 units], row-major, gates in the order i, f, c, o. */
  readonly kernel: Float32Array
  /** [units, 4 units] */
  readonly recurrentKernel: Float32Array
  /** [4 units] */
  readonly bias: Float32Array
}

/** `activation(x kernel + bias)`. */
export interface DenseWeights {
  readonly kind: 'dense'
  readonly name?: string
  readonly units: number
  readonly activation: DenseActivation
  /** [inputs, units], row-major. */
  readonly kernel: Float32Array
  /** [units] */
  readonly bias: Float32Array
}

/** A convolution over frames, its batch normalisation folded in; `same` padding. */
export interface ConvolutionWeights {
  /** Frames that one output sees. */
  readonly taps: number
  readonly stride: number
  /** Frames from one tap to the next. */
  readonly dilation: number
  /** [taps, inputs, outputs], row-major. */
  readonly kernel: Float32Array
  /** [outputs] */
  readonly bias: Float32Array
}

/**
 * ReLU(convolution), then `h + ReLU(convolution(h))` for each of the others; attentive statistics over the frames that are
 * not padding (`lib/model/statistics_pooling.ts`); softmax of a dense layer.
 */
export interface ConvolutionalNetwork {
  readonly convolutions: readonly ConvolutionWeights[]
  /** Kernel of the attention, [channels]. */
  readonly attention: Float32Array
  /** [3 channels, classes] and [classes]; the batch normalisation before it folded in. */
  readonly kernel: Float32Array
  readonly bias: Float32Array
}

/** What is left of a layer once it is trained; dropout vanishes. */
export type LayerWeights = LstmWeights | DenseWeights

/** All that a `.tflite` file is made from, with no TensorFlow in it. */
export interface TfliteModel {
  /** One or more LSTM layers (all but the last give sequences), then one or more dense layers. */
  readonly layers: readonly LayerWeights[]
  /** In their place: networks whose probabilities are averaged. */
  readonly networks?: readonly ConvolutionalNetwork[]
  /** Frames of a clip. The file runs at any other number too, if its input is resized. */
  readonly frames: number
  /** Coefficients of a frame. */
  readonly coefficients: number
  /** The file takes features as extracted and normalises them itself: (x - mean) / deviation, per coefficient. */
  readonly normalisation: { readonly mean: readonly number[]; readonly deviation: readonly number[] }
  /** Names of the classes, in the order of the last layer's units. */
  readonly labels: readonly string[]
  /** How a recording becomes the features that the file expects; stored in its metadata. */
  readonly features: FeatureOptions
  /** The rest is stored in the metadata for people to read. */
  readonly name?: string
  readonly description?: string
  readonly version?: string
  readonly author?: string
  readonly license?: string
}

export type ResolvedModel = Omit<TfliteModel, 'layers'> & {
  readonly lstm: readonly Required<LstmWeights>[]
  readonly dense: readonly Required<DenseWeights>[]
}
