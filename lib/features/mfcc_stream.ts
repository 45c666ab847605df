import type { z } from 'zod'
import { loadAddon, type NativeMfccStream } from '../audio/addon.ts'
import { audioSchema, mfccSchema, parseOptions } from '../options.ts'
import type { FeatureMatrix } from './mfcc.ts'

const schema = mfccSchema.extend({
  sampleRate: audioSchema.shape.sampleRate.describe('Hz of what is pushed'),
  targetRate: audioSchema.shape.sampleRate
    .unwrap()
    .nullable()
    .default(null)
    .describe('Hz of what features are computed of; none is sampleRate'),
  quality: audioSchema.shape.quality,
  topDb: mfccSchema.shape.topDb.unwrap().default(null).describe('none: a stream knows no loudest value'),
})

export type MfccStreamOptions = z.input<typeof schema>

/**
 * MFCCs of live audio: the frames of {@link mfcc} on the whole signal, each as soon as it is complete.
 *
 * However the signal is cut into pushes, down to single samples, the frames are the same to the bit, and those of
 * `mfcc(samples, { topDb: null, ... })` to the bit. With a `targetRate` they are those of
 * `mfcc(resample(samples, sampleRate, targetRate), ...)`: the two resamplers differ in rounding, about 140 dB below the
 * signal, and so do the frames where a mel band is nearly as faint, by up to 0.003 on speech at the defaults.
 *
 * What needs the whole clip is not there: `topDb` (a floor below the clip's loudest value) is null and can be
 * nothing else, and nothing is trimmed, fitted or normalised.
 *
 * **Latency.** A frame comes with the push that brings the sample `latencySamples - 1` after the frame's time, or with
 * an earlier one. That is the rest of the frame (`nFft / 2` samples from its centre on; without `center` all of it) and
 * what the resampler's filter reaches ahead: for 16 kHz and above 9 ms (`best`), 3 ms (`medium`) or 1.4 ms (`fast`).
 * At the defaults it is 16 ms at 16 kHz, and 25 ms from 48 to 16 kHz.
 *
 * **Cost.** On one thread a second of audio takes 0.2 ms at 16 kHz and 0.7 ms from 48 to 16 kHz, in pushes of 10 ms.
 *
 * @example
 * const stream = new MfccStream({ sampleRate: 48_000, targetRate: 16_000 })
 * for await (const samples of microphone) {
 *   const { data, frames, coefficients } = stream.push(samples)
 *   for (let t = 0; t < frames; t++) use(data.subarray(t * coefficients, (t + 1) * coefficients))
 * }
 * const last = stream.flush()
 */
export class MfccStream {
  /** Of every frame. */
  readonly coefficients: number
  /** Pushed samples from a frame's time (its centre; without `center` its beginning) until it comes, at most. */
  readonly latencySamples: number
  readonly latencySeconds: number
  readonly #native: NativeMfccStream

  /**
   * @param options `sampleRate` (default 16000 Hz) of what is pushed; `targetRate` (default: the same) of what features
   *   are computed of; `quality` of the resampler; and those of {@link mfcc} but `topDb`.
   * @throws EmovoxError `INVALID_OPTION`, naming the option.
   */
  constructor(options: MfccStreamOptions = {}) {
    const resolved = parseOptions(schema, options)
    const targetRate = resolved.targetRate ?? resolved.sampleRate
    this.#native = loadAddon().createMfccStream({ ...resolved, targetRate })
    this.coefficients = resolved.nMfcc
    this.latencySamples = this.#native.latencySamples
    this.latencySeconds = this.latencySamples / resolved.sampleRate
  }

  /**
   * Takes the next samples, any number of them.
   *
   * @param samples mono, full scale at 1; copied.
   * @returns the frames that became complete, often none.
   * @throws EmovoxError `NON_FINITE`, with the index, for NaN, infinities and samples so large that their power
   *   overflows: nothing of this push is taken, and the stream can go on; `STREAM_ENDED` after {@link flush};
   *   `INVALID_OPTION` for anything but a Float32Array of its own memory.
   */
  push(samples: Float32Array): FeatureMatrix {
    return this.#matrix(this.#native.push(samples))
  }

  /**
   * Ends the signal.
   *
   * @returns the last frames: those that reach into the padding behind the end. None of no samples, or without `center`
   *   of fewer than `nFft`.
   * @throws EmovoxError `INVALID_OPTION` for too few samples to reflect; `STREAM_ENDED` when called twice.
   */
  flush(): FeatureMatrix {
    return this.#matrix(this.#native.flush())
  }

  /** Begins a new signal, with the same options. */
  reset(): void {
    this.#native.reset()
  }

  #matrix(data: Float32Array): FeatureMatrix {
    const { coefficients } = this
    return { data, frames: data.length / coefficients, coefficients }
  }
}
