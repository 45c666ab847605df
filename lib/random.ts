import { createHash } from 'node:crypto'
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** A seeded sequence of random numbers (xoroshiro128+). */
export interface Random {
  /** A number in [low, high). */
  uniform(low: number, high: number): number
  /** A whole number from low to high, both included. */
  integer(low: number, high: number): number
  /** A shuffled copy (Fisher-Yates). */
  shuffle<T>(values: readonly T[]): T[]
}

/**
 * The random sequence of a seed and a purpose. Different keys give unrelated sequences, so that what is drawn for one
 * recording does not depend on how many came before it.
 */
export function seededRandom(seed: number, ...keys: readonly (string | number)[]): Random {
  const digest = createHash('sha256')
    .update(JSON.stringify([seed, ...keys]))
    .digest()
  const generator = xoroshiro128plus(digest.readInt32LE(0))
  const integer = (low: number, high: number) => uniformInt(generator, low, high)
  return {
    uniform: (low, high) => low + (high - low) * uniformFloat64(generator),
    integer,
    shuffle(values) {
      const out = [...values]
      for (let last = out.length - 1; last > 0; last--) {
        const other = integer(0, last)
        ;[out[last], out[other]] = [out[other], out[last]]
      }
      return out
    },
  }
}
