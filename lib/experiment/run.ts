import path from 'node:path'
import { listRecordings } from '../corpora/listed_recordings.ts'
import { type Manifest, requireRecordings, type ScanOptions, scanCorpora } from '../corpora/scan.ts'
import { EmovoxError } from '../errors.ts'
import { hashesOf } from '../features/content_hashes.ts'
import { resolveTraining } from '../model/training_options.ts'
import { foldSchema, parseOptions, seedsSchema, splitSchema } from '../options.ts'
import { type CrossValidateOptions, crossValidate } from '../validation/cross_validate.ts'
import { cvJson, saveCrossValidation } from '../validation/save.ts'
import { changesOf, makeRecord, newVersionsOf, readRecord, readResult, writeRecord } from './record.ts'
import { checkExperiment, type Experiment, experimentSchema } from './schema.ts'

export interface RunExperimentOptions
  extends Pick<CrossValidateOptions, 'cache' | 'featureMemory' | 'signal' | 'onFold' | 'onFoldDone'>,
    Pick<ScanOptions, 'onProgress'> {
  /** Folder to write to. */
  readonly out: string
  /** What the experiment's folders are seen from; default: the working directory. */
  readonly from?: string
  /** Goes on where options, recordings or versions have changed; what does not depend on them is not done again. */
  readonly acceptChanges?: boolean
  /** When the corpora are scanned. */
  readonly onScan?: (manifest: Manifest) => void
}

export interface ExperimentOutcome {
  /** What `cv.json` has. */
  readonly result: ReturnType<typeof cvJson>
  /** Nothing was left to do. */
  readonly finishedBefore: boolean
}

/**
 * Runs an experiment, or what is left of it: a training that is finished is not done again, and one that was stopped or
 * killed goes on after its last epoch. Its folder then has all that is needed to repeat it: `experiment.json` (every
 * option with its default, seeds, versions), `experiment-recordings.json` (SHA-256 of every file), the results, and a run a seed and fold.
 *
 * @throws EmovoxError `INVALID_OPTION`; `CHANGED` when the folder is that of another experiment, naming what differs;
 *   `ABORTED`, keeping what is finished; and what {@link crossValidate} throws.
 * @example
 * const { result } = await runExperiment({ corpora: ['corpora'], cv: { folds: 4 }, seeds: 3 }, { out: 'runs/plain' })
 * console.log(result.overall.uar, result.overall.uarInterval, result.overall.overSeeds.uar.deviation)
 */
export async function runExperiment(
  given: Experiment,
  options: RunExperimentOptions,
): Promise<ExperimentOutcome> {
  const experiment = checkExperiment(given, 'experiment')
  const { out, cache, featureMemory, signal, onFold, onFoldDone } = options
  const plan = planOf(experiment)
  const manifest = await scan(experiment, options)
  options.onScan?.(manifest)
  const recordings = requireRecordings(manifest)
  const hashes = await hashesOf(recordings, signal)
  const now = makeRecord(resolveExperiment(experiment), listRecordings(recordings, hashes))
  const then = await readRecord(out)
  const changes = then ? changesOf(then, now) : []
  const finished = changes.length === 0 ? await readResult(out) : undefined
  // Read from what cvJson wrote.
  if (finished) return { result: finished as ReturnType<typeof cvJson>, finishedBefore: true }
  if (then && !options.acceptChanges) refuse([...changes, ...newVersionsOf(then, now)], out)
  await writeRecord(out, now)
  const { preset, features, augment, spectral, model, training } = experiment
  const configuration = { preset, features, augment, spectral, model, training }
  const common = { out, cache, featureMemory, signal, onFold, onFoldDone, hashes }
  const result = await crossValidate(recordings, { ...common, ...plan, configuration })
  await saveCrossValidation(result, out)
  return { result: cvJson(result), finishedBefore: false }
}

/** Folds or a split, and the seeds. */
function planOf({ split, cv, seeds, firstSeed }: Experiment) {
  return { ...(cv ? { folds: cv } : { split: split ?? {} }), seeds, firstSeed }
}

async function scan(
  { corpora, ravdess, tess, savee, calm }: Experiment,
  { from = '.', signal, onProgress }: RunExperimentOptions,
): Promise<Manifest> {
  const seen = (folders: readonly string[] | undefined) =>
    folders?.map((folder) => path.resolve(from, folder))
  const named = { ravdess: seen(ravdess), tess: seen(tess), savee: seen(savee) }
  return await scanCorpora(seen(corpora) ?? [], { ...named, calm, signal, onProgress })
}

/** Every option that the results depend on. Folders are not: recordings are known by their names and contents. */
function resolveExperiment(experiment: Experiment): object {
  const { calm, preset } = parseOptions(experimentSchema, experiment)
  const { split, cv, seeds, firstSeed } = experiment
  const { model, training, ...options } = resolveTraining(experiment)
  return {
    calm,
    preset,
    ...(cv ? { cv: parseOptions(foldSchema, cv) } : { split: parseOptions(splitSchema, split) }),
    ...parseOptions(seedsSchema, { seeds, firstSeed }),
    ...options,
    model: { ...model, seed: undefined },
    training: { ...training, seed: undefined },
  }
}

function refuse(changes: readonly string[], out: string): void {
  if (changes.length === 0) return
  throw new EmovoxError(
    'CHANGED',
    `${out}: expected the experiment that was begun there, found another one: ${changes.join('; ')}. Undo that, write to ` +
      'another folder (out, --out), or go on with what is there now (--accept-changes)',
  )
}
