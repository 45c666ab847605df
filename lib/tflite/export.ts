import { writeWhole } from '../files.ts'
import { cHeader } from './c_header.ts'
import { type Comparison, compareWithModel } from './check.ts'
import { chooseForm, type WrittenForm } from './places.ts'
import { loadTflite } from './run.ts'
import { isQuantised, type WeightKind } from './store_weights.ts'
import type { TfliteModel } from './tflite_model.ts'
import { type LabelledClips, type UarLoss, uarLoss } from './uar_loss.ts'
import { architectureOf, type WriteOptions, writeTflite } from './write.ts'

/** `c`: a header with the file as an array, for microcontrollers. */
export const FILE_FORMATS = ['tflite', 'c'] as const
export type FileFormat = (typeof FILE_FORMATS)[number]

export interface ExportOptions extends WriteOptions {
  /** Where to write; without it the file is only returned. */
  readonly out?: string
  /** What is written to `out`; default `tflite`. */
  readonly format?: FileFormat
  /** Runs the file on these clips and compares it with the model before anything is written. */
  readonly check?: {
    readonly predict: (clips: Float32Array, count: number) => Float32Array | Promise<Float32Array>
    /** What the file takes: features [clips, frames, coefficients] as extracted, or samples [clips, samples]. */
    readonly clips: Float32Array
    /** Largest difference of a probability that passes; default by weights: {@link TOLERANCES}. */
    readonly tolerance?: number
    /** Labelled clips on which model and file are scored, if it is worth knowing what the weights cost. */
    readonly validation?: LabelledClips
  }
}

/** With 8 bits a clip between two classes may fall to the other; only what is wrong altogether is an error. */
export const TOLERANCES: Readonly<Record<WeightKind, number>> = {
  float32: 1e-5,
  float16: 1e-2,
  dynamic: 0.5,
  int8: 0.5,
}

export interface TfliteExport {
  /** The whole `.tflite` file. */
  readonly file: Uint8Array
  /** What was chosen of weights and form. */
  readonly written: WrittenForm
  /** Where it was written. */
  readonly path?: string
  /** How it compares with the model, when that was asked for. */
  readonly comparison?: Comparison
  /** What quantisation costs, when there were clips to score. */
  readonly uar?: UarLoss
}

/**
 * Writes a model as a `.tflite` file, whole or not at all, and checks before that it gives the model's answers.
 *
 * @throws EmovoxError as {@link writeTflite} and {@link compareWithModel} do, and `WRITE_FAILED` naming the path.
 * @example
 * const layers = layersOf(model)
 * const clips = features.data.subarray(0, 20 * features.frames * features.coefficients)
 * await exportTflite({ layers, ...rest }, { out: 'model.tflite', check: { predict, clips } })
 * await exportTflite({ layers, ...rest }, { out: 'model.h', format: 'c', for: 'micro', calibration: clips })
 */
export async function exportTflite(model: TfliteModel, options: ExportOptions = {}): Promise<TfliteExport> {
  const { out, check, format = 'tflite' } = options
  const written = chooseForm(options, architectureOf(model))
  const file = writeTflite(model, options)
  const checked = check && (await checkFile(file, check, written))
  if (out !== undefined)
    await writeWhole(out, format === 'c' ? cHeader(file, { model, path: out, ...written }) : file)
  return { file, written, path: out, ...checked }
}

async function checkFile(
  file: Uint8Array,
  check: NonNullable<ExportOptions['check']>,
  { weights }: WrittenForm,
): Promise<Pick<TfliteExport, 'comparison' | 'uar'>> {
  const { validation, predict } = check
  const runner = await loadTflite(file)
  try {
    const comparison = await compareWithModel({ tolerance: TOLERANCES[weights], ...check, tflite: runner })
    const uar = validation && isQuantised(weights) ? await uarLoss(runner, predict, validation) : undefined
    return { comparison, uar }
  } finally {
    runner.close()
  }
}
