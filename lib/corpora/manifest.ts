import { EmovoxError } from '../errors.ts'
import type { CorpusName, Recording } from '../recording.ts'
import type { OddityKind } from './reader.ts'

/**
 * A file or folder that is odd. Used all the same: `misnamed` (a misspelling of the published set), `misfiled` (name
 * and folder disagree: the name wins), `same-audio` (the same bytes as another recording, under another name).
 * Left out: `song`, `video`, `dropped` (RAVDESS calm, where options drop it), `bad-name` (a corpus's naming with
 * impossible parts), `empty` (0 bytes), `duplicate` (a second copy of a recording), `conflict` (the name of another
 * recording, but other bytes), `unrecognised` (an audio file that follows no corpus's naming), `not-audio`,
 * `unreadable` (also links to nothing). `nothing-found`: a folder that was named for a corpus has none of its files.
 */
export interface Oddity {
  readonly path: string
  readonly kind: OddityKind
  readonly reason: string
}

/** What a scan found. */
export interface Manifest {
  /** In the order of their names, wherever they lie. */
  readonly recordings: readonly Recording[]
  /** In the order of their paths. */
  readonly oddities: readonly Oddity[]
  readonly counts: ManifestCounts
  /** The folders that were scanned, absolute. */
  readonly dirs: readonly string[]
}

export interface ManifestCounts {
  /** Files looked at. */
  readonly files: number
  /** Hidden and system files and folders passed over: `.DS_Store`, `._x.wav`, `__MACOSX`, `Thumbs.db`. */
  readonly ignored: number
  readonly recordings: number
  readonly corpora: Readonly<Partial<Record<CorpusName, number>>>
  readonly oddities: Readonly<Partial<Record<OddityKind, number>>>
}

/**
 * A manifest's recordings, for callers that cannot do without.
 *
 * @throws EmovoxError `NO_RECORDINGS`, saying what the folders hold in their place.
 */
export function requireRecordings(manifest: Manifest): readonly Recording[] {
  if (manifest.recordings.length > 0) return manifest.recordings
  const { files, oddities } = manifest.counts
  const kinds = Object.entries(oddities).map(([kind, count]) => `${count} ${kind}`)
  const found = `${files} files${kinds.length > 0 ? ` (${kinds.join(', ')})` : ''}`
  throw new EmovoxError(
    'NO_RECORDINGS',
    `${manifest.dirs.join(', ')}: expected recordings named as RAVDESS (03-01-06-01-02-01-12.wav), ` +
      `TESS (OAF_back_angry.wav) or SAVEE (DC_a01.wav, DC/a01.wav), found ${found}`,
  )
}
