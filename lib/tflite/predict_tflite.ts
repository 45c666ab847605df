import type { AudioSource } from '../audio/clip.ts'
import { EMOTIONS } from '../emotions.ts'
import { EmovoxError } from '../errors.ts'
import { type Prediction, predictWith } from '../model/predict.ts'
import type { FeatureOptions } from '../options.ts'
import type { TfliteRunner } from './run.ts'
import { clipSamples } from './waveform/clip_samples.ts'

/**
 * Says which emotion is heard in a recording of any length, with a `.tflite` file that emovox wrote: it says itself how it
 * wants the recording prepared. No TensorFlow is needed.
 *
 * @param source a file's path, its bytes, or samples with their rate.
 * @throws EmovoxError `BAD_TFLITE` when the file does not say how features are made, or its labels are not the seven
 *   emotions; those of decoding, naming the file.
 * @example
 * const runner = await loadTflite('model.tflite')
 * const { emotion, probabilities } = await predictTflite(runner, 'clip.wav')
 */
export async function predictTflite(runner: TfliteRunner, source: AudioSource): Promise<Prediction> {
  const options = featureOptionsOf(runner)
  const places = placesOfEmotions(runner)
  const classify = async (clips: Float32Array, batch: number) => {
    const rows = await runner.run(clips, { batch })
    return rows.map((_, at) => rows[at - (at % places.length) + places[at % places.length]])
  }
  return runner.input === 'waveform'
    ? predictWith(classify, options, source, clipsOfWindows)
    : predictWith(classify, options, source)
}

function featureOptionsOf({ metadata }: TfliteRunner): FeatureOptions {
  if (metadata.options) return metadata.options.features
  throw new EmovoxError(
    'BAD_TFLITE',
    `${metadata.name ?? 'the .tflite file'}: expected a file that emovox wrote, which says how features are made of a recording, found none of its options`,
  )
}

/** For each of EMOTIONS, its place among the file's labels. */
function placesOfEmotions({ labels, metadata }: TfliteRunner): number[] {
  const places = EMOTIONS.map((emotion) => labels.indexOf(emotion))
  if (labels.length === EMOTIONS.length && !places.includes(-1)) return places
  throw new EmovoxError(
    'BAD_TFLITE',
    `${metadata.name ?? 'the .tflite file'}: expected the labels ${EMOTIONS.join(', ')}, found ${labels.join(', ') || 'none'}`,
  )
}

async function clipsOfWindows(windows: readonly Float32Array[], { audio }: FeatureOptions) {
  const clips = windows.map((samples) => clipSamples(samples, audio))
  const all = new Float32Array(clips.length * clips[0].length)
  for (const [index, clip] of clips.entries()) all.set(clip, index * clip.length)
  return all
}
