import type { z } from 'zod'
import { EMOTIONS, emotionIndex } from '../emotions.ts'
import { EmovoxError } from '../errors.ts'
import { type ExtractOptions, extractFeatures } from '../features/extract.ts'
import { type FeatureSet, selectClips } from '../features/feature_set.ts'
import { fitNormalisation, normalise } from '../features/normalisation.ts'
import {
  type AugmentOptions,
  modelSchema as modelOptionsSchema,
  type modelSchema,
  parseOptions,
  type SpectralAugmentOptions,
  type SplitOptions,
  type TrainingOptions,
} from '../options.ts'
import type { Recording } from '../recording.ts'
import { createModel } from './architecture.ts'
import { augmentedClips, spectrumOptions } from './augmented_clips.ts'
import { type Checkpoint, openCheckpoint, type TrainingCheckpoint } from './checkpoint.ts'
import { type FitEvents, fitModel } from './fit.ts'
import type { PresetName } from './presets.ts'
import type { Run } from './run.ts'
import { type LabelledFeatures, storedClips, type TrainingClips } from './training_clips.ts'
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
  /**
   * Folder of the run: its state is kept there after every epoch or so, and a training of the same options and recordings
   * that was stopped there, or killed, goes on from its last one, with the result of one that never stopped. `saveRun`
   * into the same folder ends it. Default: none.
   */
  readonly checkpoint?: string | TrainingCheckpoint
  /** How the parts were made, for the record. */
  readonly split?: SplitOptions
  /** Before all else, when the training goes on from a checkpoint: how many epochs are over. */
  readonly onResume?: (epochs: number) => void
  /** After every recording whose features are there. */
  readonly onExtract?: (done: number, total: number) => void
  /** Once, when the features are there: how many clips, what failed, what was odd. */
  readonly onFeatures?: (features: FeatureSet) => void
}

/**
 * Trains the model: features of both parts, normalisation from the training part, copies of the training part and their
 * spectra to draw from, then {@link fitModel}. A recording that cannot be used is reported through `onFeatures` and left out.
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
  const { augment, spectral, training } = resolved
  checkParts(parts)
  const checkpoint = await checkpointOf(parts, resolved, options)
  if (checkpoint?.from) options.onResume?.(checkpoint.from.history.length)
  const inTraining = new Set(parts.train)
  const extract = extractor(parts, spectral !== null, { ...options, seed: training.seed })
  const features = await extract([...parts.train, ...parts.validation], {
    ...resolved.features,
    // Where each epoch draws a copy, the copies are extracted below, as spectra.
    augment: spectral ? null : augment,
    augmented: (recording) => inTraining.has(recording),
  })
  const trainSet = selectClips(features, (row) => inTraining.has(row.recording))
  const validationSet = selectClips(features, (row) => !inTraining.has(row.recording))
  if (trainSet.clips === 0)
    throw new EmovoxError(
      'NO_RECORDINGS',
      `training part: expected recordings that can be read, found ${features.failures.length} that cannot`,
    )

  const normalisation = fitNormalisation(trainSet.data, trainSet.coefficients)
  const normalised = (set: FeatureSet): LabelledFeatures => ({
    ...set,
    data: normalise(set.data, normalisation),
  })
  let clips: TrainingClips
  if (spectral) {
    const spectra = await extract(parts.train, { ...spectrumOptions(features.options), augment })
    options.onFeatures?.({ ...features, clips: spectra.clips + validationSet.clips })
    clips = augmentedClips(spectra, { ...features, normalisation }, spectral, training.seed)
  } else {
    options.onFeatures?.(features)
    clips = storedClips(normalised(trainSet))
  }
  const modelOptions = parseOptions(modelOptionsSchema, {
    ...resolved.model,
    frames: features.frames,
    coefficients: features.coefficients,
    classes: EMOTIONS.length,
  })
  const model = createModel(modelOptions)
  const validation = validationSet.clips > 0 ? normalised(validationSet) : null
  const fitted = await fitModel(model, clips, validation, training, options, checkpoint).finally(() =>
    checkpoint?.flush(),
  )
  return {
    model,
    options: {
      features: features.options,
      augment,
      spectral,
      split: options.split ?? null,
      model: modelOptions,
      training,
    },
    normalisation,
    ...fitted,
  }
}

async function checkpointOf(
  parts: TrainingParts,
  resolved: ResolvedTraining,
  { checkpoint, signal }: TrainOptions,
): Promise<Checkpoint | undefined> {
  if (checkpoint === undefined) return undefined
  const options = typeof checkpoint === 'string' ? { folder: checkpoint } : checkpoint
  return await openCheckpoint(options, parts, resolved, signal)
}

/** `extractFeatures` with one progress over the one or two passes that the parts are extracted in. */
function extractor(
  parts: TrainingParts,
  twice: boolean,
  { seed, cache, signal, onExtract }: Pick<TrainOptions, 'cache' | 'signal' | 'onExtract'> & { seed: number },
) {
  const total = parts.train.length + parts.validation.length + (twice ? parts.train.length : 0)
  let before = 0
  return async (recordings: readonly Recording[], options: ExtractOptions): Promise<FeatureSet> => {
    const onProgress = (done: number) => onExtract?.(before + done, total)
    const set = await extractFeatures(recordings, { ...options, seed, cache, signal, onProgress })
    before += recordings.length
    return set
  }
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
