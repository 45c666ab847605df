import { stat } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { EmovoxError, systemCode } from '../errors.ts'
import { parseOptions } from '../options.ts'
import type { CorpusName } from '../recording.ts'
import { mapBounded, throwIfAborted } from './concurrency.ts'
import { type Candidate, resolveCopies } from './copies.ts'
import type { Manifest, Oddity } from './manifest.ts'
import { compareText, sortRecordings } from './order.ts'
import { readRavdess } from './ravdess.ts'
import {
  CORPUS_TITLES,
  type CorpusFile,
  type CorpusReader,
  type LeftOut,
  type Match,
  mediumOf,
  type ReaderOptions,
} from './reader.ts'
import { readSavee } from './savee.ts'
import { readTess } from './tess.ts'
import { type Tree, walkFolder, whyUnreadable } from './walk.ts'

export { type Manifest, type ManifestCounts, type Oddity, requireRecordings } from './manifest.ts'
export type { OddityKind } from './reader.ts'

const READERS: Readonly<Record<CorpusName, CorpusReader>> = {
  ravdess: readRavdess,
  tess: readTess,
  savee: readSavee,
}
const CORPORA = ['ravdess', 'tess', 'savee'] as const satisfies readonly CorpusName[]

const foldersSchema = z.array(z.string().min(1)).readonly().default([])
const scanSchema = z.strictObject({
  ravdess: foldersSchema,
  tess: foldersSchema,
  savee: foldersSchema,
  calm: z.enum(['neutral', 'drop']).default('neutral'),
})

export interface ScanOptions {
  /** Folders to be read as RAVDESS and nothing else. */
  readonly ravdess?: readonly string[]
  /** Folders to be read as TESS and nothing else. */
  readonly tess?: readonly string[]
  /** Folders to be read as SAVEE and nothing else. */
  readonly savee?: readonly string[]
  /** What RAVDESS `calm` counts as: `neutral` (the default), or `drop`: left out. */
  readonly calm?: 'neutral' | 'drop'
  readonly signal?: AbortSignal
  /** First the files listed so far (as `done` and as `total`), then how many of those that look alike are compared. */
  readonly onProgress?: (done: number, total: number, detail: 'listing' | 'comparing') => void
}

/**
 * Finds the recordings of RAVDESS, TESS and SAVEE anywhere under folders, by the names of the files. What follows no
 * corpus's naming is listed among the oddities, never guessed; a second copy of a recording counts once.
 *
 * @param dirs folders in which any corpus is recognised; those of one corpus alone go into the options.
 * @returns recordings in the order of their names, oddities in the order of their paths.
 * @throws EmovoxError `FILE_NOT_FOUND` for a folder that is not there, `INVALID_OPTION` for a file in a folder's place,
 *   `ABORTED` when the signal fires. A folder that cannot be read is an oddity.
 * @example
 * const { recordings, oddities } = await scanCorpora(['corpora'], { tess: ['downloads/tess'], calm: 'drop' })
 * recordings[0]
 * // { path: '/home/me/corpora/Actor_01/03-01-01-01-01-01-01.wav', corpus: 'ravdess', speaker: 'ravdess-01',
 * //   emotion: 'neutral', sex: 'male', intensity: 'normal', statement: '01', sentence: 'ravdess-01',
 * //   repetition: 1 }
 */
export async function scanCorpora(
  dirs: string | readonly string[],
  options: ScanOptions = {},
): Promise<Manifest> {
  const { signal, onProgress, ...rest } = options
  const { calm, ...named } = parseOptions(scanSchema, rest)
  const roots = [
    ...(typeof dirs === 'string' ? [dirs] : dirs).map((dir) => rootOf(dir, CORPORA)),
    ...CORPORA.flatMap((corpus) => named[corpus].map((dir) => rootOf(dir, [corpus]))),
  ]
  await Promise.all(roots.map(({ dir }) => requireFolder(dir)))
  const listing = await listFiles(roots, signal, (files) => onProgress?.(files, files, 'listing'))
  const sorted = readNames(listing.files, { calm })
  const sized = await measure(sorted.matches, signal)
  const resolved = await resolveCopies(sized.candidates, {
    signal,
    onProgress: (done, total) => onProgress?.(done, total, 'comparing'),
  })
  throwIfAborted(signal)
  const recordings = sortRecordings(resolved.kept)
  const oddities = [
    ...listing.unreadable,
    ...sorted.oddities,
    ...sized.oddities,
    ...resolved.oddities,
    ...rootsWithout(roots, sorted.matches),
  ].sort((a, b) => compareText(a.path, b.path) || compareText(a.kind, b.kind))
  return {
    recordings,
    oddities,
    counts: {
      files: listing.files.length,
      ignored: listing.ignored,
      recordings: recordings.length,
      corpora: countBy(recordings, ({ corpus }) => corpus),
      oddities: countBy(oddities, ({ kind }) => kind),
    },
    dirs: [...new Set(roots.map(({ dir }) => dir))],
  }
}

interface Root {
  readonly dir: string
  /** The corpora that are looked for in it. */
  readonly corpora: readonly CorpusName[]
}

interface ListedFile {
  readonly file: CorpusFile
  readonly corpora: ReadonlySet<CorpusName>
}

