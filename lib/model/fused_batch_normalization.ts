import type { BatchNormalization } from '@tensorflow/tfjs-layers/dist/layers/normalization.js'
import type * as tfjs from '@tensorflow/tfjs-node'
import { EmovoxError } from '../errors.ts'
import { type Tensorflow, tensorflow } from './tensorflow.ts'

type NormalizationArguments = ConstructorParameters<typeof BatchNormalization>[0]
type NormalizationClass = new (args: NormalizationArguments) => BatchNormalization

/** Keras's: added to the variance, and what the moving averages keep of themselves a step. */
const EPSILON = 1e-3
const MOMENTUM = 0.99

/**
 * `tf.layers.batchNormalization`, in training as one operation of TensorFlow's (`FusedBatchNormV3`) and one for its gradient:
 * the stock layer takes dozens, each of which goes through all values. Saved as a stock `BatchNormalization`.
 */
export function fusedBatchNormalization(args: { readonly name: string }): tfjs.layers.Layer {
  layerClass ??= defineLayer(tensorflow())
  return new layerClass({ ...args, epsilon: EPSILON, momentum: MOMENTUM })
}

let layerClass: NormalizationClass | undefined

function defineLayer(tf: Tensorflow): NormalizationClass {
  const Stock = tf.layers.batchNormalization().constructor as NormalizationClass
  const normalise = fusedNormalisation(tf)

  return class FusedBatchNormalization extends Stock {
    static readonly className = 'BatchNormalization'

    override call(inputs: tfjs.Tensor | tfjs.Tensor[], kwargs: Parameters<BatchNormalization['call']>[1]) {
      if (!kwargs?.training) return super.call(inputs, kwargs)
      return tf.tidy(() => {
        const x = Array.isArray(inputs) ? inputs[0] : inputs
        const [gamma, beta, ...moving] = this.weights
        const { y, statistics } = normalise(x, gamma.read(), beta.read())
        for (const [k, average] of moving.entries()) {
          const apart = tf.sub(statistics[k], average.read())
          average.write(tf.add(average.read(), tf.mul(apart, 1 - MOMENTUM)))
          statistics[k].dispose()
        }
        return y
      })
    }
  }
}

/** What tfjs-node's backend offers beyond tfjs's own interface. */
interface NodeBackend {
  readonly binding: Readonly<Record<'TF_FLOAT' | `TF_ATTR_${'FLOAT' | 'STRING' | 'BOOL' | 'TYPE'}`, number>>
  executeMultipleOutputs(
    name: string,
    attributes: object[],
    inputs: tfjs.Tensor[],
    outputs: number,
  ): tfjs.Tensor[]
}

function isNodeBackend(backend: object): backend is NodeBackend {
  return 'binding' in backend && 'executeMultipleOutputs' in backend
}

/** y = gamma (x - mean) / sqrt(variance + epsilon) + beta over all but the last axis, and [mean, variance], which the caller disposes. */
function fusedNormalisation(tf: Tensorflow) {
  const backend: object = tf.backend()
  if (!isNodeBackend(backend))
    throw new EmovoxError('TENSORFLOW_MISSING', `expected the backend of tfjs-node, found ${tf.getBackend()}`)
  const { binding } = backend
  const attributes = [
    { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
    { name: 'U', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
    { name: 'epsilon', type: binding.TF_ATTR_FLOAT, value: EPSILON },
    { name: 'data_format', type: binding.TF_ATTR_STRING, value: 'NHWC' },
    { name: 'is_training', type: binding.TF_ATTR_BOOL, value: true },
  ]
  return (x: tfjs.Tensor, gamma: tfjs.Tensor, beta: tfjs.Tensor) => {
    let statistics: tfjs.Tensor[] = []
    const run = tf.customGrad((...args) => {
      const [x, gamma, beta, save] = args as unknown as [...tfjs.Tensor[], tfjs.GradSaveFunc] as [
        tfjs.Tensor,
        tfjs.Tensor,
        tfjs.Tensor,
        tfjs.GradSaveFunc,
      ]
      const nothing = tf.tensor1d([])
      const given = [x, gamma, beta, nothing, nothing]
      const [y, mean, variance, ...reserved] = backend.executeMultipleOutputs(
        'FusedBatchNormV3',
        attributes,
        given,
        6,
      )
      // What customGrad makes, but does not return, ends with it.
      statistics = [tf.keep(mean), tf.keep(variance)]
      save([x, gamma, ...reserved])
      const gradFunc = (dy: tfjs.Tensor, [x, ...saved]: tfjs.Tensor[]) =>
        backend.executeMultipleOutputs('FusedBatchNormGradV3', attributes, [dy, x, ...saved], 5).slice(0, 3)
      return { value: y, gradFunc }
    })
    const image = tf.reshape(x, [-1, 1, 1, x.shape.at(-1) ?? 0])
    return { y: tf.reshape(run(image, gamma, beta), x.shape), statistics }
  }
}
