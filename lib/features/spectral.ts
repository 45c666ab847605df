/** Where a spectrum's weight lies and how it is spread, one value a frame. */
import type { z } from 'zod'
import { extraSchema, parseOptions } from '../options.ts'
import { computeColumn, computeFeature, frameSchema } from './computed.ts'
import type { FeatureMatrix } from './mfcc.ts'

/** `sampleRate` (default 16000 Hz), and as for `mfcc`: `nFft`, `hopLength`, `winLength`, `window`, `center`, `padMode`. */
export type FrameOptions = z.input<typeof frameSchema>

/**
 * The centre of gravity of every frame's magnitudes, in Hz: sum f S / sum S (Klapuri and Davy, 2007, chapter 5), as
 * `librosa.feature.spectral_centroid` (0.11) to within 0.1 Hz. A frame of zeros has 0.
 *
 * @param samples mono; at least one.
 * @returns one value a frame; as many as of {@link mfcc}.
 * @throws EmovoxError as {@link mfcc}.
 * @example
 * const brightness = spectralCentroid(samples, { sampleRate, nFft: 1024 })
 */
export function spectralCentroid(samples: Float32Array, options: FrameOptions = {}): Float32Array {
  return computeColumn('spectralCentroid', frameSchema, samples, options)
}

/**
 * The standard deviation of every frame's magnitudes about their centroid c, in Hz: sqrt(sum (f - c)^2 S / sum S), as
 * `librosa.feature.spectral_bandwidth` (0.11) with p = 2 to within 0.1 Hz. A frame of zeros has 0.
 *
 * @returns one value a frame.
 * @throws EmovoxError as {@link mfcc}.
 */
export function spectralBandwidth(samples: Float32Array, options: FrameOptions = {}): Float32Array {
  return computeColumn('spectralBandwidth', frameSchema, samples, options)
}

const rolloffSchema = frameSchema.extend({ rollPercent: extraSchema.shape.rollPercent })

/**
 * The frequency below which `rollPercent` (default 0.85) of the sum of a frame's magnitudes lie, in Hz, as
 * `librosa.feature.spectral_rolloff` (0.11). It is that of a bin, and the same one but for ties in the last digit of the
 * sum, which move it by one bin (sampleRate / nFft). A frame of zeros has 0.
 *
 * @returns one value a frame.
 * @throws EmovoxError as {@link mfcc}.
 */
export function spectralRolloff(
  samples: Float32Array,
  options: z.input<typeof rolloffSchema> = {},
): Float32Array {
  return computeColumn('spectralRolloff', rolloffSchema, samples, options)
}

/**
 * The geometric over the arithmetic mean of every frame's powers, each raised to 1e-10: 1 for a spectrum that is white,
 * near 0 for a tone (Dubnov, 2004). As `librosa.feature.spectral_flatness` (0.11) to within 1e-4. A frame of zeros has 1.
 *
 * @returns one value a frame, 0 to 1.
 * @throws EmovoxError as {@link mfcc}.
 */
export function spectralFlatness(samples: Float32Array, options: FrameOptions = {}): Float32Array {
  return computeColumn('spectralFlatness', frameSchema, samples, options)
}

const contrastSchema = frameSchema.extend({
  fMin: extraSchema.shape.contrastFMin,
  nBands: extraSchema.shape.contrastBands,
  quantile: extraSchema.shape.contrastQuantile,
})

/**
 * How far the peaks of each octave stand out of its valleys, in librosa's decibels (10 log10 of magnitudes): the mean of
 * the largest share `quantile` (default 0.02) of the octave's bins over that of the smallest (Jiang et al., 2002). As
 * `librosa.feature.spectral_contrast` (0.11) to within 0.05 dB.
 *
 * @param options also `fMin` (200 Hz), where the first octave begins, and `nBands` (6), how many there are; the last
 *   reaches up to half the sample rate.
 * @returns nBands + 1 values a frame: what is below `fMin`, then the octaves.
 * @throws EmovoxError as {@link mfcc}; `INVALID_OPTION` (`contrastBands`) for octaves beyond half the sample rate, or of
 *   fewer than two bins.
 */
export function spectralContrast(
  samples: Float32Array,
  options: z.input<typeof contrastSchema> = {},
): FeatureMatrix {
  const { fMin, nBands, quantile, ...frames } = parseOptions(contrastSchema, options)
  const octaves = { contrastFMin: fMin, contrastBands: nBands, contrastQuantile: quantile }
  return computeFeature('spectralContrast', samples, { ...frames, ...octaves })
}

const chromaSchema = frameSchema.extend({
  nChroma: extraSchema.shape.nChroma,
  tuning: extraSchema.shape.tuning,
})

/**
 * The power in each class of pitch, whatever the octave, over the largest of the frame (Ellis, 2007). As
 * `librosa.feature.chroma_stft` (0.11) with the same `tuning` to within 1e-4. librosa estimates the tuning if it is not
 * given; here it is 0, that is A4 at 440 Hz, as speech is not tuned. A frame of zeros has zeros.
 *
 * @param options also `nChroma` (12 classes, the first of which is C) and `tuning` (0), in classes.
 * @returns nChroma values a frame, 0 to 1.
 * @throws EmovoxError as {@link mfcc}.
 */
export function chroma(samples: Float32Array, options: z.input<typeof chromaSchema> = {}): FeatureMatrix {
  return computeFeature('chroma', samples, parseOptions(chromaSchema, options))
}
