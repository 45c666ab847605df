import { EmovoxError } from '../errors.ts'
import { openCache } from '../features/cache.ts'
import { clipShape } from '../features/clip_shape.ts'
import { hearsSpeaker, withoutSpeaker } from '../features/columns.ts'
import type { ExtractOptions } from '../features/extract.ts'
import { extractToStore, type StoredFeatures } from '../features/extract_to_store.ts'
import { type FeatureFacts, labelsOf, recordingsOf } from '../features/feature_set.ts'
import { fitStoredNormalisation, type Normalisation } from '../features/normalisation.ts'
import { frameSums } from '../features/speaker_mean.ts'
import type { FeatureOptions, SpectralAugmentOptions } from '../options.ts'
import type { Recording } from '../recording.ts'
import { augmentedClips, spectrumOptions } from './augmented_clips.ts'
import { type SpeakerDraw, speakerClips, withSpeakerDeviation } from './speaker_clips.ts'
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
  { onFeatures, teaching, cache, signal }: Given,
  extract: Extract,
): Promise<Omit<TrainingFeatures, 'close'>> {
  const frames = withoutSpeaker(features)
  // Where each epoch draws a copy, the copies are extracted below, as spectra.
  const train = await extract(parts.train, { ...frames, augment: spectral ? null : augment })
  const validation = await extract(parts.validation, features)
  const facts = factsOf(train, validation)
  const fitted = await fitStoredNormalisation(train.store, train.coefficients)
  const sums = hearsSpeaker(features) ? await frameSums(parts.train, features, { cache, signal }) : null
  const normalisation = sums ? withSpeakerDeviation(fitted, { sums, features }) : fitted
  const besideSpeakers = (
    clips: TrainingClips,
    of: Pick<FeatureFacts, 'rows'>,
    draw: Partial<SpeakerDraw>,
  ) => {
    const usual = { share: training.speakerShare, some: true, seed: training.seed }
    const known = sums && { recordings: recordingsOf(of), sums, features }
    return known ? speakerClips(clips, known, normalisation, { ...usual, ...draw }) : clips
  }
  const heard = {
    validation: validation.clips > 0 ? storedClips(validation.store, validation, normalisation) : null,
    normalisation,
    taught: null,
  }
  const ofFrames = firstOf(normalisation, train.coefficients)
  if (!spectral) {
    onFeatures?.({ ...facts, clips: train.clips + validation.clips })
    return { ...heard, clips: besideSpeakers(storedClips(train.store, train, ofFrames), train, {}) }
  }
  await train.store.close()
  const spectra = await extract(parts.train, { ...spectrumOptions(frames), augment })
  onFeatures?.({ ...facts, clips: spectra.clips + validation.clips })
  const originals = { rows: spectra.rows.filter(({ copy }) => copy === 0) }
  const wanted = { ...train, normalisation: ofFrames }
  const augmented = (how: SpectralAugmentOptions, draw: Partial<SpeakerDraw>) =>
    besideSpeakers(augmentedClips(spectra, wanted, how, training.seed), originals, draw)
  const clips = augmented(spectral, {})
  // A teacher is told all that is known.
  const taught = teaching ? augmented(teaching, { share: 1, some: false }) : null
  // The native core has its own now.
  if (spectra.store.held) await spectra.store.close()
  return { ...heard, clips, taught }
}

/** @throws EmovoxError `NO_RECORDINGS` when there is nothing to train on. */
function factsOf(train: StoredFeatures, validation: StoredFeatures): Omit<FeatureFacts, 'clips'> {
  const failures = [...train.failures, ...validation.failures]
  if (train.clips === 0)
    throw new EmovoxError(
      'NO_RECORDINGS',
      `training part: expected recordings that can be read, found ${failures.length} that cannot`,
    )
  const rows = [...train.rows, ...validation.rows]
  return {
    ...validation,
    rows,
    labels: labelsOf(rows),
    failures: failures.sort((a, b) => (a.recording.path < b.recording.path ? -1 : 1)),
    warnings: [...train.warnings, ...validation.warnings],
  }
}

function firstOf({ mean, deviation }: Normalisation, columns: number): Normalisation {
  return { mean: mean.slice(0, columns), deviation: deviation.slice(0, columns) }
}

/** What the features would take in memory, at the worst moment. */
function bytesOf(
  { train, validation }: TrainingParts,
  { features, augment, spectral }: ResolvedTraining,
): number {
  const clipBytes = (options: FeatureOptions) => {
    const { frames, coefficients } = clipShape(options)
    return frames * coefficients * Float32Array.BYTES_PER_ELEMENT
  }
  const copies = train.length * (1 + (augment?.copies ?? 0))
  if (!spectral) return (copies + validation.length) * clipBytes(features)
  // The native core holds spectra in a form of its own; while it makes them of what is extracted, both are there.
  return (
    validation.length * clipBytes(features) +
    2 * copies * clipBytes(spectrumOptions(withoutSpeaker(features)))
  )
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
