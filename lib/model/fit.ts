import { setImmediate } from 'node:timers/promises'
import type * as tfjs from '@tensorflow/tfjs-node'
import type { TrainingOptions } from '../options.ts'
import { seededRandom } from '../random.ts'
import { makeBatch } from './batch.ts'
import { inverseFrequencies } from './class_weights.ts'
import { EPSILON } from './cross_entropy.ts'
import { learningRateAt } from './learning_rate.ts'
import { argMax, score } from './metrics.ts'
import { probabilitiesOfClips } from './probabilities.ts'
import { readAhead } from './read_ahead.ts'
import type { TrainingClips } from './training_clips.ts'
import { type TrainingState, TrainingStep } from './training_step.ts'

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

/** A training at the end of an epoch: all that the epochs after it depend on, and cannot draw from the seed again. */
export interface FitState {
  readonly history: readonly EpochRecord[]
  readonly kept: Kept
  readonly training: TrainingState
}

/** Weights of the epoch that is the model's so far. */
export interface Kept {
  readonly record: EpochRecord
  readonly weights: Float32Array
}

/** Where a training begins, and who is told how far it is. */
export interface FitCheckpoints {
  /** Undefined: at the beginning. */
  readonly from: FitState | undefined
  /** After every whole epoch. */
  reached(state: FitState): Promise<void>
}

/**
 * Trains a model on categorical cross-entropy by AdamW, and leaves in it the averaged weights of the last epoch, or,
 * if asked, of the epoch with the best validation UAR (of equals, the one with the lower validation loss; without a
 * validation part that is the last one). Everything drawn follows from the seed and the epoch, so that a training that goes
 * on from a checkpoint takes the same steps as one that was never stopped.
 */
export async function fitModel(
  model: tfjs.LayersModel,
  clips: TrainingClips,
  validation: TrainingClips | null,
  options: TrainingOptions,
  events: FitEvents = {},
  checkpoints?: FitCheckpoints,
): Promise<FitResult> {
  const classWeights = options.classWeights ? inverseFrequencies(clips.labels) : null
  const step = new TrainingStep(model, options, classWeights)
  const from = checkpoints?.from
  if (from) step.restore(from.training)
  const history: EpochRecord[] = [...(from?.history ?? [])]
  const stopped = () => events.signal?.aborted ?? false
  let kept = from?.kept
  while (history.length < options.epochs && !waitedEnough(history.length, kept, options)) {
    if (kept && stopped()) break
    const epoch = history.length + 1
    const started = performance.now()
    const trained = await runEpoch(step, clips, options, epoch, classesOf(model), events)
    const whole = !stopped()
    if (kept && !whole) break
    const { weights, ...validated } = await validateStep(step, model, validation, options)
    const record = { epoch, ...trained, ...validated, seconds: (performance.now() - started) / 1000 }
    history.push(record)
    const best = !kept || options.keep === 'last' || isBetter(record, kept.record)
    if (!kept || best) kept = { record, weights }
    if (whole) await checkpoints?.reached({ history: [...history], kept, training: step.state() })
    events.onEpoch?.(record, best)
  }
  if (kept) step.finish(kept.weights)
  return { history, bestEpoch: kept?.record.epoch ?? 0, interrupted: stopped() }
}

function classesOf(model: tfjs.LayersModel): number {
  return model.outputs[0].shape.at(-1) ?? 0
}

/** @param epoch the last one that is over. */
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
  let batch = 0
  const hear = (indices: readonly number[]) =>
    Promise.all([clips.batch(indices, epoch), clips.teacher?.batch(indices, epoch) ?? null])
  for await (const [features, taught] of readAhead(batches, (index) => hear(indicesOf(index)))) {
    if (events.signal?.aborted) break
    const indices = indicesOf(batch)
    const labels = indices.map((index) => clips.labels[index])
    const lesson = clips.teacher && taught ? { features: taught, answers: clips.teacher.answers } : null
    const rate = learningRateAt((epoch - 1) * batches + batch, options.epochs * batches, options)
    const result = step.run(makeBatch(features, labels, lesson, classes, options, mixing), rate)
    loss += result.loss
    right += result.right
    heard += indices.length
    batch += 1
    events.onBatch?.(batch, batches, epoch)
    // A batch blocks the thread: let signals and progress through between two.
    await setImmediate()
  }
  return { loss: loss / heard, accuracy: right / heard }
}

/** The averaged weights, and how good they are. */
async function validateStep(
  step: TrainingStep,
  model: tfjs.LayersModel,
  validation: TrainingClips | null,
  { batchSize }: TrainingOptions,
) {
  const weights = step.average()
  if (!validation) return { weights, ...NOT_VALIDATED }
  return { weights, ...(await step.withWeights(weights, () => validate(model, validation, batchSize))) }
}

const NOT_VALIDATED = { validationLoss: null, validationAccuracy: null, validationUar: null }

async function validate(model: tfjs.LayersModel, features: TrainingClips, batchSize: number) {
  const probabilities = await probabilitiesOfClips(model, features, batchSize)
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
