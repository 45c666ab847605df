import type * as tfjs from '@tensorflow/tfjs-node'
import { type AudioSource, loadClip } from '../audio/clip.ts'
import { ClipPipeline } from '../audio/clip_pipeline.ts'
import { mapBounded } from '../corpora/concurrency.ts'
import { EMOTIONS, type Emotion, emotionIndex } from '../emotions.ts'
import { EmovoxError } from '../errors.ts'
import { normalise } from '../features/normalisation.ts'
import { probabilitiesOf } from '../model/probabilities.ts'
import type { Run } from '../model/run.ts'
import { VERSION } from '../version.ts'
import { type ExportOptions, exportTflite, type TfliteExport, TOLERANCES } from './export.ts'
import { layersOf } from './layers_of.ts'
import { networksOf } from './networks_of.ts'
import { chooseForm, type FormOptions, type WrittenForm } from './places.ts'
import { isQuantised } from './store_weights.ts'
import type { TfliteModel } from './tflite_model.ts'
import type { LabelledClips } from './uar_loss.ts'
import { planClip } from './waveform/clip_plan.ts'
import { clipSamples } from './waveform/clip_samples.ts'
import { architectureOf } from './write.ts'

/** Features in 32-bit floats, by two programs, differ by 1e-4 and so; an answer by less than this. */
const WAVEFORM_TOLERANCE = 1e-4

/** What a file says about itself, for people. */
export type About = Pick<TfliteModel, 'name' | 'description' | 'version' | 'author' | 'license'>

export interface ExportRunOptions extends Omit<ExportOptions, 'check'> {
  /** Features [clips, frames, coefficients], as extracted, on which a file that takes them must give the model's answers. */
  readonly clips?: Float32Array
  /** Labelled clips of the validation part: a quantised file that takes features is scored on them beside the model. */
  readonly validation?: LabelledClips
  /** Recordings on which a file that takes samples must give the model's answers. */
  readonly recordings?: readonly AudioSource[]
  /** Recordings whose emotions are known: a quantised file that takes samples is scored on them beside the model. */
  readonly scored?: readonly { readonly path: string; readonly emotion: Emotion }[]
  /** What the file says about itself. */
  readonly about?: About
}

/**
 * Writes a run's model as a `.tflite` file: features as extracted, or a clip's samples, in, probabilities of
 * {@link EMOTIONS} out, normalisation and labels inside. With `clips` (or `recordings`, for samples) the file is run first
 * and compared with the model.
 *
 * @throws EmovoxError `UNSUPPORTED_LAYER`; `INVALID_OPTION`, naming what cannot be done inside the file, or when form,
 *   weights and place do not go together; `PARITY` when a probability differs by more than the weights allow (float32: 1e-5,
 *   1e-4 where samples go in), and then nothing is written; `WRITE_FAILED`.
 * @example
 * const { data } = await extractFeatures(split.validation, run.options.features)
 * await exportRun(run, { out: 'model.tflite', clips: data })
 * await exportRun(run, { out: 'browser.tflite', for: 'browser', weights: 'dynamic', clips: data })
 * await exportRun(run, { out: 'from_samples.tflite', input: 'waveform', recordings: ['clip.wav'] })
 */
export async function exportRun(run: Run, options: ExportRunOptions = {}): Promise<TfliteExport> {
  const { clips, recordings, scored, about, validation, ...rest } = options
  const model = tfliteModelOf(run)
  const written = chooseForm(options, architectureOf(model))
  if (written.input === 'waveform') planClip(model.features, model)
  const check =
    written.input === 'waveform'
      ? await checkSamples(run, written, recordings, scored)
      : checkFeatures(run, clips, validation)
  return exportTflite({ ...model, ...about }, { ...rest, check })
}

type Check = ExportOptions['check']

function checkFeatures(run: Run, clips?: Float32Array, validation?: LabelledClips): Check {
  return clips && { predict: (features) => answersOf(run, features), clips, validation }
}

/** The model hears the recordings as they are, the file in clips. */
async function checkSamples(
  run: Run,
  { form, weights }: WrittenForm,
  recordings: ExportRunOptions['recordings'] = [],
  scored: ExportRunOptions['scored'] = [],
): Promise<Check> {
  if (recordings.length === 0) return undefined
  if (form === 'fused')
    throw new EmovoxError(
      'INVALID_OPTION',
      'form: expected loop or unrolled with input waveform, as no runtime here could check a fused one, found fused',
    )
  const compared = await hear(run, recordings)
  const validation = scored.length > 0 && isQuantised(weights) ? await hearLabelled(run, scored) : undefined
  const tolerance = Math.max(WAVEFORM_TOLERANCE, TOLERANCES[weights])
  return { predict: () => compared.probabilities, clips: compared.clips, tolerance, validation }
}

/** Recordings as the file takes them, and what the model says of each. */
async function hear(run: Run, recordings: readonly AudioSource[]) {
  const { features } = run.options
  const pipeline = new ClipPipeline({ ...features, audio: { ...features.audio, trimDb: null } })
  const heard = await mapBounded(recordings, async (source) => {
    const clip = await loadClip(source, features.audio)
    const { data } = await pipeline.run(clip)
    return { samples: clipSamples(clip.samples, features.audio), data }
  })
  return {
    clips: joined(heard.map(({ samples }) => samples)),
    probabilities: answersOf(run, joined(heard.map(({ data }) => data))),
  }
}

async function hearLabelled(
  run: Run,
  scored: NonNullable<ExportRunOptions['scored']>,
): Promise<LabelledClips> {
  const { clips, probabilities } = await hear(
    run,
    scored.map(({ path }) => path),
  )
  return { features: clips, labels: scored.map(({ emotion }) => emotionIndex(emotion)), probabilities }
}

function answersOf(run: Run, features: Float32Array): Float32Array {
  const { frames, coefficients } = run.options.model
  return probabilitiesOf(run.model, { data: normalise(features, run.normalisation), frames, coefficients })
}

function joined(rows: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(rows.length * rows[0].length)
  for (const [index, row] of rows.entries()) all.set(row, index * row.length)
  return all
}

/** What is written of a run, {@link chooseForm}. */
export function chooseFormOf(run: Run, options: FormOptions): WrittenForm {
  return chooseForm(options, architectureOf(weightsOf(run.model)))
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
    description: `Which of seven emotions is heard in a clip of speech. Written by emovox ${VERSION}.`,
    license:
      'The terms of the corpora that the model was trained on apply to it: RAVDESS CC BY-NC-SA 4.0, TESS CC BY-NC-ND 4.0, ' +
      'SAVEE for research.',
  }
}

function weightsOf(model: tfjs.LayersModel): Pick<TfliteModel, 'layers' | 'networks'> {
  const networks = networksOf(model)
  return networks ? { layers: [], networks } : { layers: layersOf(model) }
}
