import { EmovoxError } from '../errors.ts'
import { type FoldOptions, foldSchema, parseOptions } from '../options.ts'
import type { Recording } from '../recording.ts'
import { foldsBySentence, foldsBySpeakerAndSentence } from './folds_by_sentence.ts'
import { foldsBySpeaker } from './folds_by_speaker.ts'
import { requireSome, type Split } from './parts.ts'
import { speakersOf } from './speakers.ts'
import { splitBySpeaker } from './split_by_speaker.ts'

/** One split of a cross-validation. */
export interface Fold extends Split {
  /** `fold-3`, or what is left out of training: `ravdess-07`, `tess`. Good for a folder's name. */
  readonly name: string
}

/**
 * The splits of a cross-validation. Every recording that can be tested is in the test part of exactly one.
 *
 * - `speaker`: groups of speakers, {@link foldsBySpeaker}.
 * - `leave-one-speaker-out`: a fold a speaker.
 * - `leave-one-corpus-out`: a fold a corpus, tested by a model of the others.
 * - `sentence`: groups of sentences; the speakers are known, and a warning says so.
 * - `speaker-and-sentence`: groups of speakers by groups of sentences; training has heard neither.
 *
 * The same audio under two names is never on both sides. The result depends on the options and the recordings' names.
 *
 * @param options by `speaker`, folds 5, sentenceFolds 2, validation 0.15, seed 1.
 * @throws EmovoxError `TOO_FEW_SPEAKERS`, `TOO_FEW_SENTENCES`, `TOO_FEW_CORPORA`; and what the splits throw.
 * @example
 * planFolds(recordings, { by: 'leave-one-corpus-out' }).map(({ name }) => name) // ['ravdess', 'tess']
 */
export function planFolds(recordings: readonly Recording[], options: Partial<FoldOptions> = {}): Fold[] {
  const resolved = parseOptions(foldSchema, options)
  switch (resolved.by) {
    case 'speaker':
      return numbered(foldsBySpeaker(recordings, resolvedFolds(resolved)))
    case 'sentence':
      return numbered(foldsBySentence(recordings, resolved))
    case 'speaker-and-sentence':
      return numbered(foldsBySpeakerAndSentence(recordings, resolved))
    case 'leave-one-speaker-out':
      return leaveOneSpeakerOut(recordings, resolved)
    case 'leave-one-corpus-out':
      return leaveOneCorpusOut(recordings, resolved)
  }
}

function resolvedFolds({ folds, validation, seed }: FoldOptions) {
  return { folds, validation, seed }
}

function numbered(splits: readonly Split[]): Fold[] {
  const digits = String(splits.length).length
  return splits.map((split, index) => ({ ...split, name: `fold-${String(index + 1).padStart(digits, '0')}` }))
}

function leaveOneSpeakerOut(
  recordings: readonly Recording[],
  { validation, seed }: Pick<FoldOptions, 'validation' | 'seed'>,
): Fold[] {
  requireSome(recordings)
  const speakers = speakersOf(recordings)
  if (speakers.length < 2)
    throw new EmovoxError(
      'TOO_FEW_SPEAKERS',
      `leave one speaker out: expected two speakers or more, found only ${speakers[0].name}`,
    )
  return speakers.map(({ name }) => ({
    ...splitBySpeaker(recordings, { testSpeakers: [name], validation, seed }),
    name,
  }))
}

function leaveOneCorpusOut(
  recordings: readonly Recording[],
  { validation, seed }: Pick<FoldOptions, 'validation' | 'seed'>,
): Fold[] {
  requireSome(recordings)
  const speakers = speakersOf(recordings)
  const corpora = [...new Set(speakers.map(({ corpus }) => corpus))].sort()
  if (corpora.length < 2)
    throw new EmovoxError(
      'TOO_FEW_CORPORA',
      `leave one corpus out: expected two corpora or more, found only ${corpora[0]}`,
    )
  return corpora.map((name) => {
    const testSpeakers = speakers.filter(({ corpus }) => corpus === name).map((speaker) => speaker.name)
    return { ...splitBySpeaker(recordings, { testSpeakers, validation, seed }), name }
  })
}
