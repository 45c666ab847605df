import path from 'node:path'
import { Command } from 'commander'
import { EmovoxError } from '../errors.ts'
import { loadExperiment } from '../experiment/load.ts'
import { type ExperimentOutcome, runExperiment } from '../experiment/run.ts'
import { type Experiment, experimentJsonSchema } from '../experiment/schema.ts'
import { resolveTraining } from '../model/training_options.ts'
import { addCacheFlags, addMemoryFlag, type CacheFlags, cacheChoice } from './cache_flags.ts'
import { noteOddities } from './corpora_arguments.ts'
import { printCrossValidation } from './cv_table.ts'
import { foldProgress } from './fold_progress.ts'
import { interruptible } from './interrupt.ts'
import { note, noteAll, print, printJson } from './output.ts'
import { startProgress } from './progress.ts'

interface ExperimentFlags extends CacheFlags {
  readonly out?: string
  readonly acceptChanges?: boolean
  readonly featureMemory?: number
  readonly schema?: boolean
  readonly json?: boolean
}

/** `emovox experiment FILE`: an experiment that a file declares. */
export function experimentCommand(): Command {
  const command = new Command('experiment')
    .description(
      'Run the experiment that a file declares (JSON, or a TypeScript module), and keep all that is needed to repeat it. ' +
        'Stopped or killed, the same command goes on after the last epoch; when all is done, it prints the results.',
    )
    .argument('[file]', 'corpora, split or folds, features, augmentation, model, training and seeds')
    .option(
      '--out <dir>',
      "folder to write to (default: what the file says, or the file's name without .json)",
    )
    .option(
      '--accept-changes',
      'go on where the file or the recordings changed; what depends on them is done anew',
    )
    .option('--schema', 'print the JSON Schema of the file, for editors')
    .option('--json', 'print the results for programs')
  addCacheFlags(command)
  addMemoryFlag(command)
  return command.action((file: string | undefined, flags: ExperimentFlags) =>
    flags.schema ? printJson(experimentJsonSchema()) : interruptible((signal) => run(file, flags, signal)),
  )
}

async function run(file: string | undefined, flags: ExperimentFlags, signal: AbortSignal): Promise<void> {
  if (file === undefined)
    throw new EmovoxError('INVALID_OPTION', 'expected a file that declares an experiment, found none')
  const experiment = await loadExperiment(file)
  const out = flags.out ?? folderOf(file, experiment)
  const { result, finishedBefore } = await runNoted(experiment, file, out, flags, signal)
  noteAll(
    'Not tested',
    result.unusable.map(({ reason }) => reason),
  )
  if (flags.json) return printJson(result)
  if (finishedBefore) note(`Finished before, by emovox ${result.emovox}:`)
  note('')
  printCrossValidation(result)
  print(`\nIn ${path.resolve(out)}`)
}

function folderOf(file: string, { out }: Experiment): string {
  const folder = path.dirname(file)
  return path.join(folder, out ?? path.basename(file, path.extname(file)))
}

async function runNoted(
  experiment: Experiment,
  file: string,
  out: string,
  flags: ExperimentFlags,
  signal: AbortSignal,
): Promise<ExperimentOutcome> {
  const scanning = startProgress('scanning')
  const { stop, ...progress } = foldProgress(resolveTraining(experiment).training)
  return await runExperiment(experiment, {
    ...progress,
    out,
    from: path.dirname(file),
    cache: cacheChoice(flags),
    featureMemory: flags.featureMemory,
    acceptChanges: flags.acceptChanges,
    signal,
    onProgress: scanning.update,
    onScan: (manifest) => {
      scanning.stop()
      noteOddities(manifest)
    },
  }).finally(() => {
    scanning.stop()
    stop()
  })
}
