import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { loadClip } from '../audio/clip.ts'
import { mapBounded } from '../corpora/concurrency.ts'
import { readCsv } from '../corpora/read_csv.ts'
import { EMOTIONS } from '../emotions.ts'
import { EmovoxError, messageOf, systemCode } from '../errors.ts'
import type { AudioOptions } from '../options.ts'
import type { Recording } from '../recording.ts'
import { KEPT, spread } from './kept_clips.ts'

/** What `emovox train` says of its recordings in a run's folder. */
const MANIFEST_FILE = 'manifest.csv'

type CheckedRecording = Pick<Recording, 'path' | 'emotion'>

/** Recordings to compare a file with the model on, and to score both on. */
export interface CheckRecordings {
  readonly compared: readonly CheckedRecording[]
  readonly scored: readonly CheckedRecording[]
}

/**
 * Recordings of a run's test part, and of its validation part, that are still where they were when it was trained: a run
 * keeps no sound, only where it lies. Without a test part, those of the training part.
 *
 * @throws EmovoxError `BAD_RUN` when the run's manifest cannot be read.
 */
export async function recordingsOfRun(folder: string, audio: AudioOptions): Promise<CheckRecordings> {
  const rows = await manifestRows(path.join(folder, MANIFEST_FILE))
  const ofPart = (part: string) => recordingsIn(rows.filter((row) => row.get('part') === part))
  const test = ofPart('test')
  return someOf(test.length > 0 ? test : ofPart('train'), ofPart('validation'), audio)
}

/** As many as a check needs, of those that can be heard. */
export async function someOf(
  compared: readonly CheckedRecording[],
  scored: readonly CheckedRecording[],
  audio: AudioOptions,
): Promise<CheckRecordings> {
  const heard = (recordings: readonly CheckedRecording[], most: number) =>
    audible(spread(recordings, most), audio)
  return {
    compared: await heard(compared, KEPT.check.most),
    scored: await heard(scored, KEPT.validation.most),
  }
}

async function audible(recordings: readonly CheckedRecording[], audio: AudioOptions) {
  const heard = await mapBounded(recordings, ({ path }) =>
    loadClip(path, audio).then(
      ({ silent }) => !silent,
      () => false,
    ),
  )
  return recordings.filter((_, index) => heard[index])
}

type Row = ReadonlyMap<string, string>

async function manifestRows(file: string): Promise<readonly Row[]> {
  try {
    return readCsv(await readFile(file, 'utf8'))
  } catch (cause) {
    // Runs that a program saved have none.
    if (systemCode(cause) === 'ENOENT') return []
    throw new EmovoxError(
      'BAD_RUN',
      `${file}: expected the recordings of a run, found: ${messageOf(cause)}`,
      {
        cause,
      },
    )
  }
}

function recordingsIn(rows: readonly Row[]): CheckedRecording[] {
  return rows.flatMap((row) => {
    const emotion = EMOTIONS.find((name) => name === row.get('emotion'))
    const file = row.get('path')
    return emotion && file ? [{ path: file, emotion }] : []
  })
}
