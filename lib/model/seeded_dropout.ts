import type { Dropout } from '@tensorflow/tfjs-layers/dist/layers/core.js'
import type * as tfjs from '@tensorflow/tfjs-node'
import { type Tensorflow, tensorflow } from './tensorflow.ts'

type DropoutArguments = ConstructorParameters<typeof Dropout>[0]
type NoiseShape = readonly (number | null)[]
type DropoutClass = new (args: DropoutArguments, noiseShape?: NoiseShape) => Dropout

/**
 * `tf.layers.dropout` whose masks are a seeded sequence. The stock layer either repeats one mask at every step (with a
 * seed) or draws from an unseeded generator (without), so a run could not be repeated. It is saved as a stock `Dropout`.
 *
 * @param noiseShape of a mask, where that is not the input's: [null, 1, null] drops channels throughout a clip (spatial
 *   dropout, Tompson et al. 2015).
 */
export function seededDropout(rate: number, seed: number, noiseShape?: NoiseShape): tfjs.layers.Layer {
  layerClass ??= defineLayer(tensorflow())
  return new layerClass({ rate, seed }, noiseShape)
}

let layerClass: DropoutClass | undefined

function defineLayer(tf: Tensorflow): DropoutClass {
  const StockDropout = tf.layers.dropout({ rate: 0.5 }).constructor as DropoutClass

  return class SeededDropout extends StockDropout {
    static readonly className = 'Dropout'
    readonly #rate: number
    readonly #noiseShape: NoiseShape | undefined
    #nextSeed: number

    constructor(args: DropoutArguments, noiseShape?: NoiseShape) {
      super(args)
      this.#rate = args.rate
      this.#noiseShape = noiseShape
      this.#nextSeed = args.seed ?? 1
    }

    override call(inputs: tfjs.Tensor | tfjs.Tensor[], kwargs: Parameters<Dropout['call']>[1]) {
      const x = Array.isArray(inputs) ? inputs[0] : inputs
      if (!kwargs?.training || this.#rate === 0) return tf.clone(x)
      this.#nextSeed += 1
      const shape = this.#noiseShape?.map((length, axis) => length ?? x.shape[axis])
      return tf.dropout(x, this.#rate, shape, this.#nextSeed)
    }
  }
}
