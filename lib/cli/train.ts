import path from 'node:path'
import { Command, Option } from 'commander'
import { type Manifest, requireRecordings } from '../corpora/scan.ts'
import { splitRecordings } from '../corpora/split.ts'
import { EmovoxError } from '../errors.ts'
import { removeCheckpoint } from '../model/checkpoint.ts'
import type { Evaluation } from '../model/evaluate.ts'
import { PRESET_NAMES, PRESETS, type PresetName } from '../model/presets.ts'
import { tensorboardLog } from '../model/tensorboard.ts'
import type { TrainOptions } from '../model/train.ts'
import {
  audioSchema,
  augmentSchema,
  clipMfccSchema,
  extraSchema,
  includedSchema,
  modelSchema,
  parseOptions,
  type SplitOptions,
  spectralAugmentSchema,
  splitSchema,
  trainingSchema,
} from '../options.ts'
import { protocolOf } from '../validation/protocol.ts'
import { addCacheFlags, addMemoryFlag, type CacheFlags, cacheChoice } from './cache_flags.ts'
import { addCorpora, type CorpusFlags, leftOut, noteOddities, scanGiven } from './corpora_arguments.ts'
import { describeExport } from './export.ts'
import { interruptible } from './interrupt.ts'
import { printEvaluation, scoresOf } from './metrics_table.ts'
import { note, percent, print, printJson } from './output.ts'
import { addSchemaFlags, schemaValues } from './schema_flags.ts'
import { noteSplit, runTrainingJob, type TrainingResult } from './training_job.ts'

/** Those that {@link trainOptions} reads. */
export interface OptionFlags extends CacheFlags {
  readonly [name: string]: unknown
  readonly preset?: PresetName
  readonly split?: SplitOptions['by']
  readonly seed?: number
  readonly augment: boolean
  readonly spectral: boolean
}

interface TrainFlags extends CorpusFlags, OptionFlags {
  readonly out: string
  readonly restart?: boolean
  readonly featureMemory?: number
  readonly tensorboard?: string
  readonly json?: boolean
}

/** `emovox train DIR... --out RUN`: the whole job. */
export function trainCommand(): Command {
  const command = new Command('train')
    .description('The whole job: scan, split, augment, extract, train, evaluate, save, export to .tflite.')
    .requiredOption(
      '--out <run>',
      'folder to write to; a training that was stopped there, or killed, goes on after its last epoch',
    )
    .option('--restart', 'begin anew where a training was stopped')
    .option(
      '--seed <number>',
      'of the split, the augmentation, the initial weights and the batches (default: 1)',
      Number,
    )
    .option('--no-augment', 'train on the recordings alone, the same in every epoch')
    .option('--no-spectral', 'train on the recordings and all their copies, the same in every epoch')
    .option('--tensorboard <dir>', 'write loss, accuracy and UAR of every epoch there, for TensorBoard')
    .option('--json', 'print the metrics for programs')
  addCorpora(command)
  addCacheFlags(command)
  addMemoryFlag(command)
  command.optionsGroup('Split:')
  command.addOption(
    new Option('--split <by>', `${splitSchema.shape.by.description} (default: speaker)`).choices(
      splitSchema.shape.by.unwrap().options,
    ),
  )
  addSchemaFlags(command, 'Split:', splitSchema, ['by', 'seed'])
  addTrainingFlags(command)
  return command.action((dirs: string[], flags: TrainFlags) =>
    interruptible((signal) => trainOn(dirs, flags, signal)),
  )
}

/** Adds the flags of features, augmentation, model and training, in their groups. */
export function addTrainingFlags(command: Command): void {
  addPresetFlag(command)
  addSchemaFlags(command, 'Audio:', audioSchema)
  addSchemaFlags(command, 'Features:', includedSchema)
  addSchemaFlags(command, 'MFCC, and the frames of all features:', clipMfccSchema)
  addSchemaFlags(command, 'Other features:', extraSchema)
  addSchemaFlags(command, 'Augmentation:', augmentSchema)
  addSchemaFlags(command, 'Augmentation, anew in every epoch:', spectralAugmentSchema)
  addSchemaFlags(command, 'Model:', modelSchema, ['frames', 'coefficients', 'classes', 'seed'])
  addSchemaFlags(command, 'Training:', trainingSchema, ['seed'])
}

