import type { ClipFeatures, ClipPipeline } from '../audio/clip_pipeline.ts'
import type { Augmentation } from '../augment/policy.ts'
import type { FeatureCache } from './cache.ts'
import { contentOf, isUnchanged, keyOf } from './cache_key.ts'

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
   * What {@link ClipPipeline.run} gives, bit for bit. Only results are cached: errors are found anew.
   *
   * @throws EmovoxError as that.
   */
  async run(file: string, copies: readonly Augmentation[]): Promise<ClipFeatures> {
    // A file that cannot be read has the pipeline's error, not this one's.
    const content = await contentOf(file).catch(() => undefined)
    if (!content) return this.#pipeline.run(file, copies)
    const { frames, coefficients } = this
    const size = frames * coefficients
    const keys = copies.map((copy) => keyOf(content.hash, this.#fingerprint, copy))
    const clips = keys.map((key) => this.#cache.read(key, size))
    const missing = copies.flatMap((_, index) => (clips[index] ? [] : [index]))
    let facts = clips.find((clip) => clip !== undefined)?.facts

    if (missing.length > 0 || !facts) {
      const computed = await this.#pipeline.run(
        file,
        missing.map((index) => copies[index]),
      )
      if (!isUnchanged(file, content)) return this.#pipeline.run(file, copies)
      facts = computed.facts
      for (const [k, index] of missing.entries()) {
        const clip = { data: computed.data.subarray(k * size, (k + 1) * size), facts }
        this.#cache.write(keys[index], clip)
        clips[index] = clip
      }
    }
    const data = new Float32Array(copies.length * size)
    for (const [index, clip] of clips.entries()) if (clip) data.set(clip.data, index * size)
    return { data, copies: copies.length, frames, coefficients, facts }
  }
}
