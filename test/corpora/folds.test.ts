import t from 'tap'
import {
  PARTS,
  planFolds,
  type Split,
  splitByRecording,
  splitBySentence,
  splitBySpeaker,
  splitBySpeakerAndSentence,
} from '../../lib/corpora/split.ts'
import { EMOTIONS } from '../../lib/emotions.ts'
import type { Recording } from '../../lib/recording.ts'
import { madeUp } from './made_up.ts'

/** Words that every speaker says in every emotion. */
function words(speakers: number, count: number): Recording[] {
  return Array.from({ length: count }, (_, k) => `w${String(k).padStart(2, '0')}`).flatMap((word) =>
    madeUp('tess', speakers)
      .filter(({ repetition }) => repetition === 1)
      .map((one) => ({ ...one, path: one.path.replace('-1', `-${word}`), word, sentence: `tess-${word}` })),
  )
}

const valuesIn = (recordings: readonly Recording[], key: 'speaker' | 'sentence' | 'corpus') =>
  new Set(recordings.map((one) => one[key]))

function shared(split: Split, key: 'speaker' | 'sentence', one: (typeof PARTS)[number]) {
  const here = valuesIn(split[one], key)
  const others = PARTS.filter((part) => part !== one).flatMap((part) => split[part])
  return [...valuesIn(others, key)].filter((value) => here.has(value))
}

const placesOf = (split: Split) => [...PARTS.flatMap((part) => split[part]), ...split.unused]

t.test('by sentence: no sentence is in two parts, nothing is lost', async (t) => {
  const recordings = [...words(4, 20), ...madeUp('ravdess', 4)]
  for (const seed of [1, 2, 3]) {
    const split = splitBySentence(recordings, { seed })
    for (const part of PARTS) t.same(shared(split, 'sentence', part), [])
    t.same(new Set(placesOf(split)), new Set(recordings))
    t.equal(split.unused.length, 0)
    t.same(
      PARTS.map((part) => valuesIn(split[part], 'sentence').size),
      [14, 3, 5],
      'of 20 words 13, 3 and 4, of two statements one trains and one tests',
    )
    t.match(split.warnings, [/not those of unseen speakers/])
  }
})

t.test('by sentence: sentences of one emotion are dealt by emotion, as those of SAVEE', async (t) => {
  const recordings = EMOTIONS.flatMap((emotion) =>
    Array.from({ length: 10 }, (_, k) => ({
      path: `/s/${emotion}${k}.wav`,
      emotion,
      speaker: 'savee-dc',
      corpus: 'savee' as const,
      sentence: `savee-${emotion}${k}`,
    })),
  )
  const split = splitBySentence(recordings)
  const clips = (part: 'test' | 'validation', emotion: string) =>
    split[part].filter((one) => one.emotion === emotion).length
  t.same(
    EMOTIONS.map((emotion) => clips('test', emotion)),
    [2, 2, 2, 2, 2, 2, 2],
  )
  t.ok(EMOTIONS.every((emotion) => [1, 2].includes(clips('validation', emotion))))
  const folds = planFolds(recordings, { by: 'sentence', folds: 5 })
  t.ok(folds.every(({ test }) => test.length === 14 && valuesIn(test, 'sentence').size === 14))
})

t.test('by speaker and sentence: training has heard neither, the rest is counted', async (t) => {
  const recordings = madeUp('ravdess', 10)
  const split = splitBySpeakerAndSentence(recordings)
  t.same(shared(split, 'speaker', 'test'), [])
  t.same(shared(split, 'sentence', 'test'), [])
  t.same(shared(split, 'speaker', 'validation'), [], 'validation speakers are heard in nothing else')
  t.same(
    PARTS.map((part) => split[part].length),
    [6 * 7, 2 * 7, 2 * 7],
  )
  t.equal(split.unused.length, 70)
  t.match(split.warnings, [/^70 of 140 recordings are not used: test speakers/])
  t.same(new Set(placesOf(split)), new Set(recordings))
})

t.test('every way of folding tests each recording once, and trains on nothing of it', async (t) => {
  const recordings = [...madeUp('ravdess', 8), ...words(2, 4)]
  const expected = {
    speaker: { folds: 4, unseen: ['speaker'] },
    sentence: { folds: 4, unseen: ['sentence'] },
    'speaker-and-sentence': { folds: 8, unseen: ['speaker', 'sentence'] },
    'leave-one-speaker-out': { folds: 10, unseen: ['speaker'] },
    'leave-one-corpus-out': { folds: 2, unseen: ['speaker', 'corpus'] },
  } as const
  for (const by of Object.keys(expected) as (keyof typeof expected)[]) {
    const { folds: count, unseen } = expected[by]
    const folds = planFolds(recordings, { by, folds: 4 })
    t.equal(folds.length, count, by)
    t.equal(new Set(folds.map(({ name }) => name)).size, count)
    const tested = folds.flatMap(({ test }) => test)
    t.equal(tested.length, recordings.length, `${by}: each once`)
    t.same(new Set(tested), new Set(recordings))
    for (const fold of folds)
      for (const key of unseen) {
        const heard = valuesIn([...fold.train, ...fold.validation], key)
        t.notOk(
          fold.test.some((one) => heard.has(one[key])),
          `${by} ${fold.name}: ${key}`,
        )
      }
    t.same(planFolds([...recordings].reverse(), { by, folds: 4 }), folds, 'in any order')
  }
})

