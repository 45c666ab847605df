import type { AudioSource } from '../audio/clip.ts'
import { SlidingWindow, type Window } from '../audio/sliding_window.ts'
import type { Emotion } from '../emotions.ts'
import { EmovoxError } from '../errors.ts'
import { type AudioOptions, type LiveOptions, liveSchema, parseOptions } from '../options.ts'
import { type Prediction, type PredictOptions, predict } from './predict.ts'
import type { Run } from './run.ts'

/** What is heard in the last seconds of live audio. */
export interface LiveWindow {
  /** Seconds from the beginning of the stream. */
  readonly start: number
  readonly end: number
  readonly emotion: Emotion
  /** In the order of EMOTIONS; they sum to 1. */
  readonly probabilities: readonly number[]
  /** Seconds of speech in it: what is left after trimming. */
  readonly seconds: number
  /** Why the answer may mean nothing: silence. */
  readonly warnings: readonly string[]
}

/**
 * Says which emotion is heard in live audio, every `strideSeconds`: in the last clip of it (`clipSeconds` of the run,
 * 3 s by default), the first time when a whole clip was heard. At the end there is a last answer for what was in no
 * window yet, so that a stream shorter than a clip has one too.
 *
 * An answer is, exactly, that of `predict(run, { samples, sampleRate })` on the window's samples: they go through the
 * run's whole pipeline, trimmed and with the floor of `topDb` as in training. Both are relative to what is loudest in
 * the clip, and with every window that is another part of the past. So the frames of an MfccStream are of no use here;
 * they would save a millisecond of the five that an answer takes.
 *
 * Windows are cut without regard to where words begin and end, which is not what a model was trained on. Audio that
 * comes faster than it is worked off waits in the source: no window is left out.
 *
 * @param source mono samples, full scale at 1, in pieces of any size.
 * @param run a trained model, of `train` or `loadRun`.
 * @param options `sampleRate` (default 16000 Hz) of the samples, which may be another one than the model's;
 *   `strideSeconds` (default 1); `speaker` as that of `predict`.
 * @throws EmovoxError `INVALID_OPTION`; `NON_FINITE` for NaN and infinities; what the source throws.
 * @example
 * const run = await loadRun('runs/first')
 * for await (const { end, emotion } of recogniseStream(microphone, run, { sampleRate: 48_000 }))
 *   console.log(`${end} s: ${emotion}`)
 */
export function recogniseStream(
  source: AsyncIterable<Float32Array> | Iterable<Float32Array>,
  run: Run,
  { speaker, ...options }: LiveOptions & Pick<PredictOptions, 'speaker'> = {},
): AsyncGenerator<LiveWindow, void, undefined> {
  const hear = (samples: AudioSource) => predict(run, samples, { speaker })
  return recogniseWith(hear, run.options.features.audio, source, options)
}

/**
 * {@link recogniseStream} with anything that hears a window, a `.tflite` file for one.
 *
 * @param audio what it hears: how long a clip is, and at what rate.
 */
export async function* recogniseWith(
  hear: (source: AudioSource) => Promise<Prediction>,
  audio: AudioOptions,
  source: AsyncIterable<Float32Array> | Iterable<Float32Array>,
  options: LiveOptions = {},
): AsyncGenerator<LiveWindow, void, undefined> {
  const { sampleRate, strideSeconds } = parseOptions(liveSchema, options)
  const stride = Math.max(1, Math.round(strideSeconds * sampleRate))
  const windows = new SlidingWindow(windowSamples(audio, sampleRate), stride)
  const recognise = async ({ samples, start, end }: Window): Promise<LiveWindow> => {
    const { emotion, probabilities, seconds, warnings } = await hear({ samples, sampleRate })
    return { start: start / sampleRate, end: end / sampleRate, emotion, probabilities, seconds, warnings }
  }
  for await (const samples of source) {
    if (!(samples instanceof Float32Array))
      throw new EmovoxError('INVALID_OPTION', `source: expected Float32Arrays, found ${typeof samples}`)
    for (const window of windows.push(samples)) yield recognise(window)
  }
  const rest = windows.rest()
  if (rest) yield recognise(rest)
}

/** A clip, in samples of another rate: rounded down, so that it is one window for `predict` as well. */
function windowSamples(audio: AudioOptions, sampleRate: number): number {
  const clipSamples = Math.round(audio.clipSeconds * audio.sampleRate)
  return Math.floor((clipSamples * sampleRate) / audio.sampleRate)
}
