import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { dump, load } from 'npyjs'
import type { Split } from '../corpora/split.ts'
import { emotionIndex } from '../emotions.ts'
import { EmovoxError, messageOf } from '../errors.ts'
import { type ExtractOptions, extractFeatures } from '../features/extract.ts'
import { writeWhole } from '../files.ts'
import type { Run } from '../model/run.ts'
import type { Recording } from '../recording.ts'
import type { LabelledClips } from '../tflite/uar_loss.ts'

/**
 * A run keeps the features of some real clips, so that later exports need no recordings: to compare a file with the model
 * (of the test part), to see what values occur (of the training part), and to score a file (of the validation part).
 */
export const KEPT = {
  check: { file: 'check-clips.npy', most: 40 },
  calibration: { file: 'calibration-clips.npy', most: 100 },
  validation: { file: 'validation-clips.npy', most: 300 },
} as const
type Purpose = keyof typeof KEPT

/** Emotions of the validation clips, indices of EMOTIONS. */
const LABELS_FILE = 'validation-labels.npy'

/** Keeps clips of every part of a split in a run's folder. */
export async function saveKeptClips(
  run: Run,
  folder: string,
  split: Split,
  cache: ExtractOptions['cache'],
): Promise<void> {
  const checked = split.test.length > 0 ? split.test : split.train
  await save(run, folder, 'check', checked, cache)
  await save(run, folder, 'calibration', split.train, cache)
  const { labels } = await save(run, folder, 'validation', split.validation, cache)
  await writeArray(path.join(folder, LABELS_FILE), Int32Array.from(labels), [labels.length])
}

async function save(
  run: Run,
  folder: string,
  purpose: Purpose,
  recordings: readonly Recording[],
  cache: ExtractOptions['cache'],
): Promise<{ readonly labels: readonly number[] }> {
  const { file, most } = KEPT[purpose]
  const { frames, coefficients } = run.options.model
  const some = spread(recordings, most)
  const { data, clips, rows } = await extractFeatures(some, { ...run.options.features, cache })
  await writeArray(path.join(folder, file), data, [clips, frames, coefficients])
  return { labels: rows.map(({ recording }) => emotionIndex(recording.emotion)) }
}

/** At most that many of them, evenly. */
export function spread<T>(items: readonly T[], most: number): T[] {
  const stride = Math.max(1, items.length / most)
  return Array.from({ length: Math.min(most, items.length) }, (_, index) => items[Math.floor(index * stride)])
}

/**
 * Features that a run's folder keeps, [clips, frames, coefficients]; at least one clip.
 *
 * @throws EmovoxError `BAD_RUN` when there are none, or they are not of the run's shape.
 */
export async function keptClips(run: Run, folder: string, purpose: Purpose): Promise<Float32Array> {
  const file = path.join(folder, KEPT[purpose].file)
  const { frames, coefficients } = run.options.model
  const data = await readArray(file)
  if (!(data instanceof Float32Array) || data.length === 0 || data.length % (frames * coefficients) !== 0)
    throw badFile(
      file,
      `${data.length} numbers in a ${data.constructor.name}, for clips of ${frames} x ${coefficients}`,
    )
  return data
}

/** The validation clips; undefined when the run was trained without a validation part. */
export async function keptValidation(run: Run, folder: string): Promise<LabelledClips | undefined> {
  const file = path.join(folder, LABELS_FILE)
  const labels = await readArray(file)
  if (labels.length === 0) return undefined
  const features = await keptClips(run, folder, 'validation')
  const { frames, coefficients } = run.options.model
  const clips = features.length / (frames * coefficients)
  if (!(labels instanceof Int32Array) || labels.length !== clips)
    throw badFile(file, `${labels.length} labels for ${clips} clips`)
  return { features, labels }
}

async function readArray(file: string): Promise<Float32Array | Int32Array> {
  try {
    const bytes = await readFile(file)
    const { data } = await load(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
    if (data instanceof Float32Array || data instanceof Int32Array) return data
    throw new Error(`${data.constructor.name}, not float32 or int32`)
  } catch (cause) {
    throw badFile(file, messageOf(cause), cause)
  }
}

async function writeArray(file: string, data: Float32Array | Int32Array, shape: number[]): Promise<void> {
  await writeWhole(file, new Uint8Array(dump(data, shape)))
}

function badFile(file: string, found: string, cause?: unknown): EmovoxError {
  const message = `${file}: expected features of clips that "emovox train" keeps for exports, found: ${found}`
  return new EmovoxError('BAD_RUN', message, { cause })
}
