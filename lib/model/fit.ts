import { setImmediate } from 'node:timers/promises'
import type * as tfjs from '@tensorflow/tfjs-node'
import type { TrainingOptions } from '../options.ts'
import { seededRandom } from '../random.ts'
import { makeBatch } from './batch.ts'
import { inverseFrequencies } from './class_weights.ts'
import { EPSILON } from './cross_entropy.ts'
import { learningRateAt } from './learning_rate.ts'
import { argMax, score } from './metrics.ts'
import { probabilitiesOf } from './probabilities.ts'
import type { LabelledFeatures, TrainingClips } from './training_clips.ts'
import { TrainingStep } from './training_step.ts'

/**
 * One epoch's line of the learning curves. Loss and accuracy are those of the batches as they were trained on (mixed,
 * their labels smoothed); the validation figures are those of the averaged weights, null where there is no validation
 * part.
 */
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
  /** Ends training after the current batch; the weights of the last whole epoch, or the best so far, are kept. */
  readonly signal?: AbortSignal
}

export interface FitResult {
  readonly history: readonly EpochRecord[]
  /** The epoch whose weights the model now has. */
  readonly bestEpoch: number
  readonly interrupted: boolean
}

/**
 * Trains a model on categorical cross-entropy by AdamW, and leaves in it the averaged weights of the last epoch, or,
 * if asked, of the epoch with the best validation UAR (of equals, the one with the lower validation loss; without a
 * validation part that is the last one). Everything drawn follows from the seed.
 */
export async function fitModel(
  model: tfjs.LayersModel,
  clips: TrainingClips,
  validation: LabelledFeatures | null,
  options: TrainingOptions,
  events: FitEvents = {},
): Promise<FitResult> {
  const classWeights = options.classWeights ? inverseFrequencies(clips.labels) : null
  const step = new TrainingStep(model, options, classWeights)
  const history: EpochRecord[] = []
  let kept: Kept | undefined
  for (let epoch = 1; epoch <= options.epochs; epoch++) {
    const started = performance.now()
    const trained = await runEpoch(step, clips, options, epoch, classesOf(model), events)
    if (events.signal?.aborted && kept) break
    const weights = step.average()
    const validated = validation
      ? step.withWeights(weights, () => validate(model, validation, options.batchSize))
      : NOT_VALIDATED
    const record = { epoch, ...trained, ...validated, seconds: (performance.now() - started) / 1000 }
    history.push(record)
    const better = !kept || options.keep === 'last' || isBetter(record, kept.record)
    if (better) kept = { record, weights }
    events.onEpoch?.(record, better)
    if (events.signal?.aborted || waitedEnough(epoch, kept, options)) break
  }
  if (kept) step.finish(kept.weights)
  return {
    history,
    bestEpoch: kept?.record.epoch ?? 0,
    interrupted: events.signal?.aborted ?? false,
  }
}

interface Kept {
  readonly record: EpochRecord
  readonly weights: Float32Array
}

function classesOf(model: tfjs.LayersModel): number {
  return model.outputs[0].shape.at(-1) ?? 0
}

function waitedEnough(epoch: number, kept: Kept | undefined, { keep, patience }: TrainingOptions): boolean {
  return keep === 'best' && patience > 0 && epoch - (kept?.record.epoch ?? epoch) >= patience
}

async function runEpoch(
  step: TrainingStep,
  clips: TrainingClips,
  options: TrainingOptions,
  epoch: number,
  classes: number,
  events: FitEvents,
): Promise<{ loss: number; accuracy: number }> {
  const { batchSize } = options
  const order = seededRandom(options.seed, 'batches', epoch).shuffle([...clips.labels.keys()])
  const mixing = seededRandom(options.seed, 'mixup', epoch)
  const batches = Math.ceil(order.length / batchSize)
  const indicesOf = (batch: number) => order.slice(batch * batchSize, (batch + 1) * batchSize)
  let loss = 0
  let right = 0
  let heard = 0
  let coming = clips.batch(indicesOf(0), epoch)
  for (let batch = 0; batch < batches && !events.signal?.aborted; batch++) {
    const indices = indicesOf(batch)
    const features = await coming
    // Made on another thread while this one trains.
    if (batch + 1 < batches) coming = clips.batch(indicesOf(batch + 1), epoch)
    const labels = indices.map((index) => clips.labels[index])
    const rate = learningRateAt((epoch - 1) * batches + batch, options.epochs * batches, options)
    const result = step.run(makeBatch(features, labels, classes, options, mixing), rate)
    loss += result.loss
    right += result.right
    heard += indices.length
    events.onBatch?.(batch + 1, batches, epoch)
    // A batch blocks the thread: let signals and progress through between two.
    await setImmediate()
  }
  await coming
  return { loss: loss / heard, accuracy: right / heard }
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
