import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { EmovoxError } from '../errors.ts'
import { extractFeatures } from '../features/extract.ts'
import { writeJson } from '../files.ts'
import { requireClips } from '../model/evaluate.ts'
import type { Run } from '../model/run.ts'
import type { Recording } from '../recording.ts'
import type { Comparison } from '../tflite/check.ts'
import type { FileFormat } from '../tflite/export.ts'
import { chooseFormOf, type ExportRunOptions, exportRun } from '../tflite/export_run.ts'
import type { FormOptions, WrittenForm } from '../tflite/places.ts'
import { isQuantised, type WeightKind } from '../tflite/store_weights.ts'
import type { UarLoss } from '../tflite/uar_loss.ts'
import { recordingsOfRun, someOf } from './check_recordings.ts'
import { KEPT, keptClips, keptValidation, spread } from './kept_clips.ts'
import { syntheticRecordings } from './synthetic_recordings.ts'

/** What a run's folder says of the files that were made of it. */
const REPORT_FILE = 'export.json'

/** What a file was compared with the model on. */
type ComparedOn =
  | 'clips of the run'
  | 'recordings of the run'
  | 'given recordings'
  | 'clips of synthetic speech'

export interface ExportReport extends WrittenForm, Comparison {
  readonly format: FileFormat
  readonly comparedOn: ComparedOn
  /** Of quantised files, when there were recordings to score. */
  readonly uar: UarLoss | null
}

/** What `emovox export` is told of the file. */
export interface ExportJobOptions extends FormOptions, Pick<ExportRunOptions, 'about'> {
  readonly format?: FileFormat
  /** To compare file and model on, and to score both; default: what the run has. */
  readonly recordings?: readonly Recording[]
}

/**
 * Writes a run's file for TensorFlow Lite after comparing it with the model, and notes in `export.json` how it compares: on
 * the recordings that are given, or on what the run has. Of a file that takes features these are the clips that its folder
 * keeps; of one that takes samples, which are not kept, the recordings of its test part where they still are, and
 * synthetic speech where not.
 *
 * @throws EmovoxError `BAD_RUN` when the folder keeps no clips; `PARITY` when file and model differ by more than the weights
 *   allow; `INVALID_OPTION` when form, weights and place do not go together: then nothing is written.
 */
export async function exportChecked(
  run: Run,
  folder: string,
  out: string,
  { recordings, ...options }: ExportJobOptions = {},
): Promise<ExportReport> {
  const { weights, input } = chooseFormOf(run, options)
  const { format = 'tflite' } = options
  const { comparedOn, ...checked } =
    input === 'waveform'
      ? await samplesFor(run, folder, recordings)
      : await featuresFor(run, folder, weights, recordings)
  const calibration = weights === 'int8' ? await keptClips(run, folder, 'calibration') : undefined
  const { comparison, uar, written } = await exportRun(run, { ...options, out, calibration, ...checked })
  if (!comparison) throw new EmovoxError('INTERNAL', `${out}: was not compared with the model`)
  const report = { format, ...written, ...comparison, comparedOn, uar: uar ?? null }
  await keepReport(folder, out, report)
  return report
}

type Checked = Pick<ExportRunOptions, 'clips' | 'recordings' | 'scored' | 'validation'> & {
  readonly comparedOn: ComparedOn
}

async function samplesFor({ options }: Run, folder: string, given?: readonly Recording[]): Promise<Checked> {
  const { audio } = options.features
  const found = given ? await someOf(given, given, audio) : await recordingsOfRun(folder, audio)
  const recordings = found.compared.map(({ path }) => path)
  if (given) requireClips(recordings.length, given)
  if (recordings.length === 0)
    return { comparedOn: 'clips of synthetic speech', recordings: syntheticRecordings() }
  return {
    comparedOn: given ? 'given recordings' : 'recordings of the run',
    recordings,
    scored: found.scored,
  }
}

async function featuresFor(
  run: Run,
  folder: string,
  weights: WeightKind,
  given?: readonly Recording[],
): Promise<Checked> {
  if (given === undefined)
    return {
      comparedOn: 'clips of the run',
      clips: await keptClips(run, folder, 'check'),
      validation: isQuantised(weights) ? await keptValidation(run, folder) : undefined,
    }
  const { features } = run.options
  const { data, clips } = await extractFeatures(spread(given, KEPT.check.most), features)
  requireClips(clips, given)
  const scored = await extractFeatures(spread(given, KEPT.validation.most), features)
  return {
    comparedOn: 'given recordings',
    clips: data,
    validation: { features: scored.data, labels: scored.labels },
  }
}

/** Adds a file's report to those that are there; a file that was written again has the new one. */
async function keepReport(folder: string, out: string, report: ExportReport): Promise<void> {
  const file = path.join(folder, REPORT_FILE)
  const name = path.relative(folder, out)
  const before = await readFile(file, 'utf8').then(reportsIn, () => ({}))
  await writeJson(file, { ...before, [name.startsWith('..') ? path.resolve(out) : name]: report })
}

/** What cannot be read is written anew: these are notes, and can be made again. */
function reportsIn(text: string): object {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
  } catch {
    return {}
  }
}
