import { type Fold, planFolds, splitRecordings } from '../corpora/split.ts'
import { EmovoxError } from '../errors.ts'
import { type ContentHashes, hashesOf } from '../features/content_hashes.ts'
import type { Failure } from '../features/feature_set.ts'
import type { TrainOptions } from '../model/train.ts'
import {
  type FoldOptions,
  foldSchema,
  parseOptions,
  type SplitOptions,
  seedsSchema,
  splitSchema,
} from '../options.ts'
import type { CorpusName, Recording } from '../recording.ts'
import { foldsDigest, resolveConfiguration, trainingKey } from './fold_key.ts'
import {
  type Configuration,
  type FoldResult,
  splitOf,
  type TrainingEvents,
  trainFold,
  withSeed,
} from './fold_result.ts'
import { FoldStore } from './fold_store.ts'
import { protocolOf } from './protocol.ts'
import {
  type CrossMetrics,
  type FoldPrediction,
  type SpeakerScore,
  scoresOf,
  speakerScores,
  summarise,
} from './summary.ts'

/** One training that is about to begin, or that is finished. */
export interface FoldStep {
  readonly fold: Fold
  readonly seed: number
  /** Counted from 1, of all folds and seeds. */
  readonly step: number
  readonly steps: number
}

export interface CrossValidateOptions {
  /** By speaker, 5 folds, validation 0.15, seed 1 (of the folds alone). */
  readonly folds?: Partial<FoldOptions>
  /** In place of folds one split, whose test part alone is scored. */
  readonly split?: Partial<SplitOptions>
  /** How many seeds every fold is trained with, counted from `firstSeed`; default 1. */
  readonly seeds?: number
  /** Default 1. */
  readonly firstSeed?: number
  /** Features, augmentation, model and training of every fold; seeds in it are not looked at. */
  readonly configuration?: Configuration
  /**
   * Keeps every training in a folder of it, takes from there what is finished, and goes on with what is not after its last
   * epoch; default: nothing is kept.
   */
  readonly out?: string
  /**
   * As that of `extractFeatures`; with one, folds share what they extract, and seeds what does not depend on them.
   * Default: false.
   */
  readonly cache?: TrainOptions['cache']
  /** As that of `train`. */
  readonly featureMemory?: number
  /** SHA-256 of the recordings' files, by path, if they are known. */
  readonly hashes?: ContentHashes
  readonly signal?: AbortSignal
  /** Before every training that is not finished yet; what it returns hears of its progress. */
  readonly onFold?: (step: FoldStep) => Omit<TrainingEvents, 'signal'> | undefined
  /** After every training. `resumed`: it was finished before. */
  readonly onFoldDone?: (step: FoldStep, result: FoldResult, resumed: boolean) => void
}

/** One training's line. */
export interface FoldSummary {
  readonly fold: string
  readonly seed: number
  readonly testSpeakers: readonly string[]
  /** Recordings in the parts, and in none. */
  readonly train: number
  readonly validation: number
  readonly test: number
  readonly unused: number
  readonly uar: number
  readonly accuracy: number
  readonly validationUar: number | null
  readonly epochs: number
  readonly seconds: number
}

export interface CrossValidation {
  /** How the scores came about, for people. */
  readonly protocol: string
  readonly plan: FoldOptions | SplitOptions
  readonly seeds: readonly number[]
  /** Of all trainings, but for their seeds. */
  readonly configuration: ReturnType<typeof resolveConfiguration>
  /** The same for the same recordings in the same folds: what is needed to compare two results. */
  readonly foldsDigest: string
  readonly overall: CrossMetrics
  readonly perCorpus: Partial<Record<CorpusName, CrossMetrics>>
  /** Of models that hear speakers: `overall` as it is when nothing of the speakers is known but each recording itself. */
  readonly alone?: CrossMetrics
  readonly trainings: readonly FoldSummary[]
  readonly speakers: readonly SpeakerScore[]
  /** What a reader of the scores must know: once, whatever the number of folds. */
  readonly warnings: readonly string[]
  /** Every test recording, once a seed. */
  readonly predictions: readonly FoldPrediction[]
  /** Test recordings that could not be used, once. */
  readonly failures: readonly Failure[]
  /** SHA-256 of the recordings' files, by path. */
  readonly hashes: ContentHashes
}

/**
 * Cross-validation: trains a model for every fold and seed, and scores its test part once. The folds are the same for
 * every seed and configuration; a seed is that of weights, batches, dropout and augmentation. All folds are done with
 * one seed before the next.
 *
 * @throws EmovoxError what {@link planFolds} and {@link train} throw; `ABORTED`, keeping what is finished if there is a folder.
 * @example
 * const { overall } = await crossValidate(recordings, { folds: { folds: 4 }, seeds: 3, out: 'runs/cv', cache: true })
 * console.log(overall.uar, overall.uarInterval, overall.overSeeds.uar.deviation)
 */
