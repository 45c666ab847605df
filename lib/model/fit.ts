import { setImmediate } from 'node:timers/promises'
import type * as tfjs from '@tensorflow/tfjs-node'
import type { TrainingOptions } from '../options.ts'
import { seededRandom } from '../random.ts'
import { inverseFrequencies } from './class_weights.ts'
import { argMax, score } from './metrics.ts'
import { probabilitiesOf } from './probabilities.ts'
import { tensorflow } from './tensorflow.ts'

/** Normalised features [clips, frames, coefficients] with the class index of each clip. */
export interface LabelledFeatures {
  readonly data: Float32Array
  readonly labels: Int32Array
  readonly frames: number
  readonly coefficients: number
}

/** One epoch's line of the learning curves. The validation figures are null where there is no validation part. */
export interface EpochRecord {
  readonly epoch: number
  readonly loss: number
  readonly accuracy: number
  readonly validationLoss: number | null
  readonly validationAccuracy: number | null
  readonly validationUar: number | null
  readonly seconds: number
}

export interface FitEvents {
  /** After every batch: batches done and in all, of this epoch (1 is the first). */
  readonly onBatch?: (done: number, total: number, epoch: number) => void
  readonly onEpoch?: (record: EpochRecord, best: boolean) => void
  /** Ends training after the current batch; the best weights so far are kept. */
  readonly signal?: AbortSignal
}

export interface FitResult {
  readonly history: readonly EpochRecord[]
  /** The epoch whose weights the model now has. */
  readonly bestEpoch: number
  readonly interrupted: boolean
}

/** Smallest probability in the logarithm, as in Keras. */
const EPSILON = 1e-7

/**
 * Trains a model with Adam on categorical cross-entropy, and leaves in it the weights of the epoch with the best
 * validation UAR (of equals, the one with the lower validation loss). Without a validation part every epoch counts as
 * the best so far. The order of the batches follows from the seed.
 */
export async function fitModel(
  model: tfjs.LayersModel,
  training: LabelledFeatures,
  validation: LabelledFeatures | null,
  options: TrainingOptions,
  events: FitEvents = {},
): Promise<FitResult> {
  const step = trainingStep(model, training, options)
  const history: EpochRecord[] = []
  let best: Snapshot | undefined
  for (let epoch = 1; epoch <= options.epochs; epoch++) {
    const started = performance.now()
    const order = seededRandom(options.seed, 'batches', epoch).shuffle([...training.labels.keys()])
    const trained = await runEpoch(order, options.batchSize, step, epoch, events)
    if (events.signal?.aborted && best) break
    const validated = validation ? validate(model, validation, options.batchSize) : NOT_VALIDATED
    const record = { epoch, ...trained, ...validated, seconds: (performance.now() - started) / 1000 }
    history.push(record)
    const better = !best || isBetter(record, best.record)
    if (better) {
      best?.dispose()
      best = snapshot(model, record)
    }
    events.onEpoch?.(record, better)
    const waited = epoch - (best?.record.epoch ?? epoch)
    if (events.signal?.aborted || (options.patience > 0 && waited >= options.patience)) break
  }
  const bestEpoch = best?.record.epoch ?? 0
  best?.restore()
  best?.dispose()
  step.dispose()
  return { history, bestEpoch, interrupted: events.signal?.aborted ?? false }
}

interface Step {
  /** Trains on the clips of these indices; gives the sum of their losses and how many were right. */
  run(indices: readonly number[]): { loss: number; right: number }
  dispose(): void
}

