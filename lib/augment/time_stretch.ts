import { z } from 'zod'
import { loadAddon } from '../audio/addon.ts'
import { parseOptions } from '../options.ts'

/** Samples of a phase vocoder's frame. Longer frames resolve deeper voices, shorter ones follow faster changes. */
export const vocoderFrame = z.int().min(16).max(65_536).multipleOf(4).default(1024)

const schema = z.strictObject({
  rate: z.number().min(0.1).max(10),
  nFft: vocoderFrame,
})

export type TimeStretchOptions = Omit<z.input<typeof schema>, 'rate'>

/**
 * Plays a clip faster or slower at its own pitch: a phase vocoder with identity phase locking (Laroche and Dolson,
 * 1999) that passes transients unstretched, so that clicks and plosives stay sharp. Its loudness is kept.
 *
 * @param samples mono; any number of them.
 * @param rate above 1 is faster, as in librosa; 0.1 to 10. 1 gives a copy.
 * @param options `nFft`: samples of a frame, a multiple of 4 (default 1024, which suits speech at 16 kHz).
 * @returns Math.round(samples.length / rate) samples; what was at time t is at t / rate throughout.
 * @throws EmovoxError `INVALID_OPTION`; `NON_FINITE`, with the index.
 * @example
 * const faster = timeStretch(samples, 1.1)
 */
export function timeStretch(
  samples: Float32Array,
  rate: number,
  options: TimeStretchOptions = {},
): Float32Array {
  const { nFft } = parseOptions(schema, { ...options, rate })
  return loadAddon().timeStretch(samples, rate, nFft)
}
