import path from 'node:path'
import { Command } from 'commander'
import { requireRecordings } from '../corpora/scan.ts'
import { EmovoxError } from '../errors.ts'
import { extractFeatures } from '../features/extract.ts'
import { saveFeatures } from '../features/save.ts'
import { makeFolder } from '../files.ts'
import {
  audioSchema,
  augmentSchema,
  clipMfccSchema,
  extraSchema,
  featureSchema,
  includedSchema,
  parseOptions,
  seedSchema,
} from '../options.ts'
import { addCacheFlags, type CacheFlags, cacheChoice, noteCache } from './cache_flags.ts'
import { addCorpora, type CorpusFlags, scanGiven } from './corpora_arguments.ts'
import { interruptible } from './interrupt.ts'
import { noteAll, print, printJson } from './output.ts'
import { startProgress } from './progress.ts'
import { addSchemaFlags, schemaValues } from './schema_flags.ts'

/** `emovox extract DIR... --out DIR`: features for NumPy and spreadsheets. */
export function extractCommand(): Command {
  const command = new Command('extract')
    .description(
      'Write the features of every recording: features.npy, labels.npy, manifest.csv, options.json.',
    )
    .requiredOption('--out <dir>', 'folder to write to')
    .option('--augment', 'add augmented copies of every recording')
    .option('--seed <number>', 'seed of the augmentation (default: 1)', Number)
    .option('--json', 'print a summary for programs')
  addCorpora(command)
  addCacheFlags(command)
  addSchemaFlags(command, 'Audio:', audioSchema)
  addSchemaFlags(command, 'Features:', includedSchema)
  addSchemaFlags(command, 'MFCC, and the frames of all features:', clipMfccSchema)
  addSchemaFlags(command, 'Other features:', extraSchema)
  addSchemaFlags(command, 'Augmentation (with --augment):', augmentSchema)
  return command.action((dirs: string[], flags) => interruptible((signal) => extract(dirs, flags, signal)))
}

interface ExtractFlags extends CorpusFlags, CacheFlags {
  readonly [name: string]: unknown
  readonly out: string
  readonly augment?: boolean
  readonly seed?: number
  readonly json?: boolean
}

async function extract(dirs: string[], flags: ExtractFlags, signal: AbortSignal): Promise<void> {
  const features = parseOptions(featureSchema, {
    audio: schemaValues(flags, audioSchema),
    mfcc: schemaValues(flags, clipMfccSchema),
    include: schemaValues(flags, includedSchema).features,
    extra: schemaValues(flags, extraSchema),
  })
  const augment = flags.augment ? parseOptions(augmentSchema, schemaValues(flags, augmentSchema)) : null
  const { seed } = parseOptions(seedSchema, { seed: flags.seed })
  const cache = cacheChoice(flags)
  // Before the work: a place that cannot be written to must not be found out after it.
  await makeFolder(flags.out)
  const manifest = await scanGiven(dirs, flags, signal)
  const recordings = requireRecordings(manifest)
  const progress = startProgress('features')
  const set = await extractFeatures(recordings, {
    ...features,
    augment,
    seed,
    cache,
    onProgress: progress.update,
    signal,
    keepPartial: true,
  }).finally(progress.stop)
  await saveFeatures(set, flags.out)
  noteAll(
    'Left out',
    set.failures.map(({ error }) => error.message),
  )
  noteAll('Odd, but used', set.warnings)
  noteCache(set)
  const { clips, frames, coefficients, fingerprint } = set
  const out = path.resolve(flags.out)
  if (flags.json)
    printJson({
      out,
      shape: [clips, frames, coefficients],
      columns: set.columns,
      fingerprint,
      failures: set.failures.length,
    })
  else print(`${clips} clips x ${frames} frames x ${coefficients} coefficients in ${out}`)
  if (!signal.aborted) return
  const finished = new Set(set.rows.map(({ recording }) => recording)).size
  throw new EmovoxError(
    'ABORTED',
    `interrupted: ${finished} of ${recordings.length} recordings are in ${out}`,
  )
}
