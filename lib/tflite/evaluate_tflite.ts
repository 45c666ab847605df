import { loadClip } from '../audio/clip.ts'
import { mapBounded } from '../corpora/concurrency.ts'
import { EmovoxError } from '../errors.ts'
import { hearsSpeaker } from '../features/columns.ts'
import { type ExtractOptions, extractFeatures } from '../features/extract.ts'
import { type Failure, recordingsOf } from '../features/feature_set.ts'
import {
  type EvaluateOptions,
  type Evaluation,
  NOBODY,
  requireClips,
  scoreAnswers,
} from '../model/evaluate.ts'
import { knownSpeakers } from '../model/known_speakers.ts'
import type { AudioOptions } from '../options.ts'
import type { Recording } from '../recording.ts'
import { type EmotionFile, emotionFile } from './emotion_file.ts'
import type { TfliteRunner } from './runner.ts'
import { clipSamples } from './waveform/clip_samples.ts'

/**
 * Scores a `.tflite` file that emovox wrote on recordings, as `evaluate` does a run: it says itself how it wants them
 * prepared. No TensorFlow is needed.
 *
 * @param options as those of `evaluate`; a file that takes samples has no features, and nothing to cache.
 * @throws EmovoxError `BAD_TFLITE` when the file does not say how features are made, or its labels are not the seven
 *   emotions; `NO_RECORDINGS` when none can be read; `ABORTED`.
 * @example
 * const runner = await loadTflite('model.tflite')
 * const { recordings } = await scanCorpora('corpora')
 * const { overall } = await evaluateTflite(runner, recordings)
 */
export async function evaluateTflite(
  runner: TfliteRunner,
  recordings: readonly Recording[],
  options: EvaluateOptions = {},
): Promise<Evaluation> {
  const file = emotionFile(runner)
  if (runner.input === 'waveform') return evaluateSamples(file, recordings, options)
  const { cache, onProgress, signal } = options
  const extract = (more: ExtractOptions) =>
    extractFeatures(recordings, { ...file.options, cache, signal, ...more })
  const speakers = await knownSpeakers(recordings, file.options, options)
  const set = await extract({ onProgress, speakers })
  options.onFeatures?.(set)
  requireClips(set.clips, recordings)
  const probabilities = await file.classify(set.data, set.clips)
  const aloneSet = hearsSpeaker(file.options) ? await extract({ speakers: NOBODY }) : null
  const alone = aloneSet ? await file.classify(aloneSet.data, aloneSet.clips) : undefined
  const { speakerRecordings } = options
  return {
    ...scoreAnswers(recordingsOf(set), probabilities, alone),
    failures: set.failures,
    speakerRecordings,
  }
}

/** Samples of all recordings would not fit into memory: each is heard as soon as it is loaded. */
async function evaluateSamples(
  file: EmotionFile,
  recordings: readonly Recording[],
  { onProgress, signal }: EvaluateOptions,
): Promise<Evaluation> {
  const answers = await mapBounded(recordings, (recording) => answerTo(file, recording), {
    signal,
    onDone: (done) => onProgress?.(done, recordings.length),
  })
  const failures = answers.filter((answer) => 'error' in answer)
  const heard = answers.filter((answer) => 'probabilities' in answer)
  requireClips(heard.length, recordings)
  const probabilities = Float32Array.from(heard.flatMap((answer) => [...answer.probabilities]))
  const scored = heard.map(({ recording }) => recording)
  return { ...scoreAnswers(scored, probabilities), failures }
}

type Answer = Failure | { readonly recording: Recording; readonly probabilities: Float32Array }

async function answerTo({ options, classify }: EmotionFile, recording: Recording): Promise<Answer> {
  const clip = await heardClip(recording, options.audio)
  if (clip instanceof EmovoxError) return { recording, error: clip }
  return { recording, probabilities: await classify(clipSamples(clip, options.audio), 1) }
}

/** Samples, or why there are none. */
async function heardClip({ path }: Recording, audio: AudioOptions): Promise<Float32Array | EmovoxError> {
  try {
    const { samples, silent } = await loadClip(path, audio)
    return silent ? new EmovoxError('EMPTY_AUDIO', `${path}: expected speech, found only silence`) : samples
  } catch (error) {
    if (error instanceof EmovoxError) return error
    throw error
  }
}
