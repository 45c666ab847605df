/** What is said of a frame without its spectrum. */
import type { z } from 'zod'
import { mfccSchema, parseOptions } from '../options.ts'
import { computeFeature } from './computed.ts'

const { nFft, padMode } = mfccSchema.shape
const crossingSchema = mfccSchema.pick({ hopLength: true, center: true }).extend({ frameLength: nFft })
const rmsSchema = crossingSchema.extend({ padMode })

/** Nothing here depends on it. */
const ANY_RATE = 16_000

/**
 * The root of the mean of every frame's squared samples, as `librosa.feature.rms` (0.11) to within 1e-6 of full scale.
 *
 * @param samples mono; at least one.
 * @param options `frameLength` (default 512; librosa's is 2048), `hopLength` (256), `center` (true), `padMode`
 *   (`constant`), as for {@link mfcc}.
 * @returns one value a frame, 0 to full scale.
 * @throws EmovoxError as {@link mfcc}.
 */
export function rms(samples: Float32Array, options: z.input<typeof rmsSchema> = {}): Float32Array {
  const { frameLength, ...frames } = parseOptions(rmsSchema, options)
  return computeFeature('rms', samples, { ...frames, nFft: frameLength, sampleRate: ANY_RATE }).data
}

/**
 * The share of a frame's samples that have another sign than the one before, as `librosa.feature.zero_crossing_rate`
 * (0.11), whose counts it has exactly: samples within 1e-10 of zero count as positive, and centred frames are padded with
 * the samples at the edge.
 *
 * @param options `frameLength` (default 512; librosa's is 2048), `hopLength` (256), `center` (true).
 * @returns one value a frame, 0 to 1.
 * @throws EmovoxError as {@link mfcc}.
 */
export function zeroCrossingRate(
  samples: Float32Array,
  options: z.input<typeof crossingSchema> = {},
): Float32Array {
  const { frameLength, ...frames } = parseOptions(crossingSchema, options)
  return computeFeature('zeroCrossingRate', samples, { ...frames, nFft: frameLength, sampleRate: ANY_RATE })
    .data
}
