/** The folder of the feature cache: a file a clip, `ab/cdef....features`, by the first two digits of its key. */
import { readdirSync, rmdirSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { cacheDir } from '../../scripts/setup/cache.mjs'

const SHARD = /^[0-9a-f]{2}$/
const ENTRY = /^[0-9a-f]{62}\.features$/
const PART = /^[0-9a-f-]{36}\.part$/
/** A file in the making is finished within milliseconds: one of this age was left by a process that was killed. */
const ABANDONED_AFTER_MS = 3600e3

export interface CacheFile {
  readonly path: string
  readonly bytes: number
  /** When it was last written or read, milliseconds since 1970. */
  readonly usedMs: number
}

/** Where the cache is if nothing else is said. */
export function defaultCacheFolder(): string {
  return path.join(cacheDir(), 'features')
}

export function entryPath(folder: string, key: string): string {
  return path.join(folder, key.slice(0, 2), `${key.slice(2)}.features`)
}

/** Every entry. Files that are not the cache's are not looked at; a folder that is not there has none. */
export function listEntries(folder: string): CacheFile[] {
  return list(folder, ENTRY)
}

/**
 * Removes what was not used for the longest time until the rest is not larger than `maxBytes`.
 *
 * @param spareSinceMs what was used at this time or later stays, whatever the size.
 */
export function evict(folder: string, maxBytes: number, spareSinceMs: number): void {
  const abandonedMs = Date.now() - ABANDONED_AFTER_MS
  for (const part of list(folder, PART)) if (part.usedMs < abandonedMs) remove(part)
  const entries = listEntries(folder).sort((a, b) => a.usedMs - b.usedMs)
  let bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0)
  for (const entry of entries) {
    if (bytes <= maxBytes || entry.usedMs >= spareSinceMs) return
    remove(entry)
    bytes -= entry.bytes
  }
}

/**
 * Removes every entry, and nothing that is not the cache's.
 *
 * @returns what is removed.
 * @throws what `node:fs` throws when that is not allowed.
 */
export function clearCache(folder: string): CacheFile[] {
  const entries = listEntries(folder)
  for (const file of [...entries, ...list(folder, PART)]) rmSync(file.path, { force: true })
  for (const shard of namesIn(folder, SHARD)) removeIfEmpty(path.join(folder, shard))
  removeIfEmpty(folder)
  return entries
}

function list(folder: string, pattern: RegExp): CacheFile[] {
  return namesIn(folder, SHARD).flatMap((shard) =>
    namesIn(path.join(folder, shard), pattern).flatMap((name) => {
      const file = path.join(folder, shard, name)
      const stat = statSync(file, { throwIfNoEntry: false })
      return stat?.isFile() ? [{ path: file, bytes: stat.size, usedMs: stat.mtimeMs }] : []
    }),
  )
}

function namesIn(folder: string, pattern: RegExp): string[] {
  try {
    return readdirSync(folder).filter((name) => pattern.test(name))
  } catch {
    return []
  }
}

// Another process may have been faster, or may just be reading it.
function remove({ path: file }: CacheFile): void {
  try {
    rmSync(file, { force: true })
  } catch {}
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder)
  } catch {}
}