t.test('leave-one-corpus-out goes both ways, and validates on the corpora that train', async (t) => {
  const [ravdess, tess] = planFolds([...madeUp('ravdess', 8), ...words(2, 3)], { by: 'leave-one-corpus-out' })
  t.same([ravdess.name, tess.name], ['ravdess', 'tess'])
  t.same([...valuesIn(ravdess.test, 'corpus')], ['ravdess'])
  t.same([...valuesIn(ravdess.train, 'corpus')], ['tess'])
  t.same([valuesIn(ravdess.train, 'speaker').size, ravdess.validation.length], [2, 0])
  t.same([...valuesIn([...tess.train, ...tess.validation], 'corpus')], ['ravdess'])
  t.same([valuesIn(tess.train, 'speaker').size, valuesIn(tess.validation, 'speaker').size], [7, 1])
})

t.test('the same audio under two names never straddles', async (t) => {
  /** Copies beyond speakers, sentences and corpora: whatever is split, some would be on both sides. */
  const withCopies = [...madeUp('ravdess', 6), ...words(6, 6)].map((one, k) =>
    k % 3 === 0 ? { ...one, contentHash: `${one.emotion}-${k % 4}` } : one,
  )
  const splits: Split[] = [1, 2, 3].flatMap((seed) => [
    splitBySpeaker(withCopies, { seed }),
    splitBySentence(withCopies, { seed }),
    splitBySpeakerAndSentence(withCopies, { seed }),
    splitByRecording(withCopies, { seed }),
    ...planFolds(withCopies, { by: 'speaker', folds: 3, seed }),
    ...planFolds(withCopies, { by: 'sentence', folds: 3, seed }),
    ...planFolds(withCopies, { by: 'speaker-and-sentence', folds: 3, seed }),
    ...planFolds(withCopies, { by: 'leave-one-speaker-out', seed }),
    ...planFolds(withCopies, { by: 'leave-one-corpus-out', seed }),
  ])
  let leftOut = 0
  for (const split of splits) {
    const places = new Map<string, Set<string>>()
    for (const part of PARTS)
      for (const { contentHash } of split[part])
        if (contentHash) places.set(contentHash, (places.get(contentHash) ?? new Set()).add(part))
    t.ok([...places.values()].every((parts) => parts.size === 1))
    t.same(new Set(placesOf(split)), new Set(withCopies), 'what is left out is counted')
    if (split.warnings.some((warning) => /the same audio is in the test or validation part/.test(warning)))
      leftOut++
  }
  t.ok(leftOut > splits.length / 2, `${leftOut} of ${splits.length} had to leave copies out`)
})

t.test('what cannot be folded says why', async (t) => {
  const ravdess = madeUp('ravdess', 3)
  const cases = [
    [{ by: 'speaker', folds: 4 }, 'TOO_FEW_SPEAKERS', /4 folds and 3 speakers/],
    [{ by: 'sentence', folds: 3 }, 'TOO_FEW_SENTENCES', /option folds: .* 3 folds and 2 sentences/],
    [{ by: 'speaker-and-sentence', folds: 3, sentenceFolds: 3 }, 'TOO_FEW_SENTENCES', /option sentenceFolds/],
    [{ by: 'leave-one-corpus-out' }, 'TOO_FEW_CORPORA', /found only ravdess/],
    [{ by: 'speaker', folds: 1 }, 'INVALID_OPTION', /folds/],
  ] as const
  for (const [options, code, message] of cases)
    t.throws(() => planFolds(ravdess, options), { code, message }, JSON.stringify(options))
  t.throws(() => planFolds(madeUp('ravdess', 1), { by: 'leave-one-speaker-out' }), {
    code: 'TOO_FEW_SPEAKERS',
    message: /found only ravdess-01/,
  })
  const unknown = ravdess.map(({ sentence, ...rest }) => rest)
  t.throws(() => splitBySentence(unknown), { code: 'MISSING_SENTENCE', message: /found 42 without.*01/ })
  t.throws(() => splitBySentence(ravdess.filter(({ sentence }) => sentence === 'ravdess-1')), {
    code: 'TOO_FEW_SENTENCES',
    message: /found only ravdess-1/,
  })
  t.throws(() => splitBySentence(ravdess, { testSpeakers: ['ravdess-01'] }), { code: 'INVALID_OPTION' })
})
