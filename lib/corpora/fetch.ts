import { readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { EmovoxError, messageOf, systemCode } from '../errors.ts'
import { parseOptions } from '../options.ts'
import { throwIfAborted } from './concurrency.ts'
import { download } from './download.ts'
import { scanCorpora } from './scan.ts'
import { unpackZip } from './unpack.ts'

export { whereToGet } from './where_to_get.ts'

/** The archive of RAVDESS speech recordings as published: Zenodo record 1188976. */
export const RAVDESS_ARCHIVE = {
  url: 'https://zenodo.org/records/1188976/files/Audio_Speech_Actors_01-24.zip?download=1',
  name: 'Audio_Speech_Actors_01-24.zip',
  bytes: 208_468_073,
  md5: 'bc696df654c87fed845eb13823edef8a',
} as const

const fetchSchema = z.strictObject({
  out: z.string().min(1),
  url: z.url().default(RAVDESS_ARCHIVE.url),
  md5: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .default(RAVDESS_ARCHIVE.md5),
  bytes: z.int().positive().default(RAVDESS_ARCHIVE.bytes),
  attempts: z.int().min(1).max(100).optional(),
  retryDelay: z.number().min(0).optional(),
})

export interface FetchOptions {
  /** Folder to put the corpus into: its recordings go to `<out>/RAVDESS/Actor_NN`. */
  readonly out: string
  /** A mirror of the archive; default: Zenodo. */
  readonly url?: string
  /** MD5 of the archive, in lower-case hexadecimal; default: as published. */
  readonly md5?: string
  /** Length of the archive; default: as published. */
  readonly bytes?: number
  /** Attempts in a row that bring nothing before the download is given up; default 4. */
  readonly attempts?: number
  /** Milliseconds before the second attempt, doubled for each that follows; default 1000. */
  readonly retryDelay?: number
  /** Bytes done, of all: of the download, then of the unpacked recordings. */
  readonly onProgress?: (done: number, total: number, detail: 'downloading' | 'unpacking') => void
  readonly signal?: AbortSignal
}

export interface Fetched {
  /** Absolute path of the folder that holds `Actor_01`, `Actor_02`, ... */
  readonly folder: string
  /** How many recordings are in it. */
  readonly recordings: number
  /** False when they were there already. */
  readonly fetched: boolean
}

/**
 * Downloads the published RAVDESS speech archive, checks it, and unpacks it into `<out>/RAVDESS`; does nothing when
 * recordings are there already. An interrupted download is continued by the next call. An archive that lies in `out`
 * under its published name is used in place of a download, and kept.
 *
 * @throws EmovoxError `INVALID_OPTION`; `DOWNLOAD`; `CHECKSUM`; `WRITE_FAILED`, when the disk is full for one;
 *   `ABORTED`; `NO_RECORDINGS` when the archive has none.
 * @example
 * const { folder, recordings } = await fetchRavdess({ out: 'corpora' })
 */
export async function fetchRavdess(options: FetchOptions): Promise<Fetched> {
  const { onProgress, signal, ...rest } = options
  const { out, ...source } = parseOptions(fetchSchema, rest)
  const folder = path.resolve(out, 'RAVDESS')
  const there = await recordingsBefore(folder, signal)
  if (there > 0) return { folder, recordings: there, fetched: false }

  const archive = path.resolve(out, RAVDESS_ARCHIVE.name)
  const downloaded = await download({
    ...source,
    file: archive,
    signal,
    onProgress: (done, total) => onProgress?.(done, total, 'downloading'),
  })
  throwIfAborted(signal)
  await unpackZip(archive, folder, {
    signal,
    onProgress: (done, total) => onProgress?.(done, total, 'unpacking'),
  })
  if (downloaded) await rm(archive, { force: true })
  const recordings = await countRecordings(folder, signal)
  if (recordings === 0)
    throw new EmovoxError(
      'NO_RECORDINGS',
      `${folder}: expected RAVDESS recordings in the archive, found none`,
    )
  return { folder, recordings, fetched: true }
}

/**
 * How many RAVDESS recordings are in the folder before anything is done; 0 when it is not there or empty.
 *
 * @throws EmovoxError `INVALID_OPTION` when it holds other things, which unpacking would mix with.
 */
async function recordingsBefore(folder: string, signal: AbortSignal | undefined): Promise<number> {
  try {
    if ((await readdir(folder)).length === 0) return 0
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return 0
    const reason = systemCode(thrown) === 'ENOTDIR' ? 'a file' : messageOf(thrown)
    throw new EmovoxError('INVALID_OPTION', `option out: expected ${folder} to be a folder, found ${reason}`)
  }
  const recordings = await countRecordings(folder, signal)
  if (recordings > 0) return recordings
  throw new EmovoxError(
    'INVALID_OPTION',
    `option out: expected no ${folder}, or one with RAVDESS recordings, found one with other files`,
  )
}

async function countRecordings(folder: string, signal: AbortSignal | undefined): Promise<number> {
  const { counts } = await scanCorpora([], { ravdess: [folder], signal })
  return counts.recordings
}
