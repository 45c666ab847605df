import { EMOTIONS } from '../emotions.ts'
import { EmovoxError } from '../errors.ts'
import type { Classifier } from '../model/predict.ts'
import type { FeatureOptions } from '../options.ts'
import type { TfliteRunner } from './runner.ts'

/** A `.tflite` file that says how it hears recordings, and answers with the seven emotions. */
export interface EmotionFile {
  readonly options: FeatureOptions
  /** Probabilities [clips, emotions] in the order of EMOTIONS, whatever the file's own is. */
  readonly classify: Classifier
}

/**
 * @throws EmovoxError `BAD_TFLITE` when the file does not say how features are made, or its labels are not the seven
 *   emotions.
 */
export function emotionFile(runner: TfliteRunner): EmotionFile {
  const options = featureOptionsOf(runner)
  const places = placesOfEmotions(runner)
  const classify = async (clips: Float32Array, batch: number) => {
    const rows = await runner.run(clips, { batch })
    return rows.map((_, at) => rows[at - (at % places.length) + places[at % places.length]])
  }
  return { options, classify }
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
