import type { Random } from '../random.ts'

/** A number from the standard normal distribution, cut at 2.5 deviations so that no voice or take is a monster. */
export function normalDeviate(random: Random): number {
  for (;;) {
    // Box and Muller (1958). 1 - u is in (0, 1], so that the logarithm is finite.
    const radius = Math.sqrt(-2 * Math.log(1 - random.uniform(0, 1)))
    const deviate = radius * Math.cos(2 * Math.PI * random.uniform(0, 1))
    if (Math.abs(deviate) <= 2.5) return deviate
  }
}
