import type { Dense } from '@tensorflow/tfjs-layers/dist/layers/core.js'
import type * as tfjs from '@tensorflow/tfjs-node'
import type { NativeDense } from '../audio/addon.ts'
import { nativeDense } from './native_dense.ts'
import { type Tensorflow, tensorflow } from './tensorflow.ts'

type DenseArguments = ConstructorParameters<typeof Dense>[0]
type DenseClass = Pick<typeof Dense, 'className' | 'fromConfig'> & (new (args: DenseArguments) => Dense)

/**
 * A dense layer that is computed in one operation ({@link nativeDense}). Weights, configuration and serialised form are
 * those of `tf.layers.dense`; settings and inputs that the operation lacks take the ordinary path.
 */
export function fusedDense(args: DenseArguments): tfjs.layers.Layer {
  layerClass ??= defineLayer(tensorflow())
  return new layerClass(args)
}

/** Makes `tf.loadLayersModel` build fused layers in this process. */
export function registerFusedDense(): void {
  layerClass ??= defineLayer(tensorflow())
}

let layerClass: DenseClass | undefined

function defineLayer(tf: Tensorflow): DenseClass {
  const StockDense = tf.layers.dense({ units: 1 }).constructor as DenseClass
  const onOurs = nativeDense(tf)

  class FusedDense extends StockDense {
    static override readonly className = 'Dense'
    readonly #activation: NativeDense['activation'] | undefined

    constructor(args: DenseArguments) {
      super(args)
      const { activation, useBias } = this.getConfig()
      this.#activation = useBias === true ? FUSED.find((name) => name === activation) : undefined
    }

    override call(inputs: tfjs.Tensor | tfjs.Tensor[], kwargs: Parameters<Dense['call']>[1]) {
      const x = Array.isArray(inputs) ? inputs[0] : inputs
      const activation = this.#activation
      if (activation === undefined || x.rank !== 2 || x.dtype !== 'float32') return super.call(inputs, kwargs)
      const [kernel, bias] = this.weights.map((weight) => weight.read())
      return tf.tidy(() => onOurs({ x, kernel, bias }, activation))
    }
  }
  tf.serialization.registerClass(FusedDense)
  return FusedDense
}

const FUSED: readonly NativeDense['activation'][] = ['linear', 'relu', 'softmax']
