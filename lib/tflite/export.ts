import { writeWhole } from '../files.ts'
import { type Comparison, compareWithModel } from './check.ts'
import type { TfliteModel } from './tflite_model.ts'
import { type WriteOptions, writeTflite } from './write.ts'

export interface ExportOptions extends WriteOptions {
  /** Where to write; without it the file is only returned. */
  readonly out?: string
  /** Runs the file on these clips and compares it with the model before anything is written. */
  readonly check?: {
    readonly predict: (clips: Float32Array, count: number) => Float32Array | Promise<Float32Array>
    /** What the file takes: features [clips, frames, coefficients] as extracted, or samples [clips, samples]. */
    readonly clips: Float32Array
    /** Largest difference of a probability that passes; default 1e-5. */
    readonly tolerance?: number
  }
}

export interface TfliteExport {
  /** The whole file. */
  readonly file: Uint8Array
  /** Where it was written. */
  readonly path?: string
  /** How it compares with the model, when that was asked for. */
  readonly comparison?: Comparison
}

/**
 * Writes a model as a `.tflite` file, whole or not at all, and checks before that it gives the model's answers.
 *
 * @throws EmovoxError as {@link writeTflite} and {@link compareWithModel} do, and `WRITE_FAILED` naming the path.
 * @example
 * const layers = layersOf(model)
 * const clips = features.data.subarray(0, 20 * features.frames * features.coefficients)
 * await exportTflite({ layers, ...rest }, { out: 'model.tflite', check: { predict, clips } })
 */
export async function exportTflite(model: TfliteModel, options: ExportOptions = {}): Promise<TfliteExport> {
  const { out, check } = options
  const file = writeTflite(model, options)
  const comparison = check && (await compareWithModel({ tflite: file, ...check }))
  if (out !== undefined) await writeWhole(out, file)
  return { file, path: out, comparison }
}
