import { type LiveWindow, recogniseWith } from '../model/live.ts'
import type { PredictOptions } from '../model/predict.ts'
import type { LiveOptions } from '../options.ts'
import { emotionFile } from './emotion_file.ts'
import { predictTflite } from './predict_tflite.ts'
import type { TfliteRunner } from './runner.ts'

/**
 * Says which emotion is heard in live audio, as `recogniseStream` does with a run, by a `.tflite` file that emovox wrote. No
 * TensorFlow is needed.
 *
 * @param source mono samples, full scale at 1, in pieces of any size.
 * @param options `sampleRate` (default 16000 Hz) of the samples; `strideSeconds` (default 1) from one answer to the next; `speaker` as that
 *   of `predict`.
 * @throws EmovoxError `BAD_TFLITE` when the file does not say how features are made, or its labels are not the seven
 *   emotions; `INVALID_OPTION`; `NON_FINITE`; what the source throws.
 * @example
 * const runner = await loadTflite('model.tflite')
 * for await (const { end, emotion } of recogniseTflite(microphone, runner)) console.log(`${end} s: ${emotion}`)
 */
export async function* recogniseTflite(
  source: AsyncIterable<Float32Array> | Iterable<Float32Array>,
  runner: TfliteRunner,
  { speaker, ...options }: LiveOptions & Pick<PredictOptions, 'speaker'> = {},
): AsyncGenerator<LiveWindow, void, undefined> {
  const { audio } = emotionFile(runner).options
  yield* recogniseWith((samples) => predictTflite(runner, samples, { speaker }), audio, source, options)
}
