import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { EmovoxError } from '../errors.ts'
import { writeJson } from '../files.ts'
import type { Run } from '../model/run.ts'
import type { Comparison } from '../tflite/check.ts'
import type { FileFormat } from '../tflite/export.ts'
import { chooseFormOf, type ExportRunOptions, exportRun } from '../tflite/export_run.ts'
import type { FormOptions, WrittenForm } from '../tflite/places.ts'
import type { WeightKind } from '../tflite/store_weights.ts'
import type { UarLoss } from '../tflite/uar_loss.ts'
import { keptClips, keptValidation } from './kept_clips.ts'
import { syntheticRecordings } from './synthetic_recordings.ts'

/** What a run's folder says of the files that were made of it. */
const REPORT_FILE = 'export.json'

export interface ExportReport extends WrittenForm, Comparison {
  readonly format: FileFormat
  /** Of quantised files, when the run had a validation part. */
  readonly uar: UarLoss | null
}

/** What `emovox export` is told of the file. */
export interface ExportJobOptions extends FormOptions, Pick<ExportRunOptions, 'about'> {
  readonly format?: FileFormat
}

/**
 * Writes a run's file for TensorFlow Lite after comparing it with the model, and notes in `export.json` how it compares: on
 * the clips that the folder keeps, or, of a file that takes samples, which are not kept, on synthetic speech.
 *
 * @throws EmovoxError `BAD_RUN` when the folder keeps no clips; `PARITY` when file and model differ by more than the weights
 *   allow; `INVALID_OPTION` when form, weights and place do not go together: then nothing is written.
 */
export async function exportChecked(
  run: Run,
  folder: string,
  out: string,
  options: ExportJobOptions = {},
): Promise<ExportReport> {
  const { weights, input } = chooseFormOf(run, options)
  const { format = 'tflite' } = options
  const checked =
    input === 'waveform' ? { recordings: syntheticRecordings() } : await keptFor(run, folder, weights)
  const calibration = weights === 'int8' ? await keptClips(run, folder, 'calibration') : undefined
  const { comparison, uar, written } = await exportRun(run, { ...options, out, calibration, ...checked })
  if (!comparison) throw new EmovoxError('INTERNAL', `${out}: was not compared with the model`)
  const report = { format, ...written, ...comparison, uar: uar ?? null }
  await keepReport(folder, out, report)
  return report
}

/** The clips that a file is compared on, and, if it is quantised, scored on. */
async function keptFor(run: Run, folder: string, weights: WeightKind) {
  const quantised = weights === 'dynamic' || weights === 'int8'
  return {
    clips: await keptClips(run, folder, 'check'),
    validation: quantised ? await keptValidation(run, folder) : undefined,
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
