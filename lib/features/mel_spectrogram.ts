import type { z } from 'zod'
import { mfccSchema, parseOptions } from '../options.ts'
import { computeFeature, frameSchema } from './computed.ts'
import type { FeatureMatrix } from './mfcc.ts'

const melSchema = frameSchema.extend(
  mfccSchema.pick({ nMels: true, fMin: true, fMax: true, htk: true, melNorm: true }).shape,
)
const logMelSchema = melSchema.extend(mfccSchema.pick({ amin: true, topDb: true }).shape)

/**
 * The power of every frame in bands of the mel scale, as `librosa.feature.melspectrogram` (0.11) with power = 2: within
 * 0.5 % of each value that is not 80 dB below the frame's power.
 *
 * @param options of {@link mfcc}: those of frames, and `nMels` (40), `fMin`, `fMax`, `htk`, `melNorm`.
 * @returns nMels values a frame.
 * @throws EmovoxError as {@link mfcc}.
 */
export function melSpectrogram(
  samples: Float32Array,
  options: z.input<typeof melSchema> = {},
): FeatureMatrix {
  return computeFeature('melSpectrogram', samples, parseOptions(melSchema, options))
}

/**
 * {@link melSpectrogram} in decibels: 10 log10(max(amin, power)), raised to `topDb` below the clip's loudest value, as
 * `librosa.power_to_db` of it, to within 0.01 dB. It is what MFCCs are the cosine transform of.
 *
 * @param options also `amin` (1e-10) and `topDb` (80, null for none).
 * @returns nMels values a frame, dB.
 * @throws EmovoxError as {@link mfcc}.
 */
export function logMel(samples: Float32Array, options: z.input<typeof logMelSchema> = {}): FeatureMatrix {
  return computeFeature('logMel', samples, parseOptions(logMelSchema, options))
}
