import type { z } from 'zod'
import { featureSchema, parseOptions } from '../options.ts'
import { loadAddon, type NativeCopy, type PipelineHandle } from './addon.ts'
import { type AudioSource, type ClipFacts, clipFacts } from './clip.ts'
import { LIMITS } from './limits.ts'

/** What is done to one copy of a clip, in this order; an empty object is the clip itself. */
export type ClipCopy = NativeCopy

/** Features of copies of one recording: [copies, frames, coefficients], row-major. */
export interface ClipFeatures {
  readonly data: Float32Array
  readonly copies: number
  readonly frames: number
  readonly coefficients: number
  readonly facts: ClipFacts
}

/**
 * From a recording to MFCCs, natively and on another thread:
 *
 *     decode -> mono -> resample -> trim -> for each copy: stretch -> pitch -> noise -> crop or pad -> MFCC -> normalise
 *
 * Planned once for its options, then run on any number of recordings, several at once if wanted.
 *
 * @example
 * const pipeline = new ClipPipeline({ audio: { clipSeconds: 2 } })
 * const { data } = await pipeline.run('clip.wav', [{}, { noiseSnrDb: 20, noiseSeed: 1 }])
 * data.length === 2 * pipeline.frames * pipeline.coefficients
 */
export class ClipPipeline {
  /** Of every copy. */
  readonly frames: number
  /** Of every frame. */
  readonly coefficients: number
  readonly #handle: PipelineHandle

  /** @throws EmovoxError `INVALID_OPTION`, naming the option. */
  constructor(options: z.input<typeof featureSchema> = {}) {
    const planned = loadAddon().createPipeline(parseOptions(featureSchema, options), LIMITS)
    this.frames = planned.frames
    this.coefficients = planned.coefficients
    this.#handle = planned.handle
  }

  /**
   * Features of copies of one recording, which is decoded, resampled and trimmed once for all of them.
   *
   * @param source a path, bytes, or `{ samples, sampleRate }`; what is given may be changed while this works.
   * @param copies default: the clip itself, once.
   * @throws EmovoxError those of `decode`, naming the file; `INVALID_OPTION`.
   */
  async run(source: AudioSource, copies: readonly ClipCopy[] = [{}]): Promise<ClipFeatures> {
    const { data, facts } = await loadAddon().runPipeline(this.#handle, source, copies)
    const { frames, coefficients } = this
    return { data, copies: copies.length, frames, coefficients, facts: clipFacts(facts) }
  }
}
