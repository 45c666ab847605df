import type { z } from 'zod'
import { loadAddon } from '../audio/addon.ts'
import { audioSchema, mfccSchema, parseOptions } from '../options.ts'

/** Features of one clip. */
export interface FeatureMatrix {
  /** frames x coefficients, row-major: coefficient c of frame t is at t * coefficients + c. */
  readonly data: Float32Array
  readonly frames: number
  readonly coefficients: number
}

const schema = mfccSchema.extend({ sampleRate: audioSchema.shape.sampleRate })

/**
 * Mel-frequency cepstral coefficients, as `librosa.feature.mfcc` (0.11) computes them: the STFT's power in mel bands,
 * in decibels, then a DCT (Davis and Mermelstein, 1980). The same options give librosa's numbers to within 1e-3;
 * librosa's own matrix is this one transposed.
 *
 * @param samples mono, full scale at 1; at least one.
 * @param options `sampleRate` (default 16000 Hz) and those of {@link mfccSchema}, whose defaults are 13 coefficients
 *   (`nMfcc`) of 40 mel bands (`nMels`), frames of 512 samples (`nFft`) 256 apart (`hopLength`). librosa's own
 *   defaults are `{ sampleRate: 22050, nMfcc: 20, nMels: 128, nFft: 2048, hopLength: 512 }`.
 * @returns centred frames: 1 + floor(samples.length / hopLength) of them when `nFft` is even; without `center`,
 *   1 + floor((samples.length - nFft) / hopLength).
 * @throws EmovoxError `INVALID_OPTION`, also for options that contradict each other (`nMfcc` above `nMels`, `winLength`
 *   above `nFft`, `fMax` above half the sample rate) and for too few samples to reflect; `EMPTY_AUDIO` for no samples, or
 *   fewer than `nFft` without `center`; `NON_FINITE`, with the index, for NaN, infinities, and samples so large that
 *   their power overflows.
 * @example
 * const { samples, sampleRate } = await decode('clip.wav')
 * const { data, frames, coefficients } = mfcc(samples, { sampleRate, nMfcc: 20 })
 * const first = data.subarray(0, coefficients)
 */
export function mfcc(samples: Float32Array, options: z.input<typeof schema> = {}): FeatureMatrix {
  return loadAddon().mfcc(samples, parseOptions(schema, options))
}
