import { EmovoxError } from '../errors.ts'
import type { FoldOptions } from '../options.ts'
import type { Recording } from '../recording.ts'
import { deal } from './deal.ts'
import { foldsBySpeaker } from './folds_by_speaker.ts'
import { requireSome, type Split } from './parts.ts'
import { sentencesOf } from './sentences.ts'
import { groupBy } from './speakers.ts'
import { crossSplits, splitSentences } from './split_by_sentence.ts'

/** K splits: every sentence is in the test part of exactly one. */
export function foldsBySentence(
  recordings: readonly Recording[],
  { folds, validation, seed }: Pick<FoldOptions, 'folds' | 'validation' | 'seed'>,
): Split[] {
  const { hands, warnings } = dealSentences(recordings, folds, seed, 'folds')
  return hands.map((sentences) => {
    const split = splitSentences(recordings, { test: 0, validation, seed }, sentences)
    return { ...split, warnings: [...warnings, ...split.warnings] }
  })
}

/**
 * K x S splits: every fold of speakers is tested on every group of sentences, by a model that has heard neither, so each
 * recording is tested once. Those without anything to test (of a corpus with fewer sentences, or speakers, than folds)
 * are left out.
 */
export function foldsBySpeakerAndSentence(
  recordings: readonly Recording[],
  options: Pick<FoldOptions, 'folds' | 'sentenceFolds' | 'validation' | 'seed'>,
): Split[] {
  const { folds, sentenceFolds, validation, seed } = options
  const { hands, warnings } = dealSentences(recordings, sentenceFolds, seed, 'sentenceFolds')
  const said = hands.map((names) => recordings.filter(({ sentence }) => names.has(sentence ?? '')))
  return foldsBySpeaker(recordings, { folds, validation, seed }).flatMap((bySpeaker) => {
    const tested = new Set(bySpeaker.test)
    return said
      .filter((group) => group.some((recording) => tested.has(recording)))
      .map((group) => crossSplits({ ...bySpeaker, warnings: [...warnings, ...bySpeaker.warnings] }, group))
  })
}

function dealSentences(
  recordings: readonly Recording[],
  folds: number,
  seed: number,
  option: 'folds' | 'sentenceFolds',
): { readonly hands: ReadonlySet<string>[]; readonly warnings: string[] } {
  requireSome(recordings)
  const sentences = sentencesOf(recordings)
  if (sentences.length < folds)
    throw new EmovoxError(
      'TOO_FEW_SENTENCES',
      `option ${option}: expected no more folds than sentences, found ${folds} folds and ${sentences.length} sentences`,
    )
  const hands = deal(sentences, folds, seed, ({ emotions }) => emotions)
  const warnings = groupBy(sentences, ({ corpus }) => corpus)
    .filter(([, pool]) => pool.length < folds)
    .map(
      ([corpus, pool]) =>
        `${corpus} has ${pool.length} sentences: only ${pool.length} of ${folds} folds test it.`,
    )
  return { hands: hands.map((hand) => new Set(hand.map(({ name }) => name))), warnings }
}
