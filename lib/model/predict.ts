import { type AudioSource, loadClip } from '../audio/clip.ts'
import { describeOddity } from '../audio/clip_oddity.ts'
import { EMOTIONS, type Emotion } from '../emotions.ts'
import { EmovoxError } from '../errors.ts'
import { normalise } from '../features/normalisation.ts'
import type { SpeakerMean } from '../features/speaker_mean.ts'
import type { FeatureOptions } from '../options.ts'
import { applyTemperature } from './calibration.ts'
import { argMax } from './metrics.ts'
import { type Preparation, preparationFor } from './preparation.ts'
import { probabilitiesOf } from './probabilities.ts'
import type { Run } from './run.ts'

/** What is heard in one window of a recording. */
export interface WindowPrediction {
  /** Seconds from the start of the speech (of the trimmed recording). */
  readonly start: number
  readonly end: number
  readonly emotion: Emotion
  readonly probabilities: readonly number[]
}

export interface Prediction {
  readonly emotion: Emotion
  /** Mean over the windows, in the order of EMOTIONS; they sum to 1. */
  readonly probabilities: readonly number[]
  /** One for a recording that fits a clip; for a longer one, windows that overlap by half. */
  readonly windows: readonly WindowPrediction[]
  /** Seconds of speech: what is left after trimming. */
  readonly seconds: number
  readonly warnings: readonly string[]
}

/** Makes probabilities [clips, classes] out of what a {@link Preparation} made. */
export type Classifier = (inputs: Float32Array, clips: number) => Float32Array | Promise<Float32Array>

export interface PredictOptions {
  /** Probabilities after temperature scaling, as it was fitted on the run's validation part. Default: false. */
  readonly calibrated?: boolean
  /**
   * What is known of whoever speaks, of `speakerMeanOf`, for a model that hears it (`include` has `speaker`). Default: nothing
   * but the recording.
   */
  readonly speaker?: SpeakerMean
}

/**
 * Says which emotion is heard in a recording of any length.
 *
 * @param source a file's path, its bytes, or samples with their rate.
 * @throws EmovoxError of decoding (`FILE_NOT_FOUND`, `NOT_AUDIO`, ...), naming the file; `INVALID_OPTION` when calibrated
 *   probabilities are asked of a run that has no temperature, or a speaker is given to one that hears none.
 * @example
 * const run = await loadRun('runs/first')
 * const { emotion, probabilities } = await predict(run, 'clip.wav')
 */
export async function predict(
  run: Run,
  source: AudioSource,
  { calibrated = false, speaker }: PredictOptions = {},
): Promise<Prediction> {
  const { frames, coefficients } = run.options.model
  const classify: Classifier = (features) =>
    probabilitiesOf(run.model, { data: normalise(features, run.normalisation), frames, coefficients })
  return predictWith(
    calibrated ? scaled(classify, temperatureOf(run)) : classify,
    run.options.features,
    source,
    preparationFor(speaker),
  )
}

function temperatureOf({ calibration }: Run): number {
  if (calibration) return calibration.temperature
  throw new EmovoxError(
    'INVALID_OPTION',
    'option calibrated: expected a run with a temperature (trained with a validation part), found none',
  )
}

function scaled(classify: Classifier, temperature: number): Classifier {
  return async (features, clips) => {
    const probabilities = await classify(features, clips)
    const classes = probabilities.length / clips
    const rows = Array.from({ length: clips }, (_, k) => [
      ...probabilities.subarray(k * classes, (k + 1) * classes),
    ])
    return Float32Array.from(rows.flatMap((row) => applyTemperature(row, temperature)))
  }
}

/** {@link predict} with any classifier, a `.tflite` file's for one. */
export async function predictWith(
  classify: Classifier,
  options: FeatureOptions,
  source: AudioSource,
  prepare: Preparation = preparationFor(),
): Promise<Prediction> {
  const clip = await loadClip(source, options.audio)
  const { sampleRate } = options.audio
  const windows = windowsOf(clip.samples.length, Math.round(options.audio.clipSeconds * sampleRate))
  const inputs = await prepare(
    windows.map(([start, end]) => clip.samples.subarray(start, end)),
    options,
  )
  const probabilities = await classify(inputs, windows.length)
  const classes = probabilities.length / windows.length
  if (classes !== EMOTIONS.length)
    throw new EmovoxError('BAD_RUN', `model: expected ${EMOTIONS.length} probabilities, found ${classes}`)
  const rows = windows.map((_, k) => [...probabilities.subarray(k * classes, (k + 1) * classes)])
  const mean = EMOTIONS.map((_, k) => rows.reduce((sum, row) => sum + row[k], 0) / rows.length)
  return {
    emotion: EMOTIONS[argMax(mean)],
    probabilities: mean,
    windows: windows.map(([start, end], k) => ({
      start: start / sampleRate,
      end: end / sampleRate,
      emotion: EMOTIONS[argMax(rows[k])],
      probabilities: rows[k],
    })),
    seconds: clip.samples.length / sampleRate,
    warnings: [describeOddity(clip) ?? []].flat(),
  }
}

/** [start, end) of the windows of a recording: every half a clip, the last one ending where the recording ends. */
export function windowsOf(samples: number, clipSamples: number): [number, number][] {
  if (samples <= clipSamples) return [[0, samples]]
  const hop = Math.max(1, Math.floor(clipSamples / 2))
  const last = samples - clipSamples
  const starts = Array.from({ length: Math.ceil(last / hop) }, (_, k) => k * hop)
  return [...starts, last].map((start) => [start, start + clipSamples])
}
