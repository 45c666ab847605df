import { z } from 'zod'
import { EmovoxError } from '../errors.ts'
import { parseOptions, splitSchema } from '../options.ts'
import { seededRandom } from '../random.ts'
import type { Recording } from '../recording.ts'
import { requireSome, type Split } from './parts.ts'
import { groupBy, type Speaker, speakersOf } from './speakers.ts'
import { splitBySpeaker } from './split_by_speaker.ts'

export const foldSchema = z.strictObject({
  folds: z.int().min(2).max(1000).default(5),
  validation: splitSchema.shape.validation,
  seed: splitSchema.shape.seed,
})

export interface FoldOptions {
  /** How many folds; default 5. */
  readonly folds?: number
  /** Share of the speakers in each fold's validation part; default 0.15. */
  readonly validation?: number
  /** Default 1. */
  readonly seed?: number
}

/**
 * K splits for cross-validation: every speaker is in the test part of exactly one. Folds have the corpora, and women
 * and men, in equal numbers as far as they go; each fold's validation speakers are drawn from the others, as
 * {@link splitBySpeaker} does.
 *
 * @throws EmovoxError `TOO_FEW_SPEAKERS`: fewer speakers than folds; and what `splitBySpeaker` throws.
 * @example
 * for (const { train, validation, test } of foldsBySpeaker(recordings, { folds: 8 })) { ... }
 */
export function foldsBySpeaker(recordings: readonly Recording[], options: FoldOptions = {}): Split[] {
  const { folds, validation, seed } = parseOptions(foldSchema, options)
  requireSome(recordings)
  const speakers = speakersOf(recordings)
  if (speakers.length < folds)
    throw new EmovoxError(
      'TOO_FEW_SPEAKERS',
      `option folds: expected no more folds than speakers, found ${folds} folds and ${speakers.length} speakers`,
    )
  const warnings = groupBy(speakers, ({ corpus }) => corpus)
    .filter(([, pool]) => pool.length < folds)
    .map(
      ([corpus, pool]) =>
        `${corpus} has ${pool.length} speakers: only ${pool.length} of ${folds} folds test it.`,
    )
  return deal(speakers, folds, seed).map((fold) => {
    const split = splitBySpeaker(recordings, {
      testSpeakers: fold.map(({ name }) => name),
      validation,
      seed,
    })
    return { ...split, warnings: [...warnings, ...split.warnings] }
  })
}

/** Deals each corpus's women, then men, to the folds that have the fewest of them, of the corpus, and of all. */
function deal(speakers: readonly Speaker[], folds: number, seed: number): Speaker[][] {
  const hands: Speaker[][] = Array.from({ length: folds }, () => [])
  for (const [stratum, group] of groupBy(speakers, ({ corpus, sex }) => `${corpus} ${sex}`))
    for (const speaker of seededRandom(seed, 'folds', stratum).shuffle(group)) {
      const [neediest] = hands
        .map((hand, index) => ({ hand, index, has: holdings(hand, speaker) }))
        .sort(
          (a, b) => a.has[0] - b.has[0] || a.has[1] - b.has[1] || a.has[2] - b.has[2] || a.index - b.index,
        )
      neediest.hand.push(speaker)
    }
  return hands
}

function holdings(hand: readonly Speaker[], like: Speaker): readonly [number, number, number] {
  const ofCorpus = hand.filter(({ corpus }) => corpus === like.corpus)
  return [ofCorpus.filter(({ sex }) => sex === like.sex).length, ofCorpus.length, hand.length]
}
