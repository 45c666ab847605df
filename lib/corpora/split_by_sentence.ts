import { EmovoxError } from '../errors.ts'
import { parseOptions, type SplitOptions, splitSchema } from '../options.ts'
import type { Recording } from '../recording.ts'
import {
  assemble,
  checkClasses,
  drawParts,
  type Part,
  requireNoNames,
  requireRoomToTrain,
  requireSome,
  type Split,
} from './parts.ts'
import { type Sentence, sentencesOf } from './sentences.ts'
import { groupBy, interleave } from './speakers.ts'
import { splitBySpeaker } from './split_by_speaker.ts'

const SAME_SPEAKERS =
  'Split by sentence: the same speakers are in training and in test, so the scores are not those of unseen speakers.'

/**
 * Splits recordings so that no sentence is in two parts: `statement` of RAVDESS and SAVEE, `word` of TESS. Speakers are
 * in all parts, and a warning says so. Every corpus is split on its own, sentences of the same emotions in their shares;
 * of two sentences (RAVDESS) one trains and one tests.
 *
 * @param options shares of the sentences (test 0.2, validation 0.15), seed 1; `by` is not looked at.
 * @throws EmovoxError `NO_RECORDINGS`; `TOO_FEW_SENTENCES`; `MISSING_SENTENCE`; `MISSING_CLASS`; `INVALID_OPTION`, also
 *   when speakers are named.
 */
export function splitBySentence(recordings: readonly Recording[], options?: Partial<SplitOptions>): Split {
  const resolved = parseOptions(splitSchema, options)
  requireNoNames(resolved, 'sentence')
  return splitSentences(recordings, resolved, null)
}

/**
 * Splits recordings so that neither a speaker nor a sentence of the test part is in another: test speakers say test
 * sentences, all others say the other sentences, and the rest is not used. Validation speakers are heard in nothing
 * else, but say what training says.
 *
 * @param options shares of the speakers and of the sentences (test 0.2 of both), of the speakers (validation 0.15),
 *   named speakers, seed 1; `by` is not looked at.
 * @throws EmovoxError what {@link splitBySpeaker} and {@link splitBySentence} throw.
 */
export function splitBySpeakerAndSentence(
  recordings: readonly Recording[],
  options?: Partial<SplitOptions>,
): Split {
  const { test, seed } = parseOptions(splitSchema, options)
  const bySentence = splitSentences(recordings, { test, validation: 0, seed }, null)
  return crossSplits(splitBySpeaker(recordings, options), bySentence.test)
}

/**
 * @param testSentences these and no others are the test part; null: they are drawn.
 */
export function splitSentences(
  recordings: readonly Recording[],
  { test, validation, seed }: Pick<SplitOptions, 'test' | 'validation' | 'seed'>,
  testSentences: ReadonlySet<string> | null,
): Split {
  requireSome(recordings)
  const shares = { test: testSentences ? 0 : test, validation }
  requireRoomToTrain(shares)
  const sentences = sentencesOf(recordings)
  const pools = groupBy(sentences, ({ corpus }) => corpus)
  if (shares.test > 0 && pools.every(([, pool]) => pool.length === 1)) throw tooFewSentences(sentences)
  const parts = new Map<string, Part>([...(testSentences ?? [])].map((name) => [name, 'test']))
  for (const [corpus, pool] of pools) {
    const free = pool.filter(({ name }) => !parts.has(name))
    const order = interleave(free, ({ emotions }) => emotions, seed, `split sentences ${corpus}`)
    const drawn = drawParts(
      order.map(({ name }) => name),
      pool.length,
      shares,
    )
    for (const [name, part] of drawn) parts.set(name, part)
  }
  const split = assemble(recordings, ({ sentence }) => parts.get(sentence ?? ''))
  const lonely = pools.filter(([, pool]) => shares.test > 0 && pool.length === 1)
  const warnings = lonely.map(
    ([corpus]) => `${corpus} has a single sentence, which trains: no test of ${corpus}.`,
  )
  if (validation > 0 && split.validation.length === 0)
    warnings.push('Too few sentences for a validation part: training has nothing to stop early by.')
  return { ...split, warnings: [SAME_SPEAKERS, ...warnings, ...split.warnings, ...checkClasses(split)] }
}

/** A split by speaker of which the test part says test sentences, and the other parts the other sentences. */
export function crossSplits(bySpeaker: Split, saidInTest: readonly Recording[]): Split {
  const testSentences = new Set(saidInTest.map(({ sentence }) => sentence))
  const partOf = new Map<Recording, Part>()
  for (const part of ['train', 'validation', 'test'] as const)
    for (const recording of bySpeaker[part])
      if (testSentences.has(recording.sentence) === (part === 'test')) partOf.set(recording, part)
  const all = [...bySpeaker.train, ...bySpeaker.validation, ...bySpeaker.test]
  const split = assemble(all, (recording) => partOf.get(recording))
  if (split.test.length === 0 || split.train.length === 0)
    throw new EmovoxError(
      'TOO_FEW_SENTENCES',
      'split by speaker and sentence: expected test speakers who say a sentence of their own part, found ' +
        `${split.test.length} recordings to test and ${split.train.length} to train on`,
    )
  const crossed = split.unused.length
  const rest = `${crossed} of ${all.length} recordings are not used: test speakers saying training's sentences, or others saying those of the test.`
  return {
    ...split,
    unused: [...split.unused, ...bySpeaker.unused],
    warnings: [...bySpeaker.warnings, rest, ...checkClasses(split)],
  }
}

function tooFewSentences(sentences: readonly Sentence[]): EmovoxError {
  return new EmovoxError(
    'TOO_FEW_SENTENCES',
    `split by sentence: expected two sentences or more of a corpus, found only ${sentences.map(({ name }) => name).join(', ')}`,
  )
}
