import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { dump, load } from 'npyjs'
import { EmovoxError, messageOf } from '../errors.ts'
import { type ExtractOptions, extractFeatures } from '../features/extract.ts'
import { writeWhole } from '../files.ts'
import type { Run } from '../model/run.ts'
import type { Recording } from '../recording.ts'
import type { Comparison } from '../tflite/check.ts'
import { type ExportRunOptions, exportRun } from '../tflite/export_run.ts'
import { syntheticRecordings } from './synthetic_recordings.ts'

/** Clips that a `.tflite` file is compared on, and the file of a run's folder that keeps their features. */
const CHECKED_CLIPS = 40
const CHECK_FILE = 'check-clips.npy'

/** Keeps the features of some real clips in a run's folder, so that later exports need no recordings. */
export async function saveCheckClips(
  run: Run,
  folder: string,
  recordings: readonly Recording[],
  cache: ExtractOptions['cache'],
): Promise<void> {
  const stride = Math.max(1, Math.floor(recordings.length / CHECKED_CLIPS))
  const some = recordings.filter((_, index) => index % stride === 0).slice(0, CHECKED_CLIPS)
  const { data, clips, frames, coefficients } = await extractFeatures(some, {
    ...run.options.features,
    cache,
  })
  await writeWhole(path.join(folder, CHECK_FILE), new Uint8Array(dump(data, [clips, frames, coefficients])))
}

/** What `emovox export` is told of the file. */
export type ExportChoices = Pick<ExportRunOptions, 'input' | 'dft' | 'about'>

/**
 * Writes a run's `.tflite` file after comparing it with the model: on the clips that its folder keeps, or, of a file that
 * takes samples, which are not kept, on synthetic speech.
 *
 * @throws EmovoxError `BAD_RUN` when the folder keeps none; `PARITY` when file and model differ by more than 1e-5: then
 *   nothing is written.
 */
export async function exportChecked(
  run: Run,
  folder: string,
  out: string,
  choices: ExportChoices = {},
): Promise<Comparison> {
  const given =
    choices.input === 'waveform'
      ? { recordings: syntheticRecordings() }
      : { clips: await checkClips(path.join(folder, CHECK_FILE)) }
  const { comparison } = await exportRun(run, { out, ...choices, ...given })
  if (!comparison) throw new EmovoxError('INTERNAL', `${out}: was not compared with the model`)
  return comparison
}

async function checkClips(file: string): Promise<Float32Array> {
  try {
    const bytes = await readFile(file)
    const { data } = await load(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
    if (data instanceof Float32Array && data.length > 0) return data
    throw new Error(`${data.constructor.name}, not float32`)
  } catch (cause) {
    throw new EmovoxError(
      'BAD_RUN',
      `${file}: expected features of clips to check the export with, found: ${messageOf(cause)}`,
      { cause },
    )
  }
}
