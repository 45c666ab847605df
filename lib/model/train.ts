import type { z } from 'zod'
import { EMOTIONS, emotionIndex } from '../emotions.ts'
import { EmovoxError } from '../errors.ts'
import { clipShape } from '../features/clip_shape.ts'
import type { ExtractOptions } from '../features/extract.ts'
import type { FeatureFacts } from '../features/feature_set.ts'
import {
  type AugmentOptions,
  memorySchema,
  modelSchema as modelOptionsSchema,
  type modelSchema,
  parseOptions,
  type SpectralAugmentOptions,
  type SplitOptions,
  type TrainingOptions,
} from '../options.ts'
import type { Recording } from '../recording.ts'
import { createModel } from './architecture.ts'
import { type Checkpoint, openCheckpoint, type TrainingCheckpoint } from './checkpoint.ts'
import { type FitEvents, fitModel } from './fit.ts'
import type { PresetName } from './presets.ts'
import type { Run } from './run.ts'
import { type TrainedTeacher, trainTeacher } from './teacher.ts'
import { trainingFeatures } from './training_features.ts'
import { type ResolvedTraining, resolveTraining } from './training_options.ts'

/** The recordings that training sees. Test recordings are not its business. */
export interface TrainingParts {
  readonly train: readonly Recording[]
  readonly validation: readonly Recording[]
}

export interface TrainOptions extends FitEvents {
  /** What the other options are where they say nothing. Default: `specified`. */
  readonly preset?: PresetName
  readonly features?: Pick<ExtractOptions, 'audio' | 'mfcc' | 'include' | 'extra'>
  /** Augmented copies of the training recordings; null for none. Default: three each. */
  readonly augment?: Partial<AugmentOptions> | null
  /**
   * What every epoch does anew to the spectra of one copy of each recording; null for nothing, and then every epoch
   * hears all copies. Default: see {@link spectralAugmentSchema}.
   */
  readonly spectral?: Partial<SpectralAugmentOptions> | null
  readonly model?: Partial<Omit<z.input<typeof modelSchema>, 'frames' | 'coefficients' | 'classes'>>
  readonly training?: Partial<TrainingOptions>
  /** As that of `extractFeatures`. Default: false. */
  readonly cache?: ExtractOptions['cache']
  /** Bytes that features may take in memory; what takes more is read from a file, batch by batch. Default: 2 GB. */
  readonly featureMemory?: number
  /**
   * Folder of the run: its state is kept there after every epoch or so, and a training of the same options and recordings
   * that was stopped there, or killed, goes on from its last one, with the result of one that never stopped. `saveRun`
   * into the same folder ends it. Default: none.
   */
  readonly checkpoint?: string | TrainingCheckpoint
  /** How the parts were made, for the record. */
  readonly split?: SplitOptions
  /** After every epoch of the teacher, if there is one: how many are over, and of how many. */
  readonly onTeacherEpoch?: (epochs: number, of: number) => void
  /** Before all else, when the training goes on from a checkpoint: how many epochs are over. */
  readonly onResume?: (epochs: number) => void
  /** After every recording whose features are there. */
  readonly onExtract?: (done: number, total: number) => void
  /** Once, when the features are there: how many clips, what failed, what was odd. */
  readonly onFeatures?: (features: FeatureFacts) => void
}

/**
 * Trains the model: features of both parts, normalisation from the training part, copies of the training part and their
 * spectra to draw from, the teacher if there is to be one ({@link trainTeacher}), then {@link fitModel}. A recording that cannot be used is reported through `onFeatures` and left out.
 *
 * @throws EmovoxError `NO_RECORDINGS`, `MISSING_CLASS` when the training part lacks an emotion that the validation
 *   part has, `INVALID_OPTION`, `ABORTED` when the signal fires before training began; `CHANGED` when another training
 *   was stopped in the folder of the checkpoint.
 * @example
 * const { recordings } = await scanCorpora(['corpora'])
 * const split = splitBySpeaker(recordings)
 * const run = await train(split, { training: { epochs: 30 } })
 * await saveRun(run, 'runs/first')
 */
export async function train(parts: TrainingParts, options: TrainOptions = {}): Promise<Run> {
  const resolved = resolveTraining(options)
  const { training } = resolved
  const memory = parseOptions(memorySchema, { featureMemory: options.featureMemory })
  checkParts(parts)
  const checkpoint = await checkpointOf(parts, resolved, options)
  if (checkpoint?.from) options.onResume?.(checkpoint.from.history.length)
  const { frames, coefficients } = clipShape(resolved.features)
  const modelOptions = parseOptions(modelOptionsSchema, {
    ...resolved.model,
    frames,
    coefficients,
    classes: EMOTIONS.length,
  })
  const features = await trainingFeatures(parts, resolved, { ...options, ...memory })
  let teacher: TrainedTeacher | null = null
  try {
    teacher = await trainTeacher(parts, resolved, {
      ...options,
      ...memory,
      checkpoint: checkpointOptions(options),
    })
    const model = createModel(modelOptions)
    const { validation, normalisation } = features
    const clips = teacher ? { ...features.clips, teacher } : features.clips
    const fitted = await fitModel(model, clips, validation, training, options, checkpoint)
    const { split = null } = options
    const { augment, spectral } = resolved
    const runOptions = {
      features: resolved.features,
      augment,
      spectral,
      split,
      model: modelOptions,
      training,
    }
    return { model, options: runOptions, normalisation, ...fitted }
  } finally {
    await checkpoint?.flush()
    await features.close()
    await teacher?.close()
  }
}

async function checkpointOf(
  parts: TrainingParts,
  resolved: ResolvedTraining,
  options: TrainOptions,
): Promise<Checkpoint | undefined> {
  const checkpoint = checkpointOptions(options)
  return checkpoint && (await openCheckpoint(checkpoint, parts, resolved, options.signal))
}

function checkpointOptions({ checkpoint }: TrainOptions): TrainingCheckpoint | undefined {
  return typeof checkpoint === 'string' ? { folder: checkpoint } : checkpoint
}

function checkParts({ train, validation }: TrainingParts): void {
  if (train.length === 0)
    throw new EmovoxError('NO_RECORDINGS', 'training part: expected recordings, found none')
  const known = new Set(train.map((recording) => emotionIndex(recording.emotion)))
  const missing = EMOTIONS.filter((emotion, index) => {
    return !known.has(index) && validation.some((recording) => recording.emotion === emotion)
  })
  if (missing.length > 0)
    throw new EmovoxError(
      'MISSING_CLASS',
      `training part: expected every emotion of the validation part, found no ${missing.join(', no ')}`,
    )
}
