import { z } from 'zod'
import { loadAddon } from '../audio/addon.ts'
import { parseOptions } from '../options.ts'

const schema = z.strictObject({
  snrDb: z.number().min(-200).max(200),
  seed: z.int().min(0).max(0xffff_ffff).default(1),
})

export type NoiseOptions = z.input<typeof schema>

/**
 * Adds white Gaussian noise at a signal-to-noise ratio. The numbers come from xoshiro256** and a ziggurat that uses
 * exactly rounded arithmetic only: a seed gives the same noise on every machine.
 *
 * @param samples mono; any number of them.
 * @param options `snrDb`: the clip's mean power over the noise's, in dB, -200 to 200; it is met exactly, not on average.
 *   `seed`: an unsigned 32-bit integer, default 1.
 * @returns as many samples as it was given; not clipped to [-1, 1]. A silent clip has no power to measure against and
 *   comes back unchanged.
 * @throws EmovoxError `INVALID_OPTION`; `NON_FINITE`, with the index.
 * @example
 * const noisy = addNoise(samples, { snrDb: 15, seed: 7 })
 */
export function addNoise(samples: Float32Array, options: NoiseOptions): Float32Array {
  const { snrDb, seed } = parseOptions(schema, options)
  return loadAddon().addNoise(samples, snrDb, seed)
}
