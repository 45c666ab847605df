/** Speakers of a list of recordings, and orders of them in which every stretch is balanced. */
import { seededRandom } from '../random.ts'
import type { CorpusName, Recording } from '../recording.ts'
import { compareText } from './order.ts'

export interface Speaker {
  readonly name: string
  readonly corpus: CorpusName
  readonly sex: 'female' | 'male' | 'unknown'
}

/** Every speaker once, by name. */
export function speakersOf(recordings: readonly Recording[]): Speaker[] {
  const byName = new Map<string, Speaker>()
  for (const { speaker: name, corpus, sex } of recordings)
    if (!byName.has(name)) byName.set(name, { name, corpus, sex: sex ?? 'unknown' })
  return [...byName.values()].sort((a, b) => compareText(a.name, b.name))
}

/** Groups in the order of their keys. */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): [key: string, group: T[]][] {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group) group.push(item)
    else groups.set(keyOf(item), [item])
  }
  return [...groups].sort(([a], [b]) => compareText(a, b))
}

/**
 * A seeded order in which every stretch has each kind (women and men) in about its share: each kind is shuffled, and
 * its k-th of n goes to place (k + 1/2) / n.
 */
export function interleave<T>(
  items: readonly T[],
  kindOf: (item: T) => string,
  seed: number,
  purpose: string,
): T[] {
  const random = seededRandom(seed, purpose)
  const kinds = random.shuffle(groupBy(items, kindOf))
  return kinds
    .flatMap(([, group]) =>
      random.shuffle(group).map((item, k) => ({ item, place: (k + 0.5) / group.length })),
    )
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item)
}
