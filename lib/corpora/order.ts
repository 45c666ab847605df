/** Orders that depend neither on the locale, nor on the input's order, nor on where on the disk the corpora lie. */
import path from 'node:path'
import type { Recording } from '../recording.ts'

/** By UTF-16 code units, as `<` compares. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** A recording's name without its whereabouts: `ravdess/ravdess-12/03-01-06-01-02-01-12.wav`. */
export function recordingName({ corpus, speaker, path: file }: Recording): string {
  return `${corpus}/${speaker}/${path.basename(file)}`
}

/** Recordings by their names. */
export function sortRecordings(recordings: readonly Recording[]): Recording[] {
  return recordings
    .map((recording) => ({ recording, name: recordingName(recording) }))
    .sort((a, b) => compareText(a.name, b.name) || compareText(a.recording.path, b.recording.path))
    .map(({ recording }) => recording)
}
