/**
 * What a corpus's reader is: a pure function from a file's name and folder to what the corpus's naming convention says
 * of it. Readers never open files, and never guess.
 */
import path from 'node:path'
import type { CorpusName, Recording } from '../recording.ts'

/** A file as readers see it. */
export interface CorpusFile {
  /** Absolute path. */
  readonly path: string
  /** The file's name, with its extension. */
  readonly name: string
  /** Name of the folder that holds it. */
  readonly folder: string
}

export interface ReaderOptions {
  /** RAVDESS `calm`: counted as neutral, or left out. */
  readonly calm: 'neutral' | 'drop'
}

/** Why a file is worth a word. {@link Oddity} says which of these are used all the same. */
export type OddityKind =
  | 'song'
  | 'video'
  | 'dropped'
  | 'bad-name'
  | 'misnamed'
  | 'misfiled'
  | 'empty'
  | 'duplicate'
  | 'conflict'
  | 'same-audio'
  | 'unrecognised'
  | 'not-audio'
  | 'unreadable'
  | 'nothing-found'

/** A file of the corpus that is used. */
export interface Match {
  readonly recording: Recording
  /** What the name says, however it is spelt: two files with one id claim to be the same recording. */
  readonly id: string
  /** What is odd about a file that is used all the same. */
  readonly remarks: readonly { readonly kind: 'misnamed' | 'misfiled'; readonly reason: string }[]
}

/** A file of the corpus that is not used. */
export interface LeftOut {
  readonly corpus: CorpusName
  readonly kind: 'song' | 'video' | 'dropped' | 'bad-name'
  readonly reason: string
}

/** A reader's answer; undefined: the file is not named as this corpus names its files. */
export type CorpusReader = (file: CorpusFile, options: ReaderOptions) => Match | LeftOut | undefined

/** Corpora as their publications spell them. */
export const CORPUS_TITLES: Readonly<Record<CorpusName, string>> = {
  ravdess: 'RAVDESS',
  tess: 'TESS',
  savee: 'SAVEE',
}

const AUDIO = new Set(['.wav', '.wave', '.aif', '.aiff', '.aifc', '.flac', '.mp3'])
const VIDEO = new Set(['.mp4', '.avi', '.mov', '.mkv', '.webm', '.m4v', '.flv', '.mpg', '.mpeg', '.wmv'])

export type Medium = 'audio' | 'video' | 'other'

/** What an extension promises. Whether a file keeps the promise is decided when it is decoded, by its content. */
export function mediumOf(name: string): Medium {
  const extension = path.extname(name).toLowerCase()
  if (AUDIO.has(extension)) return 'audio'
  return VIDEO.has(extension) ? 'video' : 'other'
}

/** A file's name without its extension. */
export function stemOf(name: string): string {
  return path.basename(name, path.extname(name))
}
