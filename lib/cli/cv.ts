import path from 'node:path'
import { Command } from 'commander'
import { requireRecordings } from '../corpora/scan.ts'
import { EmovoxError } from '../errors.ts'
import { foldSchema, parseOptions, seedsSchema } from '../options.ts'
import type { Recording } from '../recording.ts'
import { compareResults } from '../validation/compare.ts'
import {
  type CrossValidateOptions,
  type CrossValidation,
  crossValidate,
} from '../validation/cross_validate.ts'
import type { Configuration } from '../validation/fold_result.ts'
import { cvJson, saveCrossValidation } from '../validation/save.ts'
import { addCacheFlags, addMemoryFlag, cacheChoice } from './cache_flags.ts'
import { compareFiles, overlay, readCompared, reportComparison } from './compare.ts'
import { addCorpora, type CorpusFlags, noteOddities, scanGiven } from './corpora_arguments.ts'
import { printCrossValidation } from './cv_table.ts'
import { foldProgress } from './fold_progress.ts'
import { interruptible } from './interrupt.ts'
import { note, noteAll, print, printJson } from './output.ts'
import { addSchemaFlags, schemaValues } from './schema_flags.ts'
import { addTrainingFlags, type OptionFlags, trainOptions } from './train.ts'

interface CvFlags extends CorpusFlags, OptionFlags {
  readonly out?: string
  readonly compare?: string[]
  readonly seeds?: number
  readonly featureMemory?: number
  readonly foldSeed?: number
  readonly json?: boolean
}

/** `emovox cv DIR... --out DIR`: cross-validation. */
export function cvCommand(): Command {
  const command = new Command('cv')
    .description(
      'Cross-validation: train a model for every fold and seed, test every recording by models that have not heard its ' +
        'speaker, and say how sure the scores are. Stopped, the same command goes on where it was.',
    )
    .option('--out <dir>', 'folder to write to; what is finished there is not done again')
    .option(
      '--compare <file...>',
      'say whether two results of this command differ; or, after DIR..., two files of options (JSON with any of ' +
        'features, augment, spectral, model, training, on top of the flags), which are tried on the same folds and seeds',
    )
    .option('--no-augment', 'train on the recordings alone, the same in every epoch')
    .option('--no-spectral', 'train on the recordings and all their copies, the same in every epoch')
    .option('--json', 'print the scores for programs')
  addCorpora(command)
  addCacheFlags(command)
  addMemoryFlag(command)
  addSchemaFlags(command, 'Folds:', foldSchema, ['seed'])
  command.option(
    '--fold-seed <number>',
    'of the folds, which are the same for every --seed (default: 1)',
    Number,
  )
  addSchemaFlags(command, 'Folds:', seedsSchema, ['firstSeed'])
  command.option(
    '--seed <number>',
    'the first of them; of weights, batches and augmentation (default: 1)',
    Number,
  )
  addTrainingFlags(command)
  return command.action((dirs: string[], flags: CvFlags) =>
    interruptible((signal) => crossValidateOn(dirs, flags, signal)),
  )
}

async function crossValidateOn(dirs: string[], flags: CvFlags, signal: AbortSignal): Promise<void> {
  const compared = flags.compare && (await readCompared(flags.compare))
  if (compared?.kind === 'results') return compareFiles(compared.files, flags)
  const { out } = flags
  if (out === undefined)
    throw new EmovoxError('INVALID_OPTION', 'option out: expected a folder to write to, found none')
  const configuration = configurationOf(flags)
  const configurations = compared?.sections.map((sections) => overlay(configuration, sections))
  const common = { ...planOf(flags), cache: cacheChoice(flags), featureMemory: flags.featureMemory, signal }
  const manifest = await scanGiven(dirs, flags, signal)
  noteOddities(manifest)
  const recordings = requireRecordings(manifest)
  if (compared && configurations) {
    const folders = compared.names.map((name) => path.join(out, name))
    const jobs = configurations.map((one, k) => ({ ...common, configuration: one, out: folders[k] }))
    const first = await runCrossValidation(recordings, jobs[0])
    const second = await runCrossValidation(recordings, jobs[1])
    return reportComparison(compareResults(first, second), [folders[0], folders[1]], flags)
  }
  const result = await runCrossValidation(recordings, { ...common, configuration, out })
  if (flags.json) printJson(cvJson(result))
  else {
    printCrossValidation(result)
    print(`\nIn ${path.resolve(out)}`)
  }
}

function configurationOf(flags: OptionFlags): Configuration {
  const { split, cache, ...configuration } = trainOptions(flags)
  return configuration
}

/** Folds and seeds out of the flags; checks them before anything is read. */
function planOf(flags: CvFlags) {
  const folds = parseOptions(foldSchema, { ...schemaValues(flags, foldSchema), seed: flags.foldSeed })
  return { folds, ...parseOptions(seedsSchema, { seeds: flags.seeds, firstSeed: flags.seed }) }
}

/** Does it, says how it goes, and writes the results. */
async function runCrossValidation(
  recordings: readonly Recording[],
  options: CrossValidateOptions & { readonly out: string },
): Promise<CrossValidation> {
  note(`\nIn ${options.out}`)
  const { stop, ...progress } = foldProgress(options.configuration?.training)
  const result = await crossValidate(recordings, { ...options, ...progress }).finally(stop)
  await saveCrossValidation(result, options.out)
  noteAll(
    'Not tested',
    result.failures.map(({ error }) => error.message),
  )
  note('')
  return result
}
