import { randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { systemCode } from '../errors.ts'
import { writeFailure } from '../files.ts'
import { type CacheOptions, cacheSchema, parseOptions } from '../options.ts'
import { type CachedClip, decodeEntry, encodeEntry } from './cache_entry.ts'
import { defaultCacheFolder, entryPath, evict } from './cache_folder.ts'

/** Whether features are cached, and where: true is the platform's folder, a text another one; or a cache that is open. */
export type CacheChoice = boolean | string | CacheOptions | FeatureCache

/** What a cache was good for in one extraction. */
export interface CacheUse {
  readonly folder: string
  /** Clips that were there. */
  readonly found: number
  /** Clips that were not, and had to be computed. */
  readonly computed: number
  /** Why nothing was kept any more, from some clip on. */
  readonly problem?: string
}

/** Everything used since then belongs to the running job. Clocks of disks may be coarse, hence the two seconds. */
const jobStartMs = () => Date.now() - process.uptime() * 1000 - 2000

/**
 * Features of clips on disk, by their keys. Any number of processes may use one folder: an entry is written beside its
 * place and renamed, and is never changed. Trouble with the folder is never an error: what cannot be read is missing,
 * and after the first entry that cannot be written no more are.
 *
 * A warm run takes 0.1 s for 6000 clips with a file each, as long as with a single large file, since reads and writes
 * are synchronous: they are that short.
 */
export class FeatureCache {
  readonly folder: string
  readonly #maxBytes: number
  #usedBytes = 0
  #found = 0
  #computed = 0
  #problem: string | undefined

  /** @throws EmovoxError `INVALID_OPTION`. */
  constructor(options: CacheOptions = {}) {
    const { folder, maxBytes } = parseOptions(cacheSchema, options)
    this.folder = path.resolve(folder ?? defaultCacheFolder())
    this.#maxBytes = maxBytes
  }

  /**
   * @param length how many values a clip has.
   * @returns nothing if the clip is not there, or is damaged.
   */
  read(key: string, length: number): CachedClip | undefined {
    const bytes = readAndTouch(entryPath(this.folder, key))
    const clip = bytes && decodeEntry(bytes, key, length)
    if (!clip) return undefined
    this.#found += 1
    this.#usedBytes += bytes.length
    return clip
  }

  /** Keeps a clip that had to be computed. What one job uses is never evicted, so it may not exceed the size alone. */
  write(key: string, clip: CachedClip): void {
    this.#computed += 1
    if (this.#problem !== undefined) return
    const bytes = encodeEntry(key, clip)
    if (this.#usedBytes + bytes.length > this.#maxBytes) {
      this.#problem = `no more features are cached: those of this job alone take the ${this.#maxBytes / 1e9} GB allowed`
      return
    }
    try {
      writeEntry(entryPath(this.folder, key), bytes)
      this.#usedBytes += bytes.length
    } catch (thrown) {
      this.#problem = `features are not cached: ${writeFailure(this.folder, thrown).message}`
    }
  }

  /** Ends one extraction: makes room, and says what the cache was good for. */
  finish(): CacheUse {
    if (this.#computed > 0) evict(this.folder, this.#maxBytes, jobStartMs())
    const { folder } = this
    const problem = this.#problem
    return { folder, found: this.#found, computed: this.#computed, ...(problem ? { problem } : {}) }
  }
}

/** The cache that a caller chose, if any. */
export function openCache(choice: CacheChoice = false): FeatureCache | undefined {
  if (choice === false) return undefined
  if (choice instanceof FeatureCache) return choice
  if (choice === true) return new FeatureCache()
  return new FeatureCache(typeof choice === 'string' ? { folder: choice } : choice)
}

function readAndTouch(file: string): Buffer | undefined {
  try {
    const bytes = readFileSync(file)
    touch(file)
    return bytes
  } catch {
    return undefined
  }
}

/** The time of modification is that of the last use, as many disks do not keep the time of access. */
function touch(file: string): void {
  try {
    const now = new Date()
    utimesSync(file, now, now)
  } catch {
    // A cache that may only be read is of use too.
  }
}

function writeEntry(file: string, bytes: Buffer): void {
  try {
    writeBeside(file, bytes)
  } catch (thrown) {
    // The first of its folder, or the cache was just cleared.
    if (systemCode(thrown) !== 'ENOENT') throw thrown
    makeShard(path.dirname(file))
    writeBeside(file, bytes)
  }
}

/** Alone first: with its parents, Node says ENOENT of a disk that is read-only. */
function makeShard(folder: string): void {
  try {
    mkdirSync(folder)
  } catch (thrown) {
    if (systemCode(thrown) === 'EEXIST') return
    if (systemCode(thrown) !== 'ENOENT') throw thrown
    mkdirSync(folder, { recursive: true })
  }
}

function writeBeside(file: string, bytes: Buffer): void {
  const part = path.join(path.dirname(file), `${randomUUID()}.part`)
  try {
    writeFileSync(part, bytes, { flag: 'wx' })
    renameSync(part, file)
  } catch (thrown) {
    rmSync(part, { force: true })
    throw thrown
  }
}
