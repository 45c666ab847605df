import { randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises'
import path from 'node:path'
import { EmovoxError, messageOf } from '../errors.ts'
import { writeFailure } from '../files.ts'
import { defaultCacheFolder } from './cache_folder.ts'

/** Features of clips, of one length each, that are read some at a time. */
export interface ClipStore {
  readonly clips: number
  /** Values a clip. */
  readonly size: number
  /** All of them, clip after clip, where they are in memory. */
  readonly held?: Float32Array
  /** These clips, one after another. */
  read(clips: readonly number[]): Promise<Float32Array>
  /** Ends it: nothing is left of it, on disk or in memory. */
  close(): Promise<void>
}

export class MemoryStore implements ClipStore {
  readonly size: number
  #held: Float32Array

  constructor(data: Float32Array, size: number) {
    this.#held = data
    this.size = size
  }

  get held(): Float32Array {
    return this.#held
  }

  get clips(): number {
    return this.#held.length / this.size
  }

  async read(clips: readonly number[]): Promise<Float32Array> {
    const { size } = this
    const gathered = new Float32Array(clips.length * size)
    for (const [to, clip] of clips.entries())
      gathered.set(this.#held.subarray(clip * size, (clip + 1) * size), to * size)
    return gathered
  }

  async close(): Promise<void> {
    this.#held = new Float32Array(0)
  }
}

/**
 * A file beside the feature cache, which is gone when the store is closed or the process ends: float32 in the machine's byte
 * order, clip after clip.
 */
export class FileStore implements ClipStore {
  readonly size: number
  readonly #name: string
  readonly #file: FileHandle
  #clips = 0

  /** @throws EmovoxError `WRITE_FAILED`. */
  static async create(size: number): Promise<FileStore> {
    // Not the folder of temporary files, which may be in memory.
    const folder = path.dirname(defaultCacheFolder())
    const name = path.join(folder, `${randomUUID()}.clips`)
    try {
      await mkdir(folder, { recursive: true })
      const file = await open(name, 'wx+')
      // It has no name from now on: however the process ends, the disk is free again.
      await rm(name)
      return new FileStore(size, name, file)
    } catch (cause) {
      throw writeFailure(name, cause)
    }
  }

  private constructor(size: number, name: string, file: FileHandle) {
    this.size = size
    this.#name = name
    this.#file = file
  }

  get clips(): number {
    return this.#clips
  }

  /** Adds clips behind those that are there. */
  async append(data: Float32Array): Promise<void> {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    const start = this.#clips * this.size * Float32Array.BYTES_PER_ELEMENT
    try {
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await this.#file.write(bytes, done, bytes.length - done, start + done)
        done += bytesWritten
      }
    } catch (cause) {
      throw writeFailure(this.#name, cause)
    }
    this.#clips += data.length / this.size
  }

  async read(clips: readonly number[]): Promise<Float32Array> {
    const gathered = new Float32Array(clips.length * this.size)
    const bytes = new Uint8Array(gathered.buffer)
    // All at once: the thread that asks may be busy when one ends, and could not ask for the next.
    await Promise.all(runsOf(clips).map((run) => this.#readRun(run, bytes)))
    return gathered
  }

  async #readRun({ clip, place, count }: Run, into: Uint8Array): Promise<void> {
    const clipBytes = this.size * Float32Array.BYTES_PER_ELEMENT
    for (let done = 0; done < count * clipBytes; ) {
      const position = clip * clipBytes + done
      const length = count * clipBytes - done
      const { bytesRead } = await this.#file.read(into, place * clipBytes + done, length, position)
      if (bytesRead === 0)
        throw new EmovoxError(
          'INTERNAL',
          `${this.#name}: ends before all of clip ${clip + count - 1} is read`,
        )
      done += bytesRead
    }
  }

  async close(): Promise<void> {
    await this.#file.close().catch((cause) => {
      throw new EmovoxError('INTERNAL', `${this.#name}: ${messageOf(cause)}`, { cause })
    })
  }
}

/** Adjacent clips, that are wanted at adjacent places. */
interface Run {
  readonly clip: number
  readonly place: number
  count: number
}

function runsOf(clips: readonly number[]): Run[] {
  const runs: Run[] = []
  for (const [place, clip] of clips.entries()) {
    const last = runs.at(-1)
    if (last && last.clip + last.count === clip) last.count += 1
    else runs.push({ clip, place, count: 1 })
  }
  return runs
}
