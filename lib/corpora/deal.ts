import { seededRandom } from '../random.ts'
import type { CorpusName } from '../recording.ts'
import { groupBy } from './speakers.ts'

/** A speaker or a sentence. */
interface Dealt {
  readonly corpus: CorpusName
}

/**
 * Deals speakers or sentences to folds: each corpus's women, then men (or sentences of each kind), to the folds that
 * have the fewest of them, of the corpus, and of all.
 */
export function deal<T extends Dealt>(
  all: readonly T[],
  folds: number,
  seed: number,
  kindOf: (one: T) => string,
): T[][] {
  const hands: T[][] = Array.from({ length: folds }, () => [])
  for (const [stratum, group] of groupBy(all, (one) => `${one.corpus} ${kindOf(one)}`))
    for (const one of seededRandom(seed, 'folds', stratum).shuffle(group)) {
      const [neediest] = hands
        .map((hand, index) => ({ hand, index, has: holdings(hand, one, kindOf) }))
        .sort(
          (a, b) => a.has[0] - b.has[0] || a.has[1] - b.has[1] || a.has[2] - b.has[2] || a.index - b.index,
        )
      neediest.hand.push(one)
    }
  return hands
}

function holdings<T extends Dealt>(
  hand: readonly T[],
  like: T,
  kindOf: (one: T) => string,
): readonly [number, number, number] {
  const ofCorpus = hand.filter(({ corpus }) => corpus === like.corpus)
  return [ofCorpus.filter((one) => kindOf(one) === kindOf(like)).length, ofCorpus.length, hand.length]
}
