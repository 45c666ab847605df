import type { AudioSource } from '../audio/clip.ts'
import { type Prediction, type PredictOptions, predictWith } from '../model/predict.ts'
import { preparationFor } from '../model/preparation.ts'
import type { FeatureOptions } from '../options.ts'
import { emotionFile } from './emotion_file.ts'
import type { TfliteRunner } from './runner.ts'
import { clipSamples } from './waveform/clip_samples.ts'

/**
 * Says which emotion is heard in a recording of any length, with a `.tflite` file that emovox wrote: it says itself how it
 * wants the recording prepared. No TensorFlow is needed.
 *
 * @param source a file's path, its bytes, or samples with their rate.
 * @param options `speaker` as that of `predict`.
 * @throws EmovoxError `BAD_TFLITE` when the file does not say how features are made, or its labels are not the seven
 *   emotions; those of decoding, naming the file.
 * @example
 * const runner = await loadTflite('model.tflite')
 * const { emotion, probabilities } = await predictTflite(runner, 'clip.wav')
 */
export async function predictTflite(
  runner: TfliteRunner,
  source: AudioSource,
  { speaker }: Pick<PredictOptions, 'speaker'> = {},
): Promise<Prediction> {
  const { options, classify } = emotionFile(runner)
  // A file that takes samples hears no speaker: its features have none.
  if (runner.input === 'waveform' && !speaker) return predictWith(classify, options, source, clipsOfWindows)
  return predictWith(classify, options, source, preparationFor(speaker))
}

async function clipsOfWindows(windows: readonly Float32Array[], { audio }: FeatureOptions) {
  const clips = windows.map((samples) => clipSamples(samples, audio))
  const all = new Float32Array(clips.length * clips[0].length)
  for (const [index, clip] of clips.entries()) all.set(clip, index * clip.length)
  return all
}
