import type { Fold } from '../corpora/split.ts'
import { EmovoxError } from '../errors.ts'
import type { Failure, FeatureFacts } from '../features/feature_set.ts'
import { evaluate, type ScoredRecording } from '../model/evaluate.ts'
import type { EpochRecord, FitEvents } from '../model/fit.ts'
import type { Run } from '../model/run.ts'
import { type TrainOptions, train } from '../model/train.ts'
import { type FoldOptions, parseOptions, type SplitOptions, splitSchema } from '../options.ts'

/** What every training of a cross-validation does alike. Its seeds and its split are those of the fold. */
export type Configuration = Omit<
  TrainOptions,
  keyof TrainingEvents | 'split' | 'cache' | 'checkpoint' | 'featureMemory'
>

export interface TrainingEvents extends FitEvents {
  readonly onResume?: TrainOptions['onResume']
  readonly onExtract?: (done: number, total: number) => void
  readonly onFeatures?: (features: FeatureFacts) => void
  /** While the test part's features are computed. */
  readonly onTest?: (done: number, total: number) => void
}

/** One training: its test part as its model hears it, and what is worth knowing of the training. */
export interface FoldResult {
  readonly predictions: readonly ScoredRecording[]
  /** Test recordings that could not be used. */
  readonly failures: readonly Failure[]
  /** Epochs trained. */
  readonly epochs: number
  /** Of the epoch whose weights were kept; null without a validation part. */
  readonly validationUar: number | null
  /** Of training and test together, and of epochs that were trained before it was stopped. */
  readonly seconds: number
}

/** A configuration with the seed of everything that is drawn in training: weights, batches, augmentation, dropout. */
export function withSeed(configuration: Configuration, seed: number): Configuration {
  return {
    ...configuration,
    model: { ...configuration.model, seed },
    training: { ...configuration.training, seed },
  }
}

/**
 * Trains on a fold's training and validation parts, then scores its test part, once.
 *
 * @param keep is given the run before the test part is touched.
 * @returns null when the signal ended it early: a model that was stopped by hand is not scored.
 */
export async function trainFold(
  fold: Fold,
  configuration: Configuration,
  {
    split,
    cache,
    featureMemory,
    events,
    checkpoint,
    keep,
  }: {
    /** By which `train` would do this fold again. */
    readonly split?: SplitOptions
    readonly cache?: TrainOptions['cache']
    readonly featureMemory?: number
    readonly events: TrainingEvents
    readonly checkpoint?: TrainOptions['checkpoint']
    readonly keep?: (run: Run) => Promise<void>
  },
): Promise<FoldResult | null> {
  const started = performance.now()
  let before = 0
  const onResume = (epochs: number) => {
    before = epochs
    events.onResume?.(epochs)
  }
  const own = { cache, featureMemory, checkpoint, split, onResume }
  const run = await unlessStopped(train(fold, { ...configuration, ...events, ...own }), events.signal)
  if (run === null) return null
  try {
    if (run.interrupted) return null
    await keep?.(run)
    const { signal, onTest } = events
    const evaluation = await unlessStopped(
      evaluate(run, fold.test, { cache, signal, onProgress: onTest }),
      signal,
    )
    if (evaluation === null) return null
    const { predictions, failures } = evaluation
    const kept = run.history.find(({ epoch }) => epoch === run.bestEpoch)
    return {
      predictions,
      failures,
      epochs: run.history.length,
      validationUar: kept?.validationUar ?? null,
      seconds: secondsOf(run.history.slice(0, before)) + (performance.now() - started) / 1000,
    }
  } finally {
    run.model.dispose()
  }
}

function secondsOf(epochs: readonly EpochRecord[]): number {
  return epochs.reduce((sum, { seconds }) => sum + seconds, 0)
}

/** Null in the place of the error of work that was stopped before it had anything to show. */
async function unlessStopped<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T | null> {
  try {
    return await work
  } catch (thrown) {
    if (signal?.aborted && thrown instanceof EmovoxError && thrown.code === 'ABORTED') return null
    throw thrown
  }
}

/** The split by which `train` would do this fold again, where there is one; a fold's `manifest.csv` always says it. */
export function splitOf(fold: Fold, by: FoldOptions['by']): SplitOptions | undefined {
  if (by === 'sentence' || by === 'speaker-and-sentence') return undefined
  const speakersIn = (part: 'test' | 'validation') => [...new Set(fold[part].map(({ speaker }) => speaker))]
  const validation = speakersIn('validation')
  return parseOptions(splitSchema, {
    by: 'speaker',
    testSpeakers: speakersIn('test'),
    ...(validation.length > 0 ? { validationSpeakers: validation } : { validation: 0 }),
  })
}
