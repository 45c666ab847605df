import t from 'tap'
import { comparePaired, signFlipTest } from '../../lib/validation/paired_test.ts'
import type { SpeakerScore } from '../../lib/validation/summary.ts'

/** A speaker with ten clips of every emotion, of which so many are heard right with each seed. */
function speaker(name: string, ...right: number[]): SpeakerScore {
  const mean = right.reduce((sum, count) => sum + count, 0) / right.length / 10
  return {
    speaker: name,
    corpus: 'ravdess',
    uar: mean,
    accuracy: mean,
    clips: new Array(7).fill(10),
    hits: right.map((count) => new Array(7).fill(count)),
  }
}

const pairs = (first: readonly number[], second: readonly number[]) =>
  first.map((right, k) => ({
    first: speaker(`s${k}`, right, right),
    second: speaker(`s${k}`, second[k], second[k]),
  }))

t.test('p is that of all sign flips', async (t) => {
  // By hand: 2 of the 2^6 sums are as far from 0 as 6, those of all pluses and of all minuses.
  t.equal(signFlipTest([1, 1, 1, 1, 1, 1]), 2 / 64)
  // scipy.stats.permutation_test(([1, 2, 3, -1, 4, 2, -2, 5],), sum, permutation_type='samples').pvalue
  t.equal(signFlipTest([1, 2, 3, -1, 4, 2, -2, 5]), 0.109375)
  t.equal(signFlipTest([0, 0, 0]), 1)
  t.equal(signFlipTest([1, -1, 1, -1]), 1)
  t.equal(signFlipTest([0.1, 0.2, -0.1]), 6 / 8, 'sums that rounding makes unequal are as large')
})

t.test('of many speakers flips are drawn: near the exact p, the same for a seed, never 0', async (t) => {
  const terms = Array.from({ length: 30 }, (_, k) => (k % 3 === 0 ? -1 : 1))
  // 20 heads and 10 tails or further: 2 * P(B(30, 1/2) >= 20).
  const p = signFlipTest(terms)
  t.ok(Math.abs(p - 0.0987) < 0.004, `${p}`)
  t.equal(signFlipTest(terms), p)
  const certain = signFlipTest(new Array(60).fill(1))
  t.ok(certain > 0 && certain < 1e-4)
})

t.test('a difference that every speaker shows is real, one that half of them show is not', async (t) => {
  const before = [3, 4, 5, 6, 3, 4, 5, 6]
  const better = comparePaired(
    pairs(
      before,
      before.map((right) => right + 1),
    ),
  )
  t.match(better, { verdict: 'second better', speakers: 8, secondBetter: 8, secondWorse: 0 })
  t.equal(better.uar.p, 2 / 256)
  t.ok(Math.abs(better.uar.difference - 0.1) < 1e-12)
  t.ok(
    better.uar.interval?.every((bound) => Math.abs(bound - 0.1) < 1e-9),
    'the same of every speaker',
  )
  t.ok(Math.abs(better.uar.first - 0.45) < 1e-12)

  const mixed = comparePaired(
    pairs(
      before,
      before.map((right, k) => right + (k % 2 === 0 ? 2 : -2)),
    ),
  )
  t.match(mixed, { verdict: 'not shown', secondBetter: 4, secondWorse: 4, uar: { p: 1 } })
  const [low, high] = mixed.uar.interval ?? [0, 0]
  t.ok(low < -0.05 && high > 0.05)
  const worse = comparePaired(
    pairs(
      before,
      before.map((right) => right - 1),
    ),
  )
  t.equal(worse.verdict, 'first better')
})

t.test('few speakers cannot show anything', async (t) => {
  const few = comparePaired(pairs([1, 2, 3, 4, 5], [6, 7, 8, 9, 10]))
  t.match(few, { verdict: 'too few speakers', uar: { p: null, interval: null } })
  t.ok(Math.abs(few.uar.difference - 0.5) < 1e-12)
})

t.test('seeds that differ widen the interval, and then nothing is shown', async (t) => {
  const six = (first: readonly number[], second: readonly number[]) =>
    comparePaired(
      [1, 2, 3, 4, 5, 6].map((k) => ({
        first: speaker(`${k}`, ...first),
        second: speaker(`${k}`, ...second),
      })),
    )
  const steady = six([4, 4, 4], [5, 5, 5])
  const moody = six([3, 4, 5], [4, 5, 6])
  t.same([steady.uar.p, moody.uar.p], [2 / 64, 2 / 64], 'all speakers agree')
  t.equal(steady.verdict, 'second better')
  t.equal(moody.verdict, 'not shown', 'but it may be the luck of three trainings')
  const [low, high] = moody.uar.interval ?? [0, 0]
  t.ok(low < 0 && high > 0.2)
  t.match(six([4], [6]), { verdict: 'too few seeds', uar: { p: 2 / 64 } })
})
