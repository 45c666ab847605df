import { EmovoxError } from '../errors.ts'
import { type FoldOptions, foldSchema, parseOptions } from '../options.ts'
import type { Recording } from '../recording.ts'
import { deal } from './deal.ts'
import { requireSome, type Split } from './parts.ts'
import { groupBy, speakersOf } from './speakers.ts'
import { splitBySpeaker } from './split_by_speaker.ts'

/**
 * K splits for cross-validation: every speaker is in the test part of exactly one. Folds have the corpora, and women
 * and men, in equal numbers as far as they go; each fold's validation speakers are drawn from the others, as
 * {@link splitBySpeaker} does.
 *
 * @param options folds 5, validation 0.15 (share of the speakers), seed 1.
 * @throws EmovoxError `TOO_FEW_SPEAKERS`: fewer speakers than folds; and what `splitBySpeaker` throws.
 * @example
 * for (const { train, validation, test } of foldsBySpeaker(recordings, { folds: 8 })) { ... }
 */
export function foldsBySpeaker(
  recordings: readonly Recording[],
  options: Partial<Pick<FoldOptions, 'folds' | 'validation' | 'seed'>> = {},
): Split[] {
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
  return deal(speakers, folds, seed, ({ sex }) => sex).map((fold) => {
    const split = splitBySpeaker(recordings, {
      testSpeakers: fold.map(({ name }) => name),
      validation,
      seed,
    })
    return { ...split, warnings: [...warnings, ...split.warnings] }
  })
}
