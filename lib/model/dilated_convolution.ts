import type { Conv1D } from '@tensorflow/tfjs-layers/dist/layers/convolutional.js'
import type * as tfjs from '@tensorflow/tfjs-node'
import { type Tensorflow, tensorflow } from './tensorflow.ts'

type ConvolutionArguments = ConstructorParameters<typeof Conv1D>[0]
type ConvolutionClass = Pick<typeof Conv1D, 'className'> & (new (args: ConvolutionArguments) => Conv1D)

/**
 * `tf.layers.conv1d` over frames that can be trained when it is dilated: tfjs has no gradient of a dilated convolution. The
 * frames that one output sees are laid side by side, and the convolution is one matrix product, of which it has one.
 * Steps of 1, `same` padding, an odd kernel. It is saved as a stock `Conv1D`.
 */
export function dilatedConvolution(args: {
  readonly filters: number
  readonly kernelSize: number
  readonly dilationRate: number
  readonly kernelInitializer: ConvolutionArguments['kernelInitializer']
  readonly name: string
}): tfjs.layers.Layer {
  layerClass ??= defineLayer(tensorflow())
  return new layerClass({ ...args, padding: 'same', useBias: false })
}

let layerClass: ConvolutionClass | undefined

function defineLayer(tf: Tensorflow): ConvolutionClass {
  const StockConvolution = tf.layers.conv1d({ filters: 1, kernelSize: 1 }).constructor as ConvolutionClass

  return class DilatedConvolution extends StockConvolution {
    static override readonly className = 'Conv1D'
    readonly #reach: number

    constructor(args: ConvolutionArguments) {
      super(args)
      this.#reach = Number(args.dilationRate)
    }

    override call(inputs: tfjs.Tensor | tfjs.Tensor[]) {
      return tf.tidy(() => {
        const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tfjs.Tensor3D
        const kernel = this.kernel.read()
        const [taps, channels, filters] = kernel.shape
        const [batch, frames] = x.shape
        const beside = (this.#reach * (taps - 1)) / 2
        const padded = tf.pad(x, [
          [0, 0],
          [beside, beside],
          [0, 0],
        ])
        const seen = Array.from({ length: taps }, (_, tap) =>
          tf.slice(padded, [0, tap * this.#reach, 0], [batch, frames, channels]),
        )
        const rows = tf.reshape(tf.concat(seen, 2), [batch * frames, taps * channels])
        const weights: tfjs.Tensor2D = tf.reshape(kernel, [taps * channels, filters])
        return tf.reshape(tf.matMul(rows, weights), [batch, frames, filters])
      })
    }
  }
}
