import path from 'node:path'
import t from 'tap'
import {
  foldsBySpeaker,
  PARTS,
  type Part,
  type Split,
  splitByRecording,
  splitBySpeaker,
} from '../../lib/corpora/split.ts'
import type { Recording } from '../../lib/recording.ts'
import { madeUp } from './made_up.ts'

const speakers = (split: Split, part: Part, corpus = '') => [
  ...new Set(split[part].map(({ speaker }) => speaker).filter((speaker) => speaker.startsWith(corpus))),
]
const counts = (split: Split, corpus = '') => PARTS.map((part) => speakers(split, part, corpus).length)
const women = (split: Split, part: Part) =>
  new Set(split[part].filter(({ sex }) => sex === 'female').map(({ speaker }) => speaker)).size

t.test('no speaker is in two parts and no recording is lost', async (t) => {
  const recordings = [...madeUp('ravdess', 24), ...madeUp('tess', 2), ...madeUp('savee', 4)]
  for (const seed of [1, 2, 3, 4, 5]) {
    const split = splitBySpeaker(recordings, { seed })
    const all = PARTS.flatMap((part) => speakers(split, part))
    t.equal(new Set(all).size, all.length)
    t.equal(all.length, 30)
    t.same(new Set(PARTS.flatMap((part) => split[part])), new Set(recordings))
    t.same(counts(split, 'ravdess'), [15, 4, 5])
    t.same(counts(split, 'savee'), [2, 1, 1])
    t.same(counts(split, 'tess'), [1, 0, 1], 'two speakers: one trains, one tests')
    t.same(split.warnings, [])
  }
})

t.test('women and men are in each part in their shares', async (t) => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const split = splitBySpeaker(madeUp('ravdess', 20), { seed, test: 0.2, validation: 0.2 })
    t.same(
      PARTS.map((part) => [women(split, part), speakers(split, part).length]),
      [
        [6, 12],
        [2, 4],
        [2, 4],
      ],
    )
  }
})

t.test('it depends on the seed and on names only', async (t) => {
  const names = (split: Split) =>
    PARTS.map((part) => split[part].map((r) => `${r.speaker}/${path.basename(r.path)}`))
  const here = [...madeUp('ravdess', 12), ...madeUp('tess', 2)]
  const there = [
    ...madeUp('tess', 2, { root: '/other' }).reverse(),
    ...madeUp('ravdess', 12, { root: '/elsewhere' }).reverse(),
  ]
  for (const make of [splitBySpeaker, splitByRecording]) {
    t.same(names(make(there, { seed: 7 })), names(make(here, { seed: 7 })))
    t.notSame(names(make(here, { seed: 8 })), names(make(here, { seed: 7 })))
  }
  t.same(foldsBySpeaker(there, { folds: 3 }).map(names), foldsBySpeaker(here, { folds: 3 }).map(names))
})

t.test('another corpus does not change how one is split', async (t) => {
  const alone = splitBySpeaker(madeUp('ravdess', 12))
  const beside = splitBySpeaker([...madeUp('savee', 4), ...madeUp('ravdess', 12)])
  t.same(speakers(beside, 'test', 'ravdess'), speakers(alone, 'test'))
})

t.test('named speakers are the part, and no others', async (t) => {
  const recordings = [...madeUp('ravdess', 10), ...madeUp('tess', 2)]
  const split = splitBySpeaker(recordings, { testSpeakers: ['ravdess-03', 'tess-02'] })
  t.same(speakers(split, 'test'), ['ravdess-03', 'tess-02'])
  t.same(counts(split, 'ravdess'), [7, 2, 1])
  t.same(speakers(split, 'train', 'tess'), ['tess-01'])
  const both = splitBySpeaker(recordings, {
    testSpeakers: ['ravdess-03'],
    validationSpeakers: ['ravdess-04', 'tess-01'],
  })
  t.same(speakers(both, 'validation'), ['ravdess-04', 'tess-01'])
  t.same(counts(both), [9, 2, 1])

  t.throws(() => splitBySpeaker(recordings, { testSpeakers: ['ravdess-99'] }), {
    code: 'INVALID_OPTION',
    message: /testSpeakers: expected some of ravdess-01, .* found "ravdess-99"/,
  })
  t.throws(() => splitBySpeaker(recordings, { testSpeakers: ['tess-01'], validationSpeakers: ['tess-01'] }), {
    code: 'INVALID_OPTION',
    message: /in both, found tess-01/,
  })
  t.throws(() => splitBySpeaker(madeUp('tess', 2), { testSpeakers: ['tess-01', 'tess-02'] }), {
    code: 'TOO_FEW_SPEAKERS',
    message: /name all/,
  })
})

t.test('few speakers', async (t) => {
  t.same(counts(splitBySpeaker(madeUp('ravdess', 3))), [1, 1, 1])
  const two = splitBySpeaker(madeUp('tess', 2))
  t.same(counts(two), [1, 0, 1])
  t.match(two.warnings, [/Too few speakers for a validation part/])
  t.same(counts(splitBySpeaker(madeUp('tess', 2), { test: 0 })), [2, 0, 0], 'never one for validation')
  t.throws(() => splitBySpeaker(madeUp('ravdess', 1)), {
    code: 'TOO_FEW_SPEAKERS',
    message: /found only ravdess-01 \(14 recordings\): add .* or split by recording/,
  })
  t.same(counts(splitBySpeaker(madeUp('ravdess', 1), { test: 0, validation: 0 })), [1, 0, 0])
  const lone = splitBySpeaker([...madeUp('ravdess', 6), ...madeUp('savee', 1)])
  t.same(counts(lone, 'savee'), [1, 0, 0])
  t.match(lone.warnings, [/savee has a single speaker, who trains/])
  const scattered = splitBySpeaker([...madeUp('ravdess', 1), ...madeUp('savee', 1), ...madeUp('tess', 1)])
  t.same(counts(scattered), [1, 1, 1])
  t.match(scattered.warnings, [/Every corpus has a single speaker/])
  t.throws(() => splitBySpeaker([]), { code: 'NO_RECORDINGS' })
})

