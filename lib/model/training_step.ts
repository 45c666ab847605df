import type * as tfjs from '@tensorflow/tfjs-node'
import type { TrainingOptions } from '../options.ts'
import { AdamW, type AdamWState, clipNorm } from './adamw.ts'
import type { Batch } from './batch.ts'
import { membersOf } from './convolutional.ts'
import { crossEntropy } from './cross_entropy.ts'
import { FlatWeights } from './flat_weights.ts'
import { argMax } from './metrics.ts'
import { skipDropoutTo } from './seeded_dropout.ts'
import { tensorflow } from './tensorflow.ts'
import { WeightAverage } from './weight_average.ts'

/** Of all weights, with the sum of the clips' losses and how many were right. */
interface BatchGradient {
  readonly gradient: Float32Array
  readonly loss: number
  readonly right: number
}

/** All that steps leave behind: who goes on from there takes the steps that an unbroken training takes. */
export interface TrainingState extends AdamWState {
  readonly steps: number
  readonly weights: Float32Array
  readonly average: Float32Array
  /** Weights that are not trained: moving averages of batch normalisation. */
  readonly untrained: Float32Array
}

/** The steps of a training: gradient of the cross-entropy, AdamW, and the average of the weights. */
export class TrainingStep {
  readonly #model: tfjs.LayersModel
  /** Each is trained on a loss of its own. */
  readonly #members: readonly tfjs.LayersModel[]
  readonly #options: Pick<TrainingOptions, 'clipNorm'>
  readonly #classWeights: readonly number[] | null
  readonly #variables: FlatWeights
  readonly #untrained: FlatWeights
  readonly #weights: Float32Array
  /** The last step's, in a place that is used again. */
  readonly #gradientOfAll: Float32Array
  readonly #optimizer: AdamW
  readonly #average: WeightAverage
  #steps = 0

  /** @param classWeights what a clip of each class counts; null counts all alike. */
  constructor(
    model: tfjs.LayersModel,
    options: Pick<TrainingOptions, 'clipNorm' | 'weightDecay' | 'averageDecay'>,
    classWeights: readonly number[] | null,
  ) {
    this.#model = model
    this.#members = membersOf(model)
    this.#options = options
    this.#classWeights = classWeights
    this.#variables = new FlatWeights(model.trainableWeights)
    this.#untrained = new FlatWeights(model.nonTrainableWeights)
    this.#weights = this.#variables.read()
    this.#gradientOfAll = new Float32Array(this.#variables.length)
    this.#optimizer = new AdamW(this.#variables.length, options.weightDecay)
    this.#average = new WeightAverage(this.#weights, options.averageDecay)
  }

  /** Trains on a batch; gives the sum of its clips' losses and how many were right (took the largest target). */
  run(batch: Batch, rate: number): { loss: number; right: number } {
    const { gradient, ...result } = this.#gradient(batch)
    if (this.#options.clipNorm !== null) clipNorm(gradient, this.#options.clipNorm)
    this.#optimizer.step(this.#weights, gradient, rate)
    this.#average.update(this.#weights)
    this.#variables.write(this.#weights)
    this.#steps += 1
    return result
  }

  /** A copy of all that the steps so far have left. */
  state(): TrainingState {
    return {
      steps: this.#steps,
      weights: this.#weights.slice(),
      average: this.average(),
      untrained: this.#untrained.read(),
      ...this.#optimizer.state(),
    }
  }

  /** Goes on from there. The state is of a model of the same shape. */
  restore(state: TrainingState): void {
    this.#steps = state.steps
    this.#weights.set(state.weights)
    this.#average.restore(state.average, state.steps)
    this.#optimizer.restore(state, state.steps)
    this.#variables.write(this.#weights)
    this.#untrained.write(state.untrained)
    skipDropoutTo(this.#model, state.steps)
  }

  /** A copy of the averaged weights. */
  average(): Float32Array {
    return this.#average.weights.slice()
  }

  /** Does something with a model of these weights, then goes back to the weights in training. */
  async withWeights<T>(weights: Float32Array, use: () => Promise<T>): Promise<T> {
    this.#variables.write(weights)
    try {
      return await use()
    } finally {
      this.#variables.write(this.#weights)
    }
  }

  /** Leaves these weights in the model, for good. */
  finish(weights: Float32Array): void {
    this.#variables.write(weights)
  }

  #gradient({ features, targets }: Batch): BatchGradient {
    const tf = tensorflow()
    const [, frames, coefficients] = this.#model.inputs[0].shape as [null, number, number]
    const clips = features.length / (frames * coefficients)
    const classes = targets.length / clips
    const weighted = this.#classWeights?.length
      ? targets.map((target, at) => target * (this.#classWeights?.[at % classes] ?? 0))
      : targets
    let result: BatchGradient = { gradient: new Float32Array(0), loss: 0, right: 0 }
    // tidy looks for tensors in what it is given back, at every element of an array.
    tf.tidy(() => {
      const x = tf.tensor3d(features, [clips, frames, coefficients])
      let probabilities: tfjs.Tensor2D | undefined
      const { value, grads } = tf.variableGrads(() => {
        const answers = this.#members.map((member) => member.apply(x, { training: true }) as tfjs.Tensor2D)
        const mean = answers.length === 1 ? tf.clone(answers[0]) : tf.div(tf.addN(answers), answers.length)
        probabilities = tf.keep(mean as tfjs.Tensor2D)
        const losses = answers.map((p) => crossEntropy(p, weighted))
        return losses.length === 1 ? losses[0] : tf.addN(losses).asScalar()
      }, this.#variables.variables)
      const answers = probabilities?.dataSync() ?? []
      probabilities?.dispose()
      const gradient = this.#variables.flatten(({ name }) => grads[name], this.#gradientOfAll)
      let right = 0
      for (let at = 0; at < targets.length; at += classes)
        if (argMax(answers, at, at + classes) === argMax(targets, at, at + classes)) right += 1
      result = { gradient, loss: (value.dataSync()[0] * clips) / this.#members.length, right }
    })
    return result
  }
}
