import { type AudioOptions, audioSchema, parseOptions } from '../options.ts'
import { loadAddon } from './addon.ts'

const fitSchema = audioSchema.pick({ pad: true, crop: true })

/**
 * Crops, or pads with zeros, to an exact length.
 *
 * @param samples mono.
 * @param length samples wanted.
 * @param options `pad`: where zeros go, `before` (default), `after` or `both`; `crop`: which part is kept, `start`
 *   (default), `center` or `end`.
 * @returns a new array of `length` samples.
 * @throws EmovoxError `INVALID_OPTION`.
 */
export function fit(
  samples: Float32Array,
  length: number,
  options: Partial<Pick<AudioOptions, 'pad' | 'crop'>> = {},
): Float32Array {
  const { pad, crop } = parseOptions(fitSchema, options)
  return loadAddon().fit(samples, length, pad, crop)
}
