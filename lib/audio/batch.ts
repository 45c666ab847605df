/** A pipeline run on many recordings: what it takes and gives, and the native call under it. */
import { availableParallelism } from 'node:os'
import { EmovoxError, type ErrorCode } from '../errors.ts'
import {
  codeOf,
  fromNative,
  loadAddon,
  type NativeBatchItem,
  type NativeOutcome,
  type PipelineHandle,
} from './addon.ts'
import { type ClipFacts, clipFacts } from './clip.ts'

/** A recording that gave no features, and why. */
export interface BatchFailure {
  /** Of the recording, in the order in which they were given. */
  readonly index: number
  readonly code: ErrorCode
  readonly message: string
}

/** What came of one recording. */
export type BatchOutcome =
  | {
      readonly index: number
      /** [copies, frames, coefficients], row-major: a part of the batch's `data`. */
      readonly data: Float32Array
      readonly facts: ClipFacts
    }
  | BatchFailure

export interface BatchOptions {
  /** Threads that work; default: one a core. */
  readonly threads?: number
  /**
   * Where the features go, at its start; default: a new array. It must not be over a SharedArrayBuffer, and must not be
   * transferred away before the call is done: then the call is rejected.
   */
  readonly out?: Float32Array
  /** Stops the work after the recordings in work. The call is not rejected: its result says what is finished. */
  readonly signal?: AbortSignal
  /** Called after every recording, in groups, some 50 times a second at most; `done` goes from 1 to `total`. */
  readonly onProgress?: (done: number, total: number) => void
  /** Called with every outcome, before `onProgress`, in the order in which they come, which is not that of the recordings. */
  readonly onOutcome?: (outcome: BatchOutcome) => void
}

/** Features of many recordings. */
export interface BatchFeatures {
  /**
   * [clips, frames, coefficients], row-major: the copies of the first recording, then those of the second, and so on. What
   * belongs to recordings without features is left as it was (0, unless `out` was given).
   */
  readonly data: Float32Array
  /** Copies of all recordings together. */
  readonly clips: number
  readonly frames: number
  readonly coefficients: number
  /** Where in `data`, counted in clips, each recording's copies begin. */
  readonly firstClips: readonly number[]
  /** Of each recording; undefined if it failed or is not finished. */
  readonly facts: readonly (ClipFacts | undefined)[]
  /** By index. */
  readonly failures: readonly BatchFailure[]
  /** How many recordings have facts or a failure: all, unless the signal fired. */
  readonly finished: number
}

/** A pipeline as the native core knows it. */
export interface PlannedPipeline {
  readonly handle: PipelineHandle
  readonly frames: number
  readonly coefficients: number
}

/** Sources in memory are copied before they are worked on, so many bytes at a time at most (or one recording). */
const MOST_COPIED_BYTES = 64e6
const MOST_THREADS = 1024

/** See {@link ClipPipeline.runBatch}. */
export async function runBatch(
  pipeline: PlannedPipeline,
  recordings: readonly NativeBatchItem[],
  options: BatchOptions,
): Promise<BatchFeatures> {
  const threads = threadsOf(options.threads)
  const results = new BatchResults(pipeline, recordings, options)
  for (const [start, end] of slicesOf(recordings)) {
    if (options.signal?.aborted) break
    const slice = { recordings: recordings.slice(start, end), out: results.partOf(start, end), threads }
    await runSlice(pipeline, slice, options.signal, (outcome) => {
      const index = start + outcome.index
      if ('code' in outcome) results.settle({ index, code: codeOf(outcome.code), message: outcome.message })
      else results.settle({ index, data: results.partOf(index), facts: clipFacts(outcome.facts) })
    })
  }
  return results.features()
}

/**
 * @returns what was given, or one a core.
 * @throws EmovoxError `INVALID_OPTION`.
 */
export function threadsOf(given: number | undefined): number {
  const threads = given ?? availableParallelism()
  if (Number.isInteger(threads) && threads >= 1 && threads <= MOST_THREADS) return threads
  const expected = `a whole number from 1 to ${MOST_THREADS}`
  throw new EmovoxError('INVALID_OPTION', `option threads: expected ${expected}, found ${threads}`)
}

/** The features of a batch while they come. */
export class BatchResults {
  readonly #shape: { readonly frames: number; readonly coefficients: number }
  readonly #options: BatchOptions
  readonly #data: Float32Array
  readonly #clips: number
  readonly #firstClips: readonly number[]
  readonly #facts: (ClipFacts | undefined)[]
  readonly #failures: BatchFailure[] = []
  #finished = 0

