/** Which files are copies of one another, found by reading as little as possible. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import type { Recording } from '../recording.ts'
import { mapBounded } from './concurrency.ts'
import type { Oddity } from './manifest.ts'
import type { Match } from './reader.ts'
import { whyUnreadable } from './walk.ts'

/** A file of a corpus that might be used. */
export interface Candidate {
  readonly match: Match
  /** Bytes. */
  readonly size: number
}

export interface CopyOptions {
  readonly signal?: AbortSignal
  readonly onProgress?: (done: number, total: number) => void
}

/** Bytes that are compared before whole files are. */
const GLIMPSE_BYTES = 16_384

/**
 * Keeps one of every recording. Of files whose names say the same, the first in the order of `candidates` is kept: the
 * others are a `duplicate` when their bytes are equal, a `conflict` when they are not. Recordings whose names differ
 * but whose bytes are equal are all kept, reported as `same-audio`, and carry the same `contentHash`.
 *
 * Files are told apart by their sizes, then by 16 kB from their middles, and are read whole only when both coincide.
 *
 * @throws EmovoxError `ABORTED`.
 */
export async function resolveCopies(
  candidates: readonly Candidate[],
  options: CopyOptions = {},
): Promise<{ kept: Recording[]; oddities: Oddity[] }> {
  const { hashes, oddities } = await hashLookalikes(candidates, options)
  const firstById = new Map<string, string>()
  const firstByHash = new Map<string, Recording>()
  const kept: Recording[] = []
  for (const { match } of candidates) {
    const { recording, id } = match
    const hash = hashes.get(recording.path)
    if (hash === null) continue
    const first = firstById.get(id)
    if (first !== undefined) {
      oddities.push(secondCopy(recording.path, first, hash !== undefined && hash === hashes.get(first)))
      continue
    }
    firstById.set(id, recording.path)
    kept.push(recording)
    if (hash === undefined) continue
    const twin = firstByHash.get(hash)
    if (twin === undefined) firstByHash.set(hash, recording)
    else oddities.push(sameAudio(recording, twin))
  }
  return { kept: withContentHashes(kept, hashes), oddities }
}

function secondCopy(file: string, first: string, same: boolean): Oddity {
  return same
    ? { path: file, kind: 'duplicate', reason: `a second copy of ${first}` }
    : {
        path: file,
        kind: 'conflict',
        reason: `says it is the same recording as ${first}, but its bytes differ`,
      }
}

function sameAudio(recording: Recording, twin: Recording): Oddity {
  const differs = (['speaker', 'emotion'] as const).filter((label) => recording[label] !== twin[label])
  const labels = differs.length > 0 ? ` and with another ${differs.join(' and ')}` : ''
  const reason = `the same bytes as ${twin.path}, under another name${labels}: both are kept`
  return { path: recording.path, kind: 'same-audio', reason }
}

function withContentHashes(
  recordings: readonly Recording[],
  hashes: ReadonlyMap<string, string | null>,
): Recording[] {
  const uses = new Map<string, number>()
  for (const { path } of recordings) {
    const hash = hashes.get(path)
    if (hash) uses.set(hash, (uses.get(hash) ?? 0) + 1)
  }
  return recordings.map((recording) => {
    const hash = hashes.get(recording.path)
    return hash && (uses.get(hash) ?? 0) > 1 ? { ...recording, contentHash: hash } : recording
  })
}

/** By path: the SHA-256 of files that look like another file; null of those that could not be read. */
async function hashLookalikes(candidates: readonly Candidate[], options: CopyOptions) {
  const hashes = new Map<string, string | null>()
  const oddities: Oddity[] = []
  const attempt = async (candidate: Candidate, read: (file: string) => Promise<string>) => {
    const file = candidate.match.recording.path
    try {
      return await read(file)
    } catch (thrown) {
      if (!hashes.has(file)) oddities.push({ path: file, kind: 'unreadable', reason: whyUnreadable(thrown) })
      hashes.set(file, null)
      return null
    }
  }
  const sameSize = lookalikes(candidates, ({ size }) => String(size))
  const glimpses = await mapBounded(
    sameSize,
    async (candidate) => ({
      candidate,
      glimpse: await attempt(candidate, (file) => hashOfMiddle(file, candidate.size)),
    }),
    options,
  )
  const sameGlimpse = lookalikes(
    glimpses.filter(({ glimpse }) => glimpse !== null),
    ({ candidate, glimpse }) => `${candidate.size} ${glimpse}`,
  )
  await mapBounded(
    sameGlimpse,
    async ({ candidate }) => {
      const hash = await attempt(candidate, (file) => hashOfFile(file, options.signal))
      if (hash !== null) hashes.set(candidate.match.recording.path, hash)
    },
    { ...options, onDone: (done) => options.onProgress?.(done, sameGlimpse.length) },
  )
  return { hashes, oddities }
}

/** The items that share their key with another. */
function lookalikes<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  const counts = new Map<string, number>()
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1)
  return items.filter((item) => (counts.get(keyOf(item)) ?? 0) > 1)
}

async function hashOfMiddle(file: string, size: number): Promise<string> {
  const handle = await open(file)
  try {
    const at = Math.max(0, Math.floor((size - GLIMPSE_BYTES) / 2))
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(GLIMPSE_BYTES), 0, GLIMPSE_BYTES, at)
    return createHash('sha256').update(buffer.subarray(0, bytesRead)).digest('hex')
  } finally {
    await handle.close()
  }
}

async function hashOfFile(file: string, signal: AbortSignal | undefined): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file, { highWaterMark: 1 << 18 }), hash, { signal })
  return hash.digest('hex')
}
