import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import t from 'tap'
import { type Comparable, compareResults } from '../../lib/validation/compare.ts'
import { loadResult } from '../../lib/validation/load_result.ts'

/** A result of eight speakers, two of another corpus, of whom so many of ten clips of every emotion are heard right. */
function result(right: number, more: Partial<Comparable> = {}): Comparable {
  const speakers = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((speaker, k) => ({
    speaker,
    corpus: k < 6 ? ('ravdess' as const) : ('tess' as const),
    uar: right / 10,
    accuracy: right / 10,
    clips: new Array(7).fill(10),
    hits: [1, 2, 3].map(() => new Array(7).fill(right)),
  }))
  return { foldsDigest: 'abc', seeds: [1, 2, 3], configuration: {}, speakers, ...more }
}

t.test('over all and per corpus', async (t) => {
  const { overall, perCorpus, warnings } = compareResults(result(4), result(6))
  t.match(overall, { verdict: 'second better', speakers: 8, uar: { p: 2 / 256 } })
  t.match(perCorpus.ravdess, { verdict: 'second better', speakers: 6, uar: { p: 2 / 64 } })
  t.match(perCorpus.tess, { verdict: 'too few speakers', speakers: 2 })
  t.same(warnings, [])
})

t.test('options that differ are named, but for seeds', async (t) => {
  const first = { training: { epochs: 3, seed: 1, keep: 'last' }, spectral: { tempo: 1.2 }, added: [1, 2] }
  const second = { training: { epochs: 4, seed: 2, keep: 'last' }, spectral: null, added: [1, 2] }
  const { differs } = compareResults(
    result(4, { configuration: first }),
    result(4, { configuration: second }),
  )
  t.same(differs, [
    { option: 'training.epochs', first: 3, second: 4 },
    { option: 'spectral', first: { tempo: 1.2 }, second: null },
  ])
})

t.test('few seeds are warned of, other folds and other recordings refused', async (t) => {
  t.match(compareResults(result(4), result(4, { seeds: [7] })).warnings, [/^One seed a fold.*3 or more/])
  t.throws(() => compareResults(result(4), result(4, { foldsDigest: 'other' })), {
    code: 'NOT_COMPARABLE',
    message: /same recordings in the same folds in both results, found other folds/,
  })
  const { speakers } = result(4)
  const fewer = speakers.map((one) =>
    one.speaker === 'c' ? { ...one, clips: [9, ...one.clips.slice(1)] } : one,
  )
  t.throws(() => compareResults(result(4), result(4, { speakers: fewer })), {
    code: 'NOT_COMPARABLE',
    message: /recordings of c to be tested/,
  })
})

t.test('a saved result is loaded, anything else named', async (t) => {
  const folder = t.testdir({ 'cv.json': JSON.stringify(result(5)), 'other.json': '{"foldsDigest": "x"}' })
  t.same(await loadResult(folder), result(5))
  t.same(await loadResult(path.join(folder, 'cv.json')), result(5))
  await t.rejects(loadResult(path.join(folder, 'other.json')), {
    code: 'BAD_RUN',
    message: /other\.json.*seeds/,
  })
  await writeFile(path.join(folder, 'broken.json'), '{')
  await t.rejects(loadResult(path.join(folder, 'broken.json')), { code: 'BAD_RUN', message: /broken\.json/ })
})
