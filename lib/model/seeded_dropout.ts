import type { Dropout } from '@tensorflow/tfjs-layers/dist/layers/core.js'
import type * as tfjs from '@tensorflow/tfjs-node'
import { type Tensorflow, tensorflow } from './tensorflow.ts'

type DropoutArguments = ConstructorParameters<typeof Dropout>[0]
type NoiseShape = readonly (number | null)[]
type StockClass = new (args: DropoutArguments) => Dropout
type DropoutClass = new (args: DropoutArguments, noiseShape?: NoiseShape) => Dropout & Drawing

/** A layer that draws anew at every step. */
interface Drawing {
  /** Goes to where it is after so many steps of training. */
  skipTo(step: number): void
}

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

/** Takes every dropout of a model, and of the models in it, to where it is after so many steps of training. */
export function skipDropoutTo(model: tfjs.LayersModel, step: number): void {
  const { LayersModel } = tensorflow()
  for (const layer of model.layers) {
    if (layer instanceof LayersModel) skipDropoutTo(layer, step)
    else if (layerClass && layer instanceof layerClass) layer.skipTo(step)
  }
}

let layerClass: DropoutClass | undefined

function defineLayer(tf: Tensorflow): DropoutClass {
  const StockDropout = tf.layers.dropout({ rate: 0.5 }).constructor as StockClass

  return class SeededDropout extends StockDropout implements Drawing {
    static readonly className = 'Dropout'
    readonly #rate: number
    readonly #noiseShape: NoiseShape | undefined
    readonly #firstSeed: number
    #nextSeed: number

    constructor(args: DropoutArguments, noiseShape?: NoiseShape) {
      super(args)
      this.#rate = args.rate
      this.#noiseShape = noiseShape
      this.#firstSeed = args.seed ?? 1
      this.#nextSeed = this.#firstSeed
    }

    skipTo(step: number): void {
      this.#nextSeed = this.#firstSeed + step
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
