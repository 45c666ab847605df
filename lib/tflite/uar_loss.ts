import { EmovoxError } from '../errors.ts'
import { argMax, score } from '../model/metrics.ts'
import type { TfliteRunner } from './runner.ts'

/** Clips whose emotions are known. */
export interface LabelledClips {
  /** What the file takes: features [clips, frames, coefficients], as extracted, or samples [clips, samples]. */
  readonly features: Float32Array
  /** Indices of EMOTIONS. */
  readonly labels: ArrayLike<number>
  /** What the model says of them, where that is known. */
  readonly probabilities?: Float32Array
}

/** Unweighted average recalls of a model and of its file on the same clips. */
export interface UarLoss {
  readonly clips: number
  readonly model: number
  readonly file: number
  /** What the file loses: above 0 is worse than the model. */
  readonly loss: number
}

/** A loss above this is worth a warning. */
export const LARGE_UAR_LOSS = 0.01

/** Scores a `.tflite` file and the model that it was made from. */
export async function uarLoss(
  runner: TfliteRunner,
  predict: (features: Float32Array, count: number) => Float32Array | Promise<Float32Array>,
  { features, labels, probabilities }: LabelledClips,
): Promise<UarLoss> {
  const clips = labels.length
  const size = runner.clipSize
  if (clips === 0 || features.length !== clips * size)
    throw new EmovoxError(
      'INVALID_OPTION',
      `validation: expected ${clips} labelled clips of ${size} numbers, found ${features.length} numbers`,
    )
  const uarOf = (answers: Float32Array) => score(labels, topClasses(answers, clips)).uar
  const model = uarOf(probabilities ?? (await predict(features, clips)))
  const file = uarOf(await runner.run(features, { batch: clips }))
  return { clips, model, file, loss: model - file }
}

function topClasses(probabilities: Float32Array, clips: number): number[] {
  const classes = probabilities.length / clips
  return Array.from({ length: clips }, (_, clip) =>
    argMax(probabilities.subarray(clip * classes, (clip + 1) * classes)),
  )
}
