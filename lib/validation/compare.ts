import { groupBy } from '../corpora/speakers.ts'
import { differences, type OptionDifference } from '../differences.ts'
import { EmovoxError } from '../errors.ts'
import type { CorpusName } from '../recording.ts'
import type { CrossValidation } from './cross_validate.ts'
import { comparePaired, type PairedTest, type SpeakerPair } from './paired_test.ts'

/** What a comparison needs of a result. */
export type Comparable = Pick<CrossValidation, 'foldsDigest' | 'seeds' | 'speakers'> & {
  readonly configuration: object
}

export interface ComparedResults {
  readonly overall: PairedTest
  readonly perCorpus: Partial<Record<CorpusName, PairedTest>>
  /** Options that differ. */
  readonly differs: readonly OptionDifference[]
  /** What a reader must know to judge the difference. */
  readonly warnings: readonly string[]
}

/** Fewer seeds than this do not tell a configuration from its luck. */
const ENOUGH_SEEDS = 3

/** Seeds are not an option that is compared. */
const SEEDS = new Set(['training.seed', 'model.seed'])

/**
 * Compares two cross-validations on the same folds, over all speakers and per corpus, by {@link comparePaired}.
 *
 * @throws EmovoxError `NOT_COMPARABLE` when folds or recordings are not the same.
 * @example
 * const [plain, augmented] = [await crossValidate(recordings, a), await crossValidate(recordings, b)]
 * compareResults(plain, augmented).overall.verdict // 'second better'
 */
export function compareResults(first: Comparable, second: Comparable): ComparedResults {
  if (first.foldsDigest !== second.foldsDigest)
    throw notComparable('the same recordings in the same folds', 'other folds, recordings or files')
  const pairs = pairSpeakers(first, second)
  const corpora = groupBy(pairs, ({ first: { corpus } }) => corpus)
  return {
    overall: comparePaired(pairs),
    perCorpus: Object.fromEntries(corpora.map(([corpus, own]) => [corpus, comparePaired(own)])),
    differs: differences(first.configuration, second.configuration).filter(
      ({ option }) => !SEEDS.has(option),
    ),
    warnings: seedWarnings(first.seeds, second.seeds),
  }
}

function pairSpeakers(first: Comparable, second: Comparable): SpeakerPair[] {
  const others = new Map(second.speakers.map((speaker) => [speaker.speaker, speaker]))
  return first.speakers.map((one) => {
    const other = others.get(one.speaker)
    if (other === undefined || other.clips.join() !== one.clips.join())
      throw notComparable(
        `the same recordings of ${one.speaker} to be tested`,
        `${one.clips.join(' ')} and ${other?.clips.join(' ') ?? 'none'} of each emotion (were some not usable?)`,
      )
    return { first: one, second: other }
  })
}

function notComparable(expected: string, found: string): EmovoxError {
  return new EmovoxError('NOT_COMPARABLE', `comparison: expected ${expected} in both results, found ${found}`)
}

function seedWarnings(first: readonly number[], second: readonly number[]): string[] {
  const fewest = Math.min(first.length, second.length)
  if (fewest >= ENOUGH_SEEDS) return []
  const seeds = fewest === 1 ? 'One seed' : `${fewest} seeds`
  return [
    `${seeds} a fold: a training's luck is shared by all speakers of a fold, and the test cannot tell it from what the ` +
      `options do. Use ${ENOUGH_SEEDS} or more.`,
  ]
}
