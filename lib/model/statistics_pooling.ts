import type * as tfjs from '@tensorflow/tfjs-node'
import { LEAST_ENERGY } from '../features/normalisation.ts'
import { type Tensorflow, tensorflow } from './tensorflow.ts'

/** Added to the variance, so that the root has a gradient. */
export const LEAST_VARIANCE = 1e-3
/** Subtracted from the attention's logits of padded frames. */
export const FAR_BELOW = 1e4

interface PoolingArguments {
  readonly name?: string
  readonly kernelInitializer?: tfjs.serialization.ConfigDict | ReturnType<Tensorflow['initializers']['zeros']>
}

type PoolingClass = (new (
  args: PoolingArguments,
) => tfjs.layers.Layer) & {
  readonly className: string
  fromConfig<T extends tfjs.serialization.Serializable>(
    cls: tfjs.serialization.SerializableConstructor<T>,
    config: tfjs.serialization.ConfigDict,
  ): T
}

/**
 * What is heard over a clip, of what is heard in its frames: attentive statistics (Okabe, Koshinaka and Shinoda 2018).
 *
 *     a[t] = softmax(h[t] kernel)      out = [ sum a[t] h[t] | mean h[t] | deviation h[t] ]
 *
 * over the frames that are not padding. Takes [h, x]: h [batch, frames / k, channels], x [batch, frames, coefficients] the
 * normalised features that h was made of, whose padded frames are 0; a frame of h counts if one of its k frames of x
 * does. It is a layer of our own (class name `AttentiveStatistics`): to load such a model elsewhere, register it.
 */
export function statisticsPooling(args: PoolingArguments): tfjs.layers.Layer {
  layerClass ??= defineLayer(tensorflow())
  return new layerClass(args)
}

/** Makes `tf.loadLayersModel` know the layer in this process. */
export function registerStatisticsPooling(): void {
  layerClass ??= defineLayer(tensorflow())
}

let layerClass: PoolingClass | undefined

function defineLayer(tf: Tensorflow): PoolingClass {
  class AttentiveStatistics extends tf.layers.Layer {
    static readonly className = 'AttentiveStatistics'
    readonly #initializer: PoolingArguments['kernelInitializer']
    #kernel: tfjs.layers.Layer['weights'][number] | undefined

    constructor(args: PoolingArguments) {
      super(args.name === undefined ? {} : { name: args.name })
      this.#initializer = args.kernelInitializer
    }

    override build(inputShape: tfjs.Shape | tfjs.Shape[]) {
      const [[, , channels]] = inputShape as tfjs.Shape[]
      const initializer =
        this.#initializer instanceof tf.serialization.Serializable ? this.#initializer : undefined
      this.#kernel = this.addWeight(
        'kernel',
        [channels, 1],
        'float32',
        initializer ?? tf.initializers.zeros(),
      )
      super.build(inputShape)
    }

    override computeOutputShape(inputShape: tfjs.Shape | tfjs.Shape[]): tfjs.Shape {
      const [[batch, , channels]] = inputShape as tfjs.Shape[]
      return [batch, 3 * Number(channels)]
    }

    override call(inputs: tfjs.Tensor | tfjs.Tensor[]) {
      return tf.tidy(() => {
        const [h, x] = inputs as [tfjs.Tensor3D, tfjs.Tensor3D]
        const [batch, frames, channels] = h.shape
        const heard = framesHeard(tf, x, frames)
        const kernel = this.#kernel?.read() as tfjs.Tensor2D
        const logits = tf.reshape(tf.matMul(tf.reshape(h, [-1, channels]), kernel), [batch, frames])
        const masked = tf.add(logits, tf.mul(tf.sub(tf.squeeze(heard, [2]), 1), FAR_BELOW))
        const attended = tf.sum(tf.mul(h, tf.expandDims(tf.softmax(masked, 1), 2)), 1)
        const count = tf.maximum(tf.sum(heard, 1), 1)
        const mean = tf.div(tf.sum(tf.mul(h, heard), 1), count)
        const apart = tf.sub(h, tf.expandDims(mean, 1))
        const variance = tf.div(tf.sum(tf.mul(tf.mul(apart, apart), heard), 1), count)
        return tf.concat([attended, mean, tf.sqrt(tf.add(variance, LEAST_VARIANCE))], 1)
      })
    }
  }
  tf.serialization.registerClass(AttentiveStatistics)
  return AttentiveStatistics
}

/** 1 for a frame that is heard, 0 for padding, [batch, frames, 1], of features at a multiple of these frames. */
function framesHeard(tf: Tensorflow, x: tfjs.Tensor3D, frames: number): tfjs.Tensor3D {
  const stride = Math.ceil(x.shape[1] / frames)
  const loud = tf.greaterEqual(tf.sum(tf.mul(x, x), 2), LEAST_ENERGY)
  const all = tf.reshape(tf.cast(loud, 'float32'), [x.shape[0], x.shape[1], 1, 1]) as tfjs.Tensor4D
  const pooled = tf.maxPool(all, [stride, 1], [stride, 1], 'same')
  return tf.reshape(pooled, [x.shape[0], frames, 1])
}