async function trainOn(dirs: string[], flags: TrainFlags, signal: AbortSignal): Promise<void> {
  const options = trainOptions(flags)
  const manifest = await scanGiven(dirs, flags, signal)
  noteOddities(manifest)
  requireRecordings(manifest)
  const evaluation = await trainOnce(manifest, flags, options, signal)
  if (flags.json) printJson(evaluation && scoresOf(evaluation))
  else if (evaluation) {
    printEvaluation(evaluation)
    print(`\n${protocolOf(options.split?.by ?? 'speaker')}`)
  }
  if (!flags.json) print(`\nIn ${path.resolve(flags.out)}`)
  if (signal.aborted)
    throw new EmovoxError(
      'ABORTED',
      `interrupted: what was finished is in ${flags.out}, and the same command goes on from there`,
    )
}

/** `--preset`: what the flags are that are not given. */
function addPresetFlag(command: Command): void {
  command.optionsGroup('Preset:')
  command.addOption(
    new Option(
      '--preset <name>',
      "best: two convolutional networks on 96 mel bands, pitch and the speaker's mean, and training for them (default: specified)",
    ).choices(PRESET_NAMES),
  )
}

/** The library's options out of the flags; checks them all before anything is read. */
export function trainOptions(flags: OptionFlags): TrainOptions {
  const { seed, preset = 'specified' } = flags
  const of = PRESETS[preset]
  const split = parseOptions(splitSchema, { ...schemaValues(flags, splitSchema), by: flags.split, seed })
  const audio = parseOptions(audioSchema, { ...of.audio, ...schemaValues(flags, audioSchema) })
  const mfcc = parseOptions(clipMfccSchema, { ...of.mfcc, ...schemaValues(flags, clipMfccSchema) })
  const { features: include } = parseOptions(includedSchema, {
    features: of.include,
    ...schemaValues(flags, includedSchema),
  })
  const extra = parseOptions(extraSchema, schemaValues(flags, extraSchema))
  const augment = flags.augment ? parseOptions(augmentSchema, schemaValues(flags, augmentSchema)) : null
  const spectral =
    flags.augment && flags.spectral
      ? parseOptions(spectralAugmentSchema, { ...of.spectral, ...schemaValues(flags, spectralAugmentSchema) })
      : null
  const training = parseOptions(trainingSchema, {
    ...of.training,
    ...schemaValues(flags, trainingSchema),
    seed,
  })
  const model = { ...of.model, ...schemaValues(flags, modelSchema), seed }
  const cache = cacheChoice(flags)
  return {
    preset,
    features: { audio, mfcc, include, extra },
    augment,
    spectral,
    split,
    training,
    model,
    cache,
  }
}

async function trainOnce(
  manifest: Manifest,
  flags: TrainFlags,
  options: TrainOptions,
  signal: AbortSignal,
): Promise<Evaluation | null> {
  const split = splitRecordings(manifest.recordings, options.split)
  noteSplit(split)
  if (flags.restart) await removeCheckpoint(flags.out)
  const onEpoch = flags.tensorboard === undefined ? undefined : await tensorboardLog(flags.tensorboard)
  const result = await runTrainingJob({
    split,
    options: { ...options, onEpoch, checkpoint: flags.out, featureMemory: flags.featureMemory },
    out: flags.out,
    signal,
    leftOut: leftOut(manifest),
  })
  noteResult(result)
  return result.evaluation
}

function noteResult({ run, evaluation, tflite }: TrainingResult): void {
  const last = run.history.length
  note(
    `${run.interrupted ? 'Interrupted: ' : ''}${last} epochs, weights of epoch ${run.bestEpoch} kept` +
      `${evaluation ? `; test UAR ${percent(evaluation.overall.uar)}` : '; no test part'}`,
  )
  note(`model.tflite: ${describeExport(tflite)}`)
}