  /** @throws EmovoxError `INVALID_OPTION` for an `out` that is too small. */
  constructor(
    { frames, coefficients }: { readonly frames: number; readonly coefficients: number },
    recordings: readonly NativeBatchItem[],
    options: BatchOptions,
  ) {
    this.#shape = { frames, coefficients }
    this.#options = options
    let clips = 0
    this.#firstClips = recordings.map(({ copies }, index) => {
      const first = clips
      if (!Array.isArray(copies))
        throw new EmovoxError('INVALID_OPTION', `recordings[${index}].copies: expected an array`)
      clips += copies.length
      return first
    })
    this.#clips = clips
    this.#facts = new Array(recordings.length)
    this.#data = options.out ?? new Float32Array(clips * frames * coefficients)
    this.#checkRoom()
  }

  /**
   * The part of the features that belongs to recordings `start` to `end` (which is not one of them).
   *
   * @throws EmovoxError `INVALID_OPTION` if `out` was transferred away.
   */
  partOf(start: number, end = start + 1): Float32Array {
    this.#checkRoom()
    const { frames, coefficients } = this.#shape
    const [from, to] = [start, end].map((index) => this.#firstClips[index] ?? this.#clips)
    return this.#data.subarray(from * frames * coefficients, to * frames * coefficients)
  }

  /** Takes an outcome, whose features are in their place, and tells the caller. */
  settle(outcome: BatchOutcome): void {
    if ('facts' in outcome) this.#facts[outcome.index] = outcome.facts
    else this.#failures.push(outcome)
    this.#finished += 1
    this.#options.onOutcome?.(outcome)
    this.#options.onProgress?.(this.#finished, this.#facts.length)
  }

  features(): BatchFeatures {
    return {
      ...this.#shape,
      data: this.#data,
      clips: this.#clips,
      firstClips: this.#firstClips,
      facts: this.#facts,
      failures: this.#failures.toSorted((a, b) => a.index - b.index),
      finished: this.#finished,
    }
  }

  /** A typed array whose memory was transferred away has length 0. */
  #checkRoom(): void {
    const expected = this.#clips * this.#shape.frames * this.#shape.coefficients
    const found = this.#data
    if (!(found instanceof Float32Array))
      throw new EmovoxError('INVALID_OPTION', `out: expected a Float32Array, found ${typeof found}`)
    if (found.length >= expected) return
    const reason = found.length === 0 ? ' (it is empty, or its memory was transferred away)' : ''
    const room = `${expected} numbers for ${this.#clips} clips`
    throw new EmovoxError('INVALID_OPTION', `out: expected ${room}, found ${found.length}${reason}`)
  }
}

/** Cut so that the sources in memory of each slice are small enough to be copied. */
function slicesOf(recordings: readonly NativeBatchItem[]): [start: number, end: number][] {
  const slices: [number, number][] = []
  let start = 0
  let bytes = 0
  for (const [index, { source }] of recordings.entries()) {
    const size = bytesOf(source)
    if (index > start && bytes + size > MOST_COPIED_BYTES) {
      slices.push([start, index])
      start = index
      bytes = 0
    }
    bytes += size
  }
  if (start < recordings.length) slices.push([start, recordings.length])
  return slices
}

function bytesOf(source: NativeBatchItem['source']): number {
  if (typeof source === 'string') return 0
  return source instanceof Uint8Array ? source.byteLength : (source?.samples?.byteLength ?? 0)
}

/** One native call; what `onOutcome` throws stops it, and is thrown when all threads have ended. */
function runSlice(
  { handle }: PlannedPipeline,
  slice: { recordings: readonly NativeBatchItem[]; out: Float32Array; threads: number },
  signal: AbortSignal | undefined,
  onOutcome: (outcome: NativeOutcome) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let failed: { readonly thrown: unknown } | undefined
    const fail = (thrown: unknown) => {
      failed ??= { thrown }
      stop()
    }
    const { recordings, out, threads } = slice
    const stop = loadAddon().startBatch(handle, recordings, threads, out, (finished, over, error) => {
      if (error) fail(fromNative(error))
      try {
        if (!failed) finished.forEach(onOutcome)
      } catch (thrown) {
        fail(thrown)
      }
      if (!over) return
      signal?.removeEventListener('abort', stop)
      if (failed) reject(failed.thrown)
      else resolve()
    })
    signal?.addEventListener('abort', stop)
  })
}
