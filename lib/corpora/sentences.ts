/** The sentences of a list of recordings: what is said, whoever says it. */
import { EMOTIONS } from '../emotions.ts'
import { EmovoxError } from '../errors.ts'
import type { CorpusName, Recording } from '../recording.ts'
import { groupBy } from './speakers.ts'

export interface Sentence {
  /** {@link Recording.sentence}. */
  readonly name: string
  readonly corpus: CorpusName
  /** The emotions it is said in: in SAVEE most sentences have one, which makes them as unequal as women and men. */
  readonly emotions: string
}

/**
 * Every sentence once, by name.
 *
 * @throws EmovoxError `MISSING_SENTENCE` when it is not known of a recording what is said.
 */
export function sentencesOf(recordings: readonly Recording[]): Sentence[] {
  const silent = recordings.filter(({ sentence }) => sentence === undefined)
  if (silent.length > 0)
    throw new EmovoxError(
      'MISSING_SENTENCE',
      `split by sentence: expected to know what is said in every recording, found ${silent.length} without a ` +
        `sentence, as ${silent[0].path}`,
    )
  return groupBy(recordings, ({ sentence }) => sentence ?? '').map(([name, group]) => ({
    name,
    corpus: group[0].corpus,
    emotions: EMOTIONS.filter((emotion) => group.some((one) => one.emotion === emotion)).join(),
  }))
}
