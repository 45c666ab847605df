import { z } from 'zod'
import { loadAddon } from '../audio/addon.ts'
import { extraSchema, parseOptions } from '../options.ts'
import type { FeatureMatrix } from './mfcc.ts'

const deltaSchema = z.strictObject({
  width: extraSchema.shape.deltaWidth,
  order: z.union([z.literal(1), z.literal(2)]).default(1),
})

/**
 * How features change from frame to frame: the derivative, first (`order` 1, default) or second (2), of the polynomial of
 * that order that fits the `width` (default 9) frames around best (Savitzky and Golay, 1964), as `librosa.feature.delta`
 * (0.11) with mode `interp` to within 1e-5 of the largest feature. The frames at both ends have the value of the first
 * (last) frame with as many around it.
 *
 * @param features at least `width` frames.
 * @returns the same shape; in units of the features by frame, or by frame squared.
 * @throws EmovoxError `INVALID_OPTION` for fewer frames, an even width, another order.
 * @example
 * const cepstra = mfcc(samples, { sampleRate })
 * const acceleration = delta(cepstra, { order: 2 })
 */
export function delta(features: FeatureMatrix, options: z.input<typeof deltaSchema> = {}): FeatureMatrix {
  const { width, order } = parseOptions(deltaSchema, options)
  const { frames, coefficients } = features
  return { data: loadAddon().delta(features.data, coefficients, width, order), frames, coefficients }
}
