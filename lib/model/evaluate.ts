import { EMOTIONS, type Emotion, emotionIndex } from '../emotions.ts'
import { EmovoxError } from '../errors.ts'
import type { ExtractOptions } from '../features/extract.ts'
import { extractToStore } from '../features/extract_to_store.ts'
import type { Failure, FeatureFacts } from '../features/feature_set.ts'
import { memorySchema, parseOptions } from '../options.ts'
import type { CorpusName, Recording } from '../recording.ts'
import { argMax, type Metrics, score } from './metrics.ts'
import { probabilitiesOfClips } from './probabilities.ts'
import type { Run } from './run.ts'
import { type Interval, speakerIntervals } from './speaker_bootstrap.ts'
import { storedClips } from './training_clips.ts'

/** What a model said of one recording. */
export interface ScoredRecording {
  readonly recording: Recording
  readonly predicted: Emotion
  /** In the order of EMOTIONS. */
  readonly probabilities: readonly number[]
}

/** Metrics with 95 % intervals over speakers; null with fewer than four of them. */
export interface SpeakerMetrics extends Metrics {
  readonly uarInterval: Interval | null
  readonly accuracyInterval: Interval | null
}

export interface Evaluation {
  readonly overall: SpeakerMetrics
  readonly perCorpus: Partial<Record<CorpusName, SpeakerMetrics>>
  readonly predictions: readonly ScoredRecording[]
  /** Recordings that could not be used. */
  readonly failures: readonly Failure[]
}

export interface EvaluateOptions {
  /** As that of `extractFeatures`. Default: false. */
  readonly cache?: ExtractOptions['cache']
  readonly onProgress?: (done: number, total: number) => void
  /** Once, when the features are there. */
  readonly onFeatures?: (features: FeatureFacts) => void
  readonly signal?: AbortSignal
}

/**
 * Scores a run's model on recordings: accuracy, unweighted average recall, macro F1, per class, and the confusion
 * matrix; over all and per corpus. Features are prepared as in training, without augmentation. Each recording counts
 * as one clip, cropped as in training.
 *
 * @throws EmovoxError `NO_RECORDINGS` when none can be read; `ABORTED`.
 */
export async function evaluate(
  run: Run,
  recordings: readonly Recording[],
  options: EvaluateOptions = {},
): Promise<Evaluation> {
  const { cache, onProgress, signal } = options
  const { features, model: shape } = run.options
  const bytes = recordings.length * shape.frames * shape.coefficients * Float32Array.BYTES_PER_ELEMENT
  const inMemory = bytes <= parseOptions(memorySchema, {}).featureMemory
  const set = await extractToStore(recordings, { ...features, cache, onProgress, signal }, inMemory)
  options.onFeatures?.(set)
  try {
    requireClips(set.clips, recordings)
    const clips = storedClips(set.store, set, run.normalisation)
    const probabilities = await probabilitiesOfClips(run.model, clips)
    return { ...scoreAnswers(recordingsOf(set), probabilities), failures: set.failures }
  } finally {
    await set.store.close()
  }
}

export const recordingsOf = (set: Pick<FeatureFacts, 'rows'>): Recording[] =>
  set.rows.map(({ recording }) => recording)

/** @throws EmovoxError `NO_RECORDINGS` when there is nothing to score. */
export function requireClips(clips: number, recordings: readonly Recording[]): void {
  if (clips > 0) return
  throw new EmovoxError(
    'NO_RECORDINGS',
    `evaluation: expected recordings that can be read, found ${recordings.length} of which none can`,
  )
}

/** Scores of probabilities [recordings, classes], in the order of EMOTIONS. */
export function scoreAnswers(
  recordings: readonly Recording[],
  probabilities: Float32Array,
): Omit<Evaluation, 'failures'> {
  const classes = EMOTIONS.length
  const predictions = recordings.map((recording, k): ScoredRecording => {
    const row = probabilities.subarray(k * classes, (k + 1) * classes)
    return { recording, predicted: EMOTIONS[argMax(row)], probabilities: [...row] }
  })
  return scorePredictions(predictions)
}

/** Scores of predictions that are there already, of several folds for one. */
export function scorePredictions(predictions: readonly ScoredRecording[]): Omit<Evaluation, 'failures'> {
  const corpora = [...new Set(predictions.map(({ recording }) => recording.corpus))].sort()
  const ofCorpus = (corpus: CorpusName) => predictions.filter(({ recording }) => recording.corpus === corpus)
  return {
    overall: scoreOf(predictions),
    perCorpus: Object.fromEntries(corpora.map((corpus) => [corpus, scoreOf(ofCorpus(corpus))])),
    predictions,
  }
}

function scoreOf(predictions: readonly ScoredRecording[]): SpeakerMetrics {
  const truth = predictions.map(({ recording }) => emotionIndex(recording.emotion))
  const predicted = predictions.map((prediction) => emotionIndex(prediction.predicted))
  const intervals = speakerIntervals(predictions)
  return {
    ...score(truth, predicted),
    uarInterval: intervals?.uar ?? null,
    accuracyInterval: intervals?.accuracy ?? null,
  }
}