t.test('shares of nothing, and of too much', async (t) => {
  t.same(counts(splitBySpeaker(madeUp('ravdess', 10), { test: 0 })), [8, 2, 0])
  t.same(counts(splitBySpeaker(madeUp('ravdess', 10), { validation: 0 })), [8, 0, 2])
  for (const make of [splitBySpeaker, splitByRecording])
    t.throws(() => make(madeUp('ravdess', 10), { test: 0.6, validation: 0.4 }), {
      code: 'INVALID_OPTION',
      message: /less than 1, found 0.6 \+ 0.4/,
    })
  t.throws(() => splitBySpeaker(madeUp('ravdess', 10), { test: 1 }), { code: 'INVALID_OPTION' })
})

t.test('missing classes', async (t) => {
  const recordings = madeUp('ravdess', 10)
  const without = (speaker: RegExp) =>
    recordings.filter((r) => !(r.emotion === 'fear' && speaker.test(r.speaker)))
  const named = { testSpeakers: ['ravdess-01'], validationSpeakers: ['ravdess-02'] }
  t.match(splitBySpeaker(without(/-01$/), named).warnings, [/The test part has no fear/])
  t.match(splitBySpeaker(without(/-02$/), named).warnings, [/The validation part has no fear/])
  t.match(splitBySpeaker(without(/./), named).warnings, [/No recording of fear anywhere/])
  t.throws(() => splitBySpeaker(without(/-(?!01)..$/), named), {
    code: 'MISSING_CLASS',
    message: /training part: .* found no fear: name other test speakers/,
  })
})

t.test('by recording: shares of every emotion, and a warning', async (t) => {
  const recordings = madeUp('ravdess', 20)
  const split = splitByRecording(recordings)
  t.match(split.warnings, [/inflates every score.*0\.69 so, 0\.37/])
  for (const emotion of ['neutral', 'surprise'])
    t.same(
      PARTS.map((part) => split[part].filter((r) => r.emotion === emotion).length),
      [26, 6, 8],
    )
  t.same(new Set(PARTS.flatMap((part) => split[part])), new Set(recordings))
  t.throws(() => splitByRecording(recordings, { testSpeakers: ['ravdess-01'] }), {
    code: 'INVALID_OPTION',
    message: /testSpeakers/,
  })
  t.throws(() => splitByRecording([]), { code: 'NO_RECORDINGS' })
})

t.test('by recording: the same bytes never straddle', async (t) => {
  const twin = ({ path: file, speaker }: Recording) => `${speaker} ${path.basename(file).split('-')[0]}`
  const recordings = madeUp('ravdess', 10).map((recording) => ({
    ...recording,
    contentHash: twin(recording),
  }))
  for (const seed of [1, 2, 3]) {
    const split = splitByRecording(recordings, { seed })
    const parts = PARTS.map((part) => new Set(split[part].map(twin)))
    t.equal(
      parts.reduce((sum, { size }) => sum + size, 0),
      70,
      'each pair in one part',
    )
    t.ok(parts.every(({ size }) => size > 0))
  }
})

t.test('folds: every speaker is tested once', async (t) => {
  const recordings = [...madeUp('ravdess', 16), ...madeUp('savee', 4)]
  const folds = foldsBySpeaker(recordings, { folds: 4 })
  t.equal(folds.length, 4)
  const tested = folds.flatMap((fold) => speakers(fold, 'test'))
  t.equal(tested.length, 20)
  t.equal(new Set(tested).size, 20)
  for (const fold of folds) {
    const all = PARTS.flatMap((part) => speakers(fold, part))
    t.equal(new Set(all).size, 20)
    t.equal(all.length, 20)
    t.equal(speakers(fold, 'test', 'ravdess').length, 4)
    t.equal(speakers(fold, 'test', 'savee').length, 1)
    t.equal(
      new Set(fold.test.filter((r) => r.corpus === 'ravdess' && r.sex === 'male').map((r) => r.speaker)).size,
      2,
    )
    t.ok(fold.validation.length > 0)
    t.same(fold.warnings, [])
  }
  t.same(
    foldsBySpeaker(madeUp('ravdess', 16), { folds: 5 })
      .map((fold) => speakers(fold, 'test').length)
      .sort(),
    [3, 3, 3, 3, 4],
  )
})

t.test('folds: too few speakers', async (t) => {
  t.throws(() => foldsBySpeaker(madeUp('ravdess', 3), { folds: 4 }), {
    code: 'TOO_FEW_SPEAKERS',
    message: /4 folds and 3 speakers/,
  })
  const folds = foldsBySpeaker([...madeUp('ravdess', 9), ...madeUp('tess', 2)], { folds: 3 })
  t.match(folds[0].warnings, [/tess has 2 speakers: only 2 of 3 folds test it/])
  t.throws(() => foldsBySpeaker(madeUp('ravdess', 3), { folds: 1 }), { code: 'INVALID_OPTION' })
})