function trainingStep(model: tfjs.LayersModel, features: LabelledFeatures, options: TrainingOptions): Step {
  const tf = tensorflow()
  const { data, labels, frames, coefficients } = features
  const size = frames * coefficients
  const optimizer = tf.train.adam(options.learningRate)
  const variables = model.trainableWeights.map((weight) => weight.read() as tfjs.Variable)
  const weightOf = options.classWeights ? inverseFrequencies(labels) : null

  const run = (indices: readonly number[]) => {
    const gathered = new Float32Array(indices.length * size)
    indices.forEach((from, to) => {
      gathered.set(data.subarray(from * size, (from + 1) * size), to * size)
    })
    const truth = indices.map((index) => labels[index])
    return tf.tidy(() => {
      const x = tf.tensor3d(gathered, [indices.length, frames, coefficients])
      const y = tf.oneHot(tf.tensor1d(truth, 'int32'), 7)
      const weights = weightOf ? tf.tensor1d(truth.map((label) => weightOf[label])) : tf.scalar(1)
      let probabilities: tfjs.Tensor2D | undefined
      const cost = optimizer.minimize(
        () => {
          const p = model.apply(x, { training: true }) as tfjs.Tensor2D
          probabilities = tf.keep(p.clone())
          return tf.mean(tf.mul(crossEntropy(y, p), weights)).asScalar()
        },
        true,
        variables,
      )
      const values = probabilities?.dataSync() ?? []
      probabilities?.dispose()
      const classes = values.length / indices.length
      const right = truth.filter(
        (label, k) => argMax(values, k * classes, (k + 1) * classes) === label,
      ).length
      return { loss: (cost?.dataSync()[0] ?? Number.NaN) * indices.length, right }
    })
  }
  return { run, dispose: () => optimizer.dispose() }
}

function crossEntropy(truth: tfjs.Tensor, probabilities: tfjs.Tensor): tfjs.Tensor1D {
  const tf = tensorflow()
  const logarithm = tf.log(tf.clipByValue(probabilities, EPSILON, 1))
  return tf.neg(tf.sum(tf.mul(tf.cast(truth, 'float32'), logarithm), -1))
}

async function runEpoch(
  order: readonly number[],
  batchSize: number,
  step: Step,
  epoch: number,
  events: FitEvents,
): Promise<{ loss: number; accuracy: number }> {
  const batches = Math.ceil(order.length / batchSize)
  let loss = 0
  let right = 0
  let clips = 0
  for (let batch = 0; batch < batches && !events.signal?.aborted; batch++) {
    const indices = order.slice(batch * batchSize, (batch + 1) * batchSize)
    const result = step.run(indices)
    loss += result.loss
    right += result.right
    clips += indices.length
    events.onBatch?.(batch + 1, batches, epoch)
    // A batch blocks the thread: let signals and progress through between two.
    await setImmediate()
  }
  return { loss: loss / clips, accuracy: right / clips }
}

const NOT_VALIDATED = { validationLoss: null, validationAccuracy: null, validationUar: null }

function validate(model: tfjs.LayersModel, features: LabelledFeatures, batchSize: number) {
  const probabilities = probabilitiesOf(model, features, batchSize)
  const classes = probabilities.length / features.labels.length
  const losses = Array.from(features.labels, (label, k) =>
    Math.log(Math.max(EPSILON, probabilities[k * classes + label])),
  )
  const predicted = losses.map((_, k) => argMax(probabilities, k * classes, (k + 1) * classes))
  const { uar, accuracy } = score(features.labels, predicted)
  const loss = -losses.reduce((sum, value) => sum + value, 0) / losses.length
  return { validationLoss: loss, validationAccuracy: accuracy, validationUar: uar }
}

function isBetter(record: EpochRecord, than: EpochRecord): boolean {
  if (record.validationUar === null || than.validationUar === null) return true
  if (record.validationUar !== than.validationUar) return record.validationUar > than.validationUar
  return (record.validationLoss ?? 0) < (than.validationLoss ?? 0)
}

interface Snapshot {
  readonly record: EpochRecord
  restore(): void
  dispose(): void
}

function snapshot(model: tfjs.LayersModel, record: EpochRecord): Snapshot {
  const copies = model.getWeights().map((weight) => weight.clone())
  // tfjs shares the buffer of a clone until one of them changes; Adam assigns new tensors, so the copies stay.
  return {
    record,
    restore: () => model.setWeights(copies),
    dispose: () => {
      for (const copy of copies) copy.dispose()
    },
  }
}
