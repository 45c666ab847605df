import { ClipPipeline } from '../audio/clip_pipeline.ts'
import { EmovoxError } from '../errors.ts'
import { openCache } from '../features/cache.ts'
import type { ExtractOptions } from '../features/extract.ts'
import { extractToStore, type StoredFeatures } from '../features/extract_to_store.ts'
import { labelsOf } from '../features/feature_set.ts'
import { fitStoredNormalisation, type Normalisation } from '../features/normalisation.ts'
import type { FeatureOptions, SpectralAugmentOptions } from '../options.ts'
import type { Recording } from '../recording.ts'
import { augmentedClips, spectrumOptions } from './augmented_clips.ts'
import type { TrainingParts, TrainOptions } from './train.ts'
import { storedClips, type TrainingClips } from './training_clips.ts'
import type { ResolvedTraining } from './training_options.ts'

/** What a model is trained and validated on. */
export interface TrainingFeatures {
  readonly clips: TrainingClips
  /** Null: there is no validation part, or nothing of it can be used. */
  readonly validation: TrainingClips | null
  readonly normalisation: Normalisation
  /** The clips of training as {@link Given.teaching} has them; null if that is not asked for. */
  readonly taught: TrainingClips | null
  /** Nothing is left on disk. */
  close(): Promise<void>
}

type Given = Pick<TrainOptions, 'cache' | 'signal' | 'onExtract' | 'onFeatures'> & {
  /** Bytes. */
  readonly featureMemory: number
  /** What else every epoch may do to the spectra of training. Default: nothing else is wanted. */
  readonly teaching?: SpectralAugmentOptions
}

/**
 * Features of both parts, the normalisation of the training part, and, where every epoch draws a copy, spectra of all
 * copies; in memory, or, where they would take more than they may, on disk.
 *
 * @throws EmovoxError `NO_RECORDINGS`, `WRITE_FAILED`, `ABORTED`.
 */
export async function trainingFeatures(
  parts: TrainingParts,
  resolved: ResolvedTraining,
  options: Given,
): Promise<TrainingFeatures> {
  const inMemory = bytesOf(parts, resolved) <= options.featureMemory
  const stored: StoredFeatures[] = []
  const close = async () => {
    await Promise.all(stored.map(({ store }) => store.close()))
  }
  try {
    const extract = extractor(parts, resolved, options)
    const extracted = async (recordings: readonly Recording[], more: ExtractOptions) => {
      const set = await extract(recordings, more, inMemory)
      stored.push(set)
      return set
    }
    return { ...(await prepare(parts, resolved, options, extracted)), close }
  } catch (thrown) {
    await close()
    throw thrown
  }
}

type Extract = (recordings: readonly Recording[], options: ExtractOptions) => Promise<StoredFeatures>

async function prepare(
  parts: TrainingParts,
  { features, augment, spectral, training }: ResolvedTraining,
  { onFeatures, teaching }: Given,
  extract: Extract,
): Promise<Omit<TrainingFeatures, 'close'>> {
  // Where each epoch draws a copy, the copies are extracted below, as spectra.
  const train = await extract(parts.train, { ...features, augment: spectral ? null : augment })
  const validation = await extract(parts.validation, features)
  const failures = [...train.failures, ...validation.failures]
  if (train.clips === 0)
    throw new EmovoxError(
      'NO_RECORDINGS',
      `training part: expected recordings that can be read, found ${failures.length} that cannot`,
    )
  const normalisation = await fitStoredNormalisation(train.store, train.coefficients)
  const rows = [...train.rows, ...validation.rows]
  const facts = {
    ...validation,
    rows,
    labels: labelsOf(rows),
    failures: failures.sort((a, b) => (a.recording.path < b.recording.path ? -1 : 1)),
    warnings: [...train.warnings, ...validation.warnings],
  }
  const heard = {
    validation: validation.clips > 0 ? storedClips(validation.store, validation, normalisation) : null,
    normalisation,
    taught: null,
  }
  if (!spectral) {
    onFeatures?.({ ...facts, clips: train.clips + validation.clips })
    return { ...heard, clips: storedClips(train.store, train, normalisation) }
  }
  await train.store.close()
  const spectra = await extract(parts.train, { ...spectrumOptions(features), augment })
  onFeatures?.({ ...facts, clips: spectra.clips + validation.clips })
  const augmented = (how: SpectralAugmentOptions) =>
    augmentedClips(spectra, { ...train, normalisation }, how, training.seed)
  const clips = augmented(spectral)
  const taught = teaching ? augmented(teaching) : null
  // The native core has its own now.
  if (spectra.store.held) await spectra.store.close()
  return { ...heard, clips, taught }
}

/** What the features would take in memory, at the worst moment. */
function bytesOf(
  { train, validation }: TrainingParts,
  { features, augment, spectral }: ResolvedTraining,
): number {
  const clipBytes = (options: FeatureOptions) => {
    const { frames, coefficients } = new ClipPipeline(options)
    return frames * coefficients * Float32Array.BYTES_PER_ELEMENT
  }
  const copies = train.length * (1 + (augment?.copies ?? 0))
  if (!spectral) return (copies + validation.length) * clipBytes(features)
  // The native core holds spectra in a form of its own; while it makes them of what is extracted, both are there.
  return validation.length * clipBytes(features) + 2 * copies * clipBytes(spectrumOptions(features))
}

/** `extractToStore` with one progress and one cache over the passes that the parts are extracted in. */
function extractor(
  { train, validation }: TrainingParts,
  { spectral, training }: ResolvedTraining,
  { cache, signal, onExtract }: Given,
) {
  const open = openCache(cache)
  const total = train.length + validation.length + (spectral ? train.length : 0)
  let before = 0
  return async (recordings: readonly Recording[], options: ExtractOptions, inMemory: boolean) => {
    const onProgress = (done: number) => onExtract?.(before + done, total)
    const shared = { seed: training.seed, cache: open, signal, onProgress }
    const set = await extractToStore(recordings, { ...options, ...shared }, inMemory)
    before += recordings.length
    return set
  }
}