export async function crossValidate(
  recordings: readonly Recording[],
  options: CrossValidateOptions = {},
): Promise<CrossValidation> {
  const { plan, folds } = planOf(recordings, options)
  const { seeds: count, firstSeed } = parseOptions(seedsSchema, {
    seeds: options.seeds,
    firstSeed: options.firstSeed,
  })
  const seeds = Array.from({ length: count }, (_, k) => firstSeed + k)
  const configuration = options.configuration ?? {}
  const hashes = options.hashes ?? (await hashesOf(recordings, options.signal))
  const steps = seeds
    .flatMap((seed) => folds.map((fold) => ({ fold, seed })))
    .map((one, index, all): FoldStep => ({ ...one, step: index + 1, steps: all.length }))
  const done: { readonly step: FoldStep; readonly result: FoldResult }[] = []
  for (const step of steps) {
    const seeded = withSeed(configuration, step.seed)
    const result = options.signal?.aborted ? null : await runStep(step, seeded, hashes, plan, options)
    if (result === null) throw interrupted(done.length, steps.length, options.out)
    done.push({ step, result })
  }
  const predictions = done.flatMap(({ step: { fold, seed }, result }) =>
    result.predictions.map((prediction) => ({ ...prediction, fold: fold.name, seed })),
  )
  return {
    protocol: protocolOf(plan.by),
    plan,
    seeds,
    configuration: resolveConfiguration(configuration),
    foldsDigest: foldsDigest(folds, hashes),
    ...summarise(predictions),
    trainings: done.map(({ step, result }) => summaryOf(step, result)),
    speakers: speakerScores(predictions, seeds),
    warnings: [...new Set(folds.flatMap((fold) => fold.warnings))],
    predictions,
    failures: done.filter(({ step }) => step.seed === firstSeed).flatMap(({ result }) => result.failures),
    hashes,
  }
}

/** @throws EmovoxError `INVALID_OPTION` for both kinds at once, or a split that tests nothing. */
function planOf(
  recordings: readonly Recording[],
  options: Pick<CrossValidateOptions, 'folds' | 'split'>,
): { readonly plan: FoldOptions | SplitOptions; readonly folds: readonly Fold[] } {
  if (!options.split) {
    const plan = parseOptions(foldSchema, options.folds)
    return { plan, folds: planFolds(recordings, plan) }
  }
  if (options.folds)
    throw new EmovoxError('INVALID_OPTION', 'options folds and split: expected one of them, found both')
  const plan = parseOptions(splitSchema, options.split)
  const split = splitRecordings(recordings, plan)
  if (split.test.length === 0)
    throw new EmovoxError('INVALID_OPTION', 'option split: expected a test part, found none')
  return { plan, folds: [{ ...split, name: 'split' }] }
}

/** Trains and scores, or finds it done. */
async function runStep(
  step: FoldStep,
  configuration: Configuration,
  hashes: ContentHashes,
  plan: FoldOptions | SplitOptions,
  { out, cache, featureMemory, signal, onFold, onFoldDone }: CrossValidateOptions,
): Promise<FoldResult | null> {
  const { fold, seed } = step
  const store = out === undefined ? undefined : new FoldStore(out, fold, seed)
  const key = trainingKey(fold, hashes, configuration)
  const finished = await store?.read(key, fold)
  if (finished) {
    onFoldDone?.(step, finished, true)
    return finished
  }
  const events = { ...onFold?.(step), signal }
  const keep = store && ((run: Parameters<FoldStore['saveRun']>[0]) => store.saveRun(run, fold))
  await store?.begin()
  const split = 'folds' in plan ? splitOf(fold, plan.by) : plan
  const checkpoint = store && ({ folder: store.folder, hashes, ifOther: 'restart' } as const)
  const result = await trainFold(fold, configuration, {
    split,
    cache,
    featureMemory,
    events,
    checkpoint,
    keep,
  })
  if (result === null) return null
  await store?.write(key, result)
  onFoldDone?.(step, result, false)
  return result
}

function summaryOf({ fold, seed }: FoldStep, result: FoldResult): FoldSummary {
  const { uar, accuracy } = scoresOf(result.predictions)
  const { epochs, validationUar, seconds } = result
  return {
    fold: fold.name,
    seed,
    testSpeakers: [...new Set(fold.test.map(({ speaker }) => speaker))],
    train: fold.train.length,
    validation: fold.validation.length,
    test: fold.test.length,
    unused: fold.unused.length,
    uar,
    accuracy,
    validationUar,
    epochs,
    seconds,
  }
}

function interrupted(done: number, all: number, out: string | undefined): EmovoxError {
  const kept = out === undefined ? '' : `, kept in ${out}: the same call goes on from there`
  return new EmovoxError('ABORTED', `interrupted: ${done} of ${all} trainings are finished${kept}`)
}
