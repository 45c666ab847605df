import { EMOTIONS } from '../emotions.ts'
import { normalise } from '../features/normalisation.ts'
import { probabilitiesOf } from '../model/probabilities.ts'
import type { Run } from '../model/run.ts'
import { type ExportOptions, exportTflite, type TfliteExport } from './export.ts'
import { layersOf } from './layers_of.ts'
import type { TfliteModel } from './tflite_model.ts'
import type { LabelledClips } from './uar_loss.ts'

export interface ExportRunOptions extends Omit<ExportOptions, 'check'> {
  /** Features [clips, frames, coefficients], as extracted, on which the file must give the model's answers. */
  readonly clips?: Float32Array
  /** Labelled clips of the validation part: a quantised file is scored on them beside the model. */
  readonly validation?: LabelledClips
}

/**
 * Writes a run's model as a `.tflite` file: features as extracted in, probabilities of {@link EMOTIONS} out,
 * normalisation and labels inside. With `clips` the file is run first and compared with the model.
 *
 * @throws EmovoxError `UNSUPPORTED_LAYER`; `PARITY` when a probability differs by more than the weights allow (float32: 1e-5), and
 *   then nothing is written; `INVALID_OPTION` when form, weights and place do not go together; `WRITE_FAILED`.
 * @example
 * const { data } = await extractFeatures(split.validation, run.options.features)
 * await exportRun(run, { out: 'model.tflite', clips: data })
 * await exportRun(run, { out: 'browser.tflite', for: 'browser', weights: 'dynamic', clips: data })
 */
export async function exportRun(run: Run, options: ExportRunOptions = {}): Promise<TfliteExport> {
  const { clips, validation, ...rest } = options
  const { frames, coefficients } = run.options.model
  const predict = (features: Float32Array) =>
    probabilitiesOf(run.model, { data: normalise(features, run.normalisation), frames, coefficients })
  return exportTflite(tfliteModelOf(run), { ...rest, check: clips && { predict, clips, validation } })
}

/** What the writer needs to know of a run. */
export function tfliteModelOf(run: Run): TfliteModel {
  const { frames, coefficients } = run.options.model
  return {
    layers: layersOf(run.model),
    frames,
    coefficients,
    normalisation: run.normalisation,
    labels: EMOTIONS,
    features: run.options.features,
    name: 'emovox speech emotion',
    description: 'Which of seven emotions is heard in a clip of speech, from its MFCCs.',
    license: 'The terms of the corpora that the model was trained on apply to it.',
  }
}
