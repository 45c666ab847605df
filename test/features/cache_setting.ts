/** What the tests of the cache share: recordings of tones, and what is compared of features. */
import { readdirSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Test } from 'tap'
import { encodeWav } from '../../lib/audio/wav.ts'
import type { ExtractOptions } from '../../lib/features/extract.ts'
import type { FeatureSet } from '../../lib/features/feature_set.ts'
import type { Recording } from '../../lib/recording.ts'

export const sampleRate = 16_000
export const SHORT: ExtractOptions = { audio: { clipSeconds: 0.5, quality: 'fast' } }

export function tone(hertz: number, seconds = 0.4): Float32Array {
  return Float32Array.from({ length: seconds * sampleRate }, (_, k) =>
    [1, 2, 3].reduce((sum, n) => sum + (0.2 / n) * Math.sin((2 * Math.PI * hertz * n * k) / sampleRate), 0),
  )
}

export const recordingOf = (file: string): Recording => ({
  path: file,
  emotion: 'happy',
  speaker: 'ravdess-01',
  corpus: 'ravdess',
})

/** Recordings of tones of 200, 210, ... Hz, and a folder for the cache, which is not made. */
export async function setting(t: Test, count = 3) {
  const folder = t.testdir()
  const files = Array.from({ length: count }, (_, k) => path.join(folder, `${k}.wav`))
  for (const [k, file] of files.entries()) await writeFile(file, encodeWav(tone(200 + 10 * k), sampleRate))
  return { folder, files, recordings: files.map(recordingOf), cache: path.join(folder, 'cache') }
}

/** Everything about features that must not depend on a cache. */
export function comparable({ cache, failures, ...set }: FeatureSet) {
  return { ...set, failures: failures.map(({ error, recording }) => [recording, error.code, error.message]) }
}

export const filesUnder = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
