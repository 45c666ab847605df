import type * as tfjs from '@tensorflow/tfjs-node'
import { EMOTIONS } from '../emotions.ts'
import { normalise } from '../features/normalisation.ts'
import { probabilitiesOf } from '../model/probabilities.ts'
import type { Run } from '../model/run.ts'
import { exportTflite, type TfliteExport } from './export.ts'
import { layersOf } from './layers_of.ts'
import { networksOf } from './networks_of.ts'
import type { TfliteModel } from './tflite_model.ts'

export interface ExportRunOptions {
  /** Where to write; without it the file is only returned. */
  readonly out?: string
  /** Features [clips, frames, coefficients], as extracted, on which the file must give the model's answers. */
  readonly clips?: Float32Array
}

/**
 * Writes a run's model as a `.tflite` file: features as extracted in, probabilities of {@link EMOTIONS} out,
 * normalisation and labels inside. With `clips` the file is run first and compared with the model.
 *
 * @throws EmovoxError `UNSUPPORTED_LAYER`; `PARITY` when a probability differs by more than 1e-5, and then nothing is
 *   written; `WRITE_FAILED`.
 * @example
 * const { data } = await extractFeatures(split.validation, run.options.features)
 * await exportRun(run, { out: 'model.tflite', clips: data })
 */
export async function exportRun(run: Run, { out, clips }: ExportRunOptions = {}): Promise<TfliteExport> {
  const { frames, coefficients } = run.options.model
  const predict = (features: Float32Array) =>
    probabilitiesOf(run.model, { data: normalise(features, run.normalisation), frames, coefficients })
  return exportTflite(tfliteModelOf(run), { out, check: clips && { predict, clips } })
}

/** What the writer needs to know of a run. */
export function tfliteModelOf(run: Run): TfliteModel {
  const { frames, coefficients } = run.options.model
  return {
    ...weightsOf(run.model),
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

function weightsOf(model: tfjs.LayersModel): Pick<TfliteModel, 'layers' | 'networks'> {
  const networks = networksOf(model)
  return networks ? { layers: [], networks } : { layers: layersOf(model) }
}
