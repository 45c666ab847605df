import { emotionIndex } from '../emotions.ts'
import type { Recording } from '../recording.ts'
import { type Answer, applyTemperature, fitTemperature, reliability } from './calibration.ts'
import { type EvaluateOptions, evaluate, type ScoredRecording } from './evaluate.ts'
import type { Run } from './run.ts'

/** Temperature scaling of a run, with what it was fitted on and what it brought there. */
export interface Calibration {
  /** What logits are divided by; above 1: the model was surer than it was right. */
  readonly temperature: number
  readonly clips: number
  readonly speakers: number
  /** Expected calibration error and negative log likelihood (nats) on these clips. */
  readonly before: { readonly ece: number; readonly nll: number }
  readonly after: { readonly ece: number; readonly nll: number }
}

/**
 * Fits a run's temperature.
 *
 * @param recordings the validation part: neither trained on nor tested on.
 * @throws EmovoxError `NO_RECORDINGS` when none can be read; `ABORTED`.
 */
export async function calibrateRun(
  run: Run,
  recordings: readonly Recording[],
  options: EvaluateOptions = {},
): Promise<Calibration> {
  const { predictions } = await evaluate(run, recordings, options)
  const temperature = fitTemperature(answersOf(predictions))
  const errors = (scored: readonly ScoredRecording[]) => {
    const { ece, nll } = reliability(answersOf(scored))
    return { ece, nll }
  }
  return {
    temperature,
    clips: predictions.length,
    speakers: new Set(predictions.map(({ recording }) => recording.speaker)).size,
    before: errors(predictions),
    after: errors(withTemperature(predictions, temperature)),
  }
}

/** Predictions as {@link reliability} takes them. */
export function answersOf(predictions: readonly ScoredRecording[]): Answer[] {
  return predictions.map(({ recording, probabilities }) => ({
    probabilities,
    truth: emotionIndex(recording.emotion),
  }))
}

/** The same predictions with other probabilities. */
export function withTemperature(
  predictions: readonly ScoredRecording[],
  temperature: number,
): ScoredRecording[] {
  return predictions.map((prediction) => ({
    ...prediction,
    probabilities: applyTemperature(prediction.probabilities, temperature),
  }))
}
