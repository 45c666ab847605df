import type { Random } from '../../lib/random.ts'

/** The largest finite float. */
export const LARGEST_FLOAT = 3.4028234663852886e38

const tone = (index: number) => Math.sin(index / 3)

/** Signals that nobody records, and one that somebody does; all of them finite. */
export const oddSignals: Readonly<Record<string, (random: Random) => (index: number) => number>> = {
  tone: () => (index) => 0.5 * tone(index),
  zeros: () => () => 0,
  'negative zeros': () => () => -0,
  'a constant': () => () => 0.7,
  noise: (random) => () => random.uniform(-1, 1),
  denormals: () => (index) => 1e-40 * tone(index),
  'the smallest denormals': () => (index) => (index % 2 ? 1.4e-45 : -1.4e-45),
  'as quiet as floats are exact': () => (index) => 1e-37 * tone(index),
  'a tone that decays into denormals': () => (index) => tone(index) * 0.9 ** index,
  loud: () => (index) => 1e6 * tone(index),
  'absurdly loud': () => (index) => 1e30 * tone(index),
  'the largest floats': () => (index) => LARGEST_FLOAT * (index % 2 ? 1 : -1),
  'a constant of the largest float': () => () => LARGEST_FLOAT,
  'every magnitude': (random) => () => random.uniform(-1, 1) * 10 ** random.uniform(-45, 38),
  'an impulse': () => (index) => (index === 50 ? 1 : 0),
  'clicks among denormals': () => (index) => (index % 97 === 0 ? 1 : 1e-41),
}

/** Lengths around what things are cut into, from none on. */
export const oddLengths: readonly number[] = [0, 1, 2, 3, 7, 16, 63, 255, 256, 257, 511, 512, 513, 1024, 3001]
