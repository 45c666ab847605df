import type { z } from 'zod'
import { EmovoxError } from '../errors.ts'
import { featureSchema, parseOptions } from '../options.ts'
import { loadAddon, type NativeCopy, type PipelineHandle } from './addon.ts'
import { type BatchFeatures, type BatchOptions, runBatch } from './batch.ts'
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

/** One recording of a batch. */
export interface BatchRecording {
  readonly source: AudioSource
  /** Default: the clip itself, once. */
  readonly copies?: readonly ClipCopy[]
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
    const features = parseOptions(featureSchema, options)
    if (features.include.includes('speaker'))
      throw new EmovoxError(
        'INVALID_OPTION',
        'option include: expected features of one recording, found speaker, which is of several: see extractFeatures',
      )
    const planned = loadAddon().createPipeline(features, LIMITS)
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

  /**
   * Features of many recordings in one native call, by threads of its own. Each recording is decoded, resampled and
   * trimmed once for all of its copies, and its audio is kept only while it is in work, so memory does not grow with the
   * number of recordings (but for `data`, 10 kB a clip at the defaults). A recording that cannot be read is listed in
   * `failures`, and the rest goes on. Results do not depend on the number of threads.
   *
   * @param recordings paths, bytes and samples in any mixture; what is in memory may be changed or transferred away when
   *   the call is done.
   * @returns `data`, [clips, frames, coefficients]; the copies of recording k begin at clip `firstClips[k]`.
   * @throws EmovoxError `INVALID_OPTION` for what is no source, no copy, no array of the right size; what `onProgress` or
   *   `onOutcome` throws, which stops the batch.
   * @example
   * const pipeline = new ClipPipeline()
   * const copies = [{}, { noiseSnrDb: 20, noiseSeed: 1 }, { pitchSemitones: 2 }]
   * const batch = await pipeline.runBatch(files.map((source) => ({ source, copies })), { threads: 2 })
   * batch.data.length === 3 * files.length * batch.frames * batch.coefficients
   * for (const { index, message } of batch.failures) console.warn(`${files[index]}: ${message}`)
   */
  async runBatch(recordings: readonly BatchRecording[], options: BatchOptions = {}): Promise<BatchFeatures> {
    const items = recordings.map(({ source, copies = [{}] }) => ({ source, copies }))
    const { frames, coefficients } = this
    return await runBatch({ handle: this.#handle, frames, coefficients }, items, options)
  }
}
