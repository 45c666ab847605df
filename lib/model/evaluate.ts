import { EMOTIONS, type Emotion, emotionIndex } from '../emotions.ts'
import { EmovoxError } from '../errors.ts'
import { hearsSpeaker } from '../features/columns.ts'
import type { ExtractOptions } from '../features/extract.ts'
import { extractToStore } from '../features/extract_to_store.ts'
import { type Failure, type FeatureFacts, recordingsOf } from '../features/feature_set.ts'
import { memorySchema, parseOptions } from '../options.ts'
import type { CorpusName, Recording } from '../recording.ts'
import { knownSpeakers } from './known_speakers.ts'
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
  /** The same of the recording alone, by a model that hears speakers too. */
  readonly alone?: readonly number[]
}

/** Metrics with 95 % intervals over speakers; null with fewer than four of them. */
export interface SpeakerMetrics extends Metrics {
  readonly uarInterval: Interval | null
  readonly accuracyInterval: Interval | null
}

export interface Evaluation {
  readonly overall: SpeakerMetrics
  readonly perCorpus: Partial<Record<CorpusName, SpeakerMetrics>>
  /** Of a model that hears speakers: `overall` as it is when nothing of the speakers is known but the recording itself. */
  readonly alone?: SpeakerMetrics
  /** As it was asked for. */
  readonly speakerRecordings?: number
  readonly predictions: readonly ScoredRecording[]
  /** Recordings that could not be used. */
  readonly failures: readonly Failure[]
}

export interface EvaluateOptions {
  /** As that of `extractFeatures`. Default: false. */
  readonly cache?: ExtractOptions['cache']
  /** Of a model that hears speakers: the mean of a speaker is that of so many of their recordings. Default: of all. */
  readonly speakerRecordings?: number
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
 * Where the features have `speaker`, a speaker's mean is that of all the given recordings of that speaker (whatever their
 * emotions, which are not looked at), and every recording is scored a second time as if it were the only one ({@link Evaluation.alone}).
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
  const answer = async (more: ExtractOptions, onFeatures: EvaluateOptions['onFeatures']) => {
    const set = await extractToStore(recordings, { ...features, cache, signal, ...more }, inMemory)
    onFeatures?.(set)
    try {
      requireClips(set.clips, recordings)
      const clips = storedClips(set.store, set, run.normalisation)
      return { set, probabilities: await probabilitiesOfClips(run.model, clips) }
    } finally {
      await set.store.close()
    }
  }
  const speakers = await knownSpeakers(recordings, features, options)
  const { set, probabilities } = await answer({ onProgress, speakers }, options.onFeatures)
  const alone = hearsSpeaker(features) ? await answer({ speakers: NOBODY }, undefined) : null
  return {
    ...scoreAnswers(recordingsOf(set), probabilities, alone?.probabilities),
    failures: set.failures,
    speakerRecordings: options.speakerRecordings,
  }
}

/** No speaker is known. */
export const NOBODY: NonNullable<ExtractOptions['speakers']> = new Map()

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
  alone?: Float32Array,
): Omit<Evaluation, 'failures'> {
  const classes = EMOTIONS.length
  const rowOf = (values: Float32Array, k: number) => [...values.subarray(k * classes, (k + 1) * classes)]
  const predictions = recordings.map((recording, k): ScoredRecording => {
    const row = rowOf(probabilities, k)
    const scored = { recording, predicted: EMOTIONS[argMax(row)], probabilities: row }
    return alone ? { ...scored, alone: rowOf(alone, k) } : scored
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
    ...aloneOf(predictions, scoreOf),
  }
}

/** Scores of the answers to recordings alone, if every prediction has them. */
export function aloneOf<P extends ScoredRecording, S>(
  predictions: readonly P[],
  score: (predictions: readonly P[]) => S,
): { readonly alone?: S } {
  const alone = predictions.flatMap((prediction) =>
    prediction.alone
      ? [{ ...prediction, predicted: EMOTIONS[argMax(prediction.alone)], probabilities: prediction.alone }]
      : [],
  )
  return alone.length > 0 && alone.length === predictions.length ? { alone: score(alone) } : {}
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
