import {
  type BatchFeatures,
  type BatchOptions,
  type BatchOutcome,
  BatchResults,
  threadsOf,
} from '../audio/batch.ts'
import type { ClipFacts } from '../audio/clip.ts'
import type { ClipPipeline } from '../audio/clip_pipeline.ts'
import type { Augmentation } from '../augment/policy.ts'
import type { FeatureCache } from './cache.ts'
import type { CachedClip } from './cache_entry.ts'
import { type Content, contentOf, isUnchanged, keyOf } from './cache_key.ts'

/** One file, and what is done to its copies. */
export interface CachedRecording {
  readonly source: string
  readonly copies: readonly Augmentation[]
}

/** A recording of which the cache lacks something. */
interface Lacking {
  readonly index: number
  /** Nothing if the file cannot be read. */
  readonly content: Content | undefined
  readonly keys: readonly string[]
  readonly found: readonly (CachedClip | undefined)[]
  /** Which copies are not found. */
  readonly missing: readonly number[]
}

/** Recordings looked up at a time, for each thread: many, as threads wait for one another at the end. */
const RECORDINGS_A_THREAD = 128
/** Files read at once. */
const READERS = 4

/** A {@link ClipPipeline} of files that computes only those copies that its cache lacks. */
export class CachedPipeline {
  readonly frames: number
  readonly coefficients: number
  readonly #pipeline: ClipPipeline
  readonly #cache: FeatureCache
  readonly #fingerprint: string

  /** @param fingerprint of the pipeline's options. */
  constructor(pipeline: ClipPipeline, cache: FeatureCache, fingerprint: string) {
    this.frames = pipeline.frames
    this.coefficients = pipeline.coefficients
    this.#pipeline = pipeline
    this.#cache = cache
    this.#fingerprint = fingerprint
  }

  /**
   * What {@link ClipPipeline.runBatch} gives, bit for bit. Only features are cached, each as soon as it is there: errors
   * are found anew. Recordings are looked up a group at a time, one group ahead of what is computed.
   *
   * @throws EmovoxError as that.
   */
  async runBatch(recordings: readonly CachedRecording[], options: BatchOptions = {}): Promise<BatchFeatures> {
    const results = new BatchResults(this, recordings, options)
    const group = RECORDINGS_A_THREAD * threadsOf(options.threads)
    const lookUp = (start: number) => {
      const lacking = this.#lookUp(recordings, start, start + group, results, options.signal)
      // What it throws is thrown below, which may be later.
      lacking.catch(() => undefined)
      return lacking
    }
    let ahead = lookUp(0)
    try {
      for (let start = 0; start < recordings.length && !options.signal?.aborted; start += group) {
        const lacking = await ahead
        ahead = lookUp(start + group)
        await this.#compute(recordings, lacking, results, options)
      }
    } finally {
      // Also where something was thrown, nothing goes on.
      await ahead.catch(() => undefined)
    }
    return results.features()
  }

  /** Settles what is in the cache, and gives the rest. */
  async #lookUp(
    recordings: readonly CachedRecording[],
    start: number,
    end: number,
    results: BatchResults,
    signal: AbortSignal | undefined,
  ): Promise<Lacking[]> {
    const lacking: Lacking[] = []
    let next = start
    const reader = async () => {
      while (next < Math.min(end, recordings.length) && !signal?.aborted) {
        const index = next++
        const one = await this.#find(index, recordings[index])
        const facts = one.found.find((clip) => clip !== undefined)?.facts
        if (facts && one.missing.length === 0) this.#settle(one, facts, results)
        else lacking.push(one)
      }
    }
    await Promise.all(Array.from({ length: READERS }, reader))
    return lacking.sort((a, b) => a.index - b.index)
  }

  async #find(index: number, { source, copies }: CachedRecording): Promise<Lacking> {
    // A file that cannot be read has the pipeline's error, not this one's.
    const content = await contentOf(source).catch(() => undefined)
    const keys = content ? copies.map((copy) => keyOf(content.hash, this.#fingerprint, copy)) : []
    const size = this.frames * this.coefficients
    const found = copies.map((_, copy) => (content ? this.#cache.read(keys[copy], size) : undefined))
    const missing = found.flatMap((clip, copy) => (clip ? [] : [copy]))
    return { index, content, keys, found, missing }
  }

  async #compute(
    recordings: readonly CachedRecording[],
    lacking: readonly Lacking[],
    results: BatchResults,
    { threads, signal }: BatchOptions,
  ): Promise<void> {
    const changed: Lacking[] = []
    const items = lacking.map(({ index, missing }) => {
      const { source, copies } = recordings[index]
      return { source, copies: missing.map((copy) => copies[copy]) }
    })
    const onOutcome = (outcome: BatchOutcome) => {
      const one = lacking[outcome.index]
      if (!('facts' in outcome)) return results.settle({ ...outcome, index: one.index })
      if (one.content && !isUnchanged(recordings[one.index].source, one.content)) changed.push(one)
      else this.#keep(one, outcome, results)
    }
    await this.#pipeline.runBatch(items, { threads, signal, onOutcome })
    await this.#computeAnew(recordings, changed, results, { threads, signal })
  }

  /** Writes to the cache what it lacked. */
  #keep(
    one: Lacking,
    { data, facts }: { data: Float32Array; facts: ClipFacts },
    results: BatchResults,
  ): void {
    const size = this.frames * this.coefficients
    const part = results.partOf(one.index)
    for (const [place, copy] of one.missing.entries()) {
      const clip = { data: data.subarray(place * size, (place + 1) * size), facts }
      if (one.content) this.#cache.write(one.keys[copy], clip)
      part.set(clip.data, copy * size)
    }
    this.#settle(one, facts, results)
  }

  /** Takes the copies that were found to their place. */
  #settle({ index, found }: Lacking, facts: ClipFacts, results: BatchResults): void {
    const part = results.partOf(index)
    for (const [copy, clip] of found.entries())
      if (clip) part.set(clip.data, copy * this.frames * this.coefficients)
    results.settle({ index, data: part, facts })
  }

  /** Files that changed while they were worked on: what of them is computed before or after nobody knows. */
  async #computeAnew(
    recordings: readonly CachedRecording[],
    changed: readonly Lacking[],
    results: BatchResults,
    options: BatchOptions,
  ): Promise<void> {
    if (changed.length === 0) return
    const onOutcome = (outcome: BatchOutcome) => {
      const { index } = changed[outcome.index]
      if (!('facts' in outcome)) return results.settle({ ...outcome, index })
      results.partOf(index).set(outcome.data)
      results.settle({ ...outcome, index, data: results.partOf(index) })
    }
    const items = changed.map(({ index }) => recordings[index])
    await this.#pipeline.runBatch(items, { ...options, onOutcome })
  }
}
