import { type AudioOptions, audioSchema, parseOptions } from '../options.ts'
import { loadAddon } from './addon.ts'

const resampleSchema = audioSchema.pick({ quality: true })

/**
 * Changes the sample rate, by libsamplerate's band-limited converters (J. O. Smith's algorithm). Sample 0 stays at
 * time 0; nothing is delayed.
 *
 * @param samples mono.
 * @param fromRate Hz, 1000 to 384000.
 * @param toRate Hz, 1000 to 384000, at most 256 times more or less.
 * @param options `quality`: `best` (default; 97 % of the band, 144 dB), `medium` (90 %, 121 dB), `fast` (80 %, 97 dB).
 * @returns round(samples.length * toRate / fromRate) samples.
 * @throws EmovoxError `INVALID_OPTION`, `NON_FINITE`.
 * @example
 * const at16k = resample(samples, 48000, 16000)
 */
export function resample(
  samples: Float32Array,
  fromRate: number,
  toRate: number,
  options: Partial<Pick<AudioOptions, 'quality'>> = {},
): Float32Array {
  const { quality } = parseOptions(resampleSchema, options)
  return loadAddon().resample(samples, fromRate, toRate, quality)
}