function rootOf(dir: string, corpora: readonly CorpusName[]): Root {
  return { dir: path.resolve(dir), corpora }
}

async function requireFolder(dir: string): Promise<void> {
  try {
    if ((await stat(dir)).isDirectory()) return
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT' || systemCode(thrown) === 'ENOTDIR')
      throw new EmovoxError('FILE_NOT_FOUND', `${dir}: expected a folder, found nothing`)
    throw new EmovoxError('UNREADABLE', `${dir}: expected a folder: ${whyUnreadable(thrown)}`, {
      cause: thrown,
    })
  }
  throw new EmovoxError('INVALID_OPTION', `${dir}: expected a folder, found a file`)
}

/** The files of all folders in the order of their paths; a file under several of them is listed once. */
async function listFiles(
  roots: readonly Root[],
  signal: AbortSignal | undefined,
  onFiles: (files: number) => void,
): Promise<Omit<Tree, 'files'> & { readonly files: readonly ListedFile[] }> {
  const trees = new Map<string, Tree>()
  const byPath = new Map<string, { file: CorpusFile; corpora: Set<CorpusName> }>()
  for (const { dir, corpora } of roots) {
    const before = byPath.size
    const tree =
      trees.get(dir) ?? (await walkFolder(dir, { signal, onFiles: (files) => onFiles(before + files) }))
    trees.set(dir, tree)
    for (const file of tree.files) {
      const known = byPath.get(file.path)
      if (known) for (const corpus of corpora) known.corpora.add(corpus)
      else byPath.set(file.path, { file, corpora: new Set(corpora) })
    }
  }
  const unreadable = new Map([...trees.values()].flatMap((tree) => tree.unreadable.map((o) => [o.path, o])))
  return {
    files: [...byPath.values()].sort((a, b) => compareText(a.file.path, b.file.path)),
    ignored: [...trees.values()].reduce((sum, tree) => sum + tree.ignored, 0),
    unreadable: [...unreadable.values()],
  }
}

function readNames(files: readonly ListedFile[], options: ReaderOptions) {
  const matches: Match[] = []
  const oddities: Oddity[] = []
  for (const { file, corpora } of files) {
    const reading = readName(file, corpora, options)
    if (reading === undefined) {
      oddities.push(strange(file, corpora))
    } else if ('recording' in reading) {
      matches.push(reading)
      for (const remark of reading.remarks) oddities.push({ path: file.path, ...remark })
    } else {
      oddities.push({ path: file.path, kind: reading.kind, reason: reading.reason })
    }
  }
  return { matches, oddities }
}

function readName(
  file: CorpusFile,
  corpora: ReadonlySet<CorpusName>,
  options: ReaderOptions,
): Match | LeftOut | undefined {
  for (const corpus of corpora) {
    const reading = READERS[corpus](file, options)
    if (reading !== undefined) return reading
  }
  return undefined
}

function strange(file: CorpusFile, corpora: ReadonlySet<CorpusName>): Oddity {
  if (mediumOf(file.name) === 'other') {
    const extension = path.extname(file.name)
    const found = extension === '' ? 'a name without an extension' : extension
    const reason = `expected .wav, .aiff, .flac or .mp3, found ${found}`
    return { path: file.path, kind: 'not-audio', reason }
  }
  const titles = [...corpora].map((corpus) => CORPUS_TITLES[corpus]).join(' or ')
  return { path: file.path, kind: 'unrecognised', reason: `not named as ${titles} names its files` }
}

async function measure(matches: readonly Match[], signal: AbortSignal | undefined) {
  const oddities: Oddity[] = []
  const candidates: Candidate[] = []
  const sizes = await mapBounded(
    matches,
    async ({ recording }) => stat(recording.path).then(({ size }) => size, whyUnreadable),
    { signal },
  )
  for (const [index, size] of sizes.entries()) {
    const match = matches[index]
    const { path: file } = match.recording
    if (typeof size === 'string') oddities.push({ path: file, kind: 'unreadable', reason: size })
    else if (size === 0) oddities.push({ path: file, kind: 'empty', reason: 'expected audio, found 0 bytes' })
    else candidates.push({ match, size })
  }
  return { candidates, oddities }
}

/** Folders that were named for a corpus of which they have nothing. */
function rootsWithout(roots: readonly Root[], matches: readonly Match[]): Oddity[] {
  return roots
    .filter(({ corpora }) => corpora.length === 1)
    .filter(({ dir, corpora: [corpus] }) => {
      const inside = dir.endsWith(path.sep) ? dir : `${dir}${path.sep}`
      return !matches.some(({ recording }) => {
        return recording.corpus === corpus && recording.path.startsWith(inside)
      })
    })
    .map(({ dir, corpora: [corpus] }) => ({
      path: dir,
      kind: 'nothing-found',
      reason: `named for ${CORPUS_TITLES[corpus]}, but no file in it is named as ${CORPUS_TITLES[corpus]} names its files`,
    }))
}

function countBy<T, K extends string>(
  items: readonly T[],
  keyOf: (item: T) => K,
): Partial<Record<K, number>> {
  const counts: Partial<Record<K, number>> = {}
  for (const item of items) counts[keyOf(item)] = (counts[keyOf(item)] ?? 0) + 1
  return counts
}
