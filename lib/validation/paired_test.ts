/** Whether two models differ on the same recordings, speaker by speaker. */

import type { Interval } from '../model/speaker_bootstrap.ts'
import { seededRandom } from '../random.ts'
import { pairedIntervals } from './paired_bootstrap.ts'
import type { SpeakerScore } from './summary.ts'

/** With up to that many speakers all sign flips are tried, 2^23 at most; else some are drawn. */
const MOST_EXACT = 24
const DRAWN_FLIPS = 100_000
/** Fewer speakers cannot give a p below 0.05: the smallest there is is 2 / 2^speakers. */
export const FEWEST_FOR_TEST = 6
const SIGNIFICANT = 0.05
/** One training of each says nothing of how much trainings differ. */
const FEWEST_SEEDS = 2
/** Of sums of the same numbers in another order; scores are multiples of much more. */
const ROUNDING = 1e-9

export type Verdict = 'first better' | 'second better' | 'not shown' | 'too few speakers' | 'too few seeds'

export interface Difference {
  readonly first: number
  readonly second: number
  /** Second minus first. */
  readonly difference: number
  /** 95 %, over speakers and seeds; null with too few speakers. */
  readonly interval: Interval | null
  /** Two-sided, of the permutation test; null with too few speakers. */
  readonly p: number | null
}

export interface PairedTest {
  readonly uar: Difference
  readonly accuracy: Difference
  readonly speakers: number
  /** Speakers on whom the second has the higher UAR, and on whom the lower. */
  readonly secondBetter: number
  readonly secondWorse: number
  /** Of UAR: one is better when p is below 0.05 and the interval has no 0 in it. */
  readonly verdict: Verdict
}

/** A speaker's results under both models, of the same recordings. */
export interface SpeakerPair {
  readonly first: SpeakerScore
  readonly second: SpeakerScore
}

/**
 * Compares two configurations that were tested on the same recordings of the same speakers.
 *
 * The permutation test asks whether the difference may be chance: were the models alike, each speaker's two results
 * could be swapped. Of all such swaps, p is the share with a difference as large as the one found, in either direction
 * (Fisher 1935; of language models Yeh 2000, Dror et al. 2018). With up to 24 speakers it is exact.
 *
 * The interval says how large the difference may be: a bootstrap over speakers, the same for both, and over the seeds
 * of each, as those of two configurations have nothing in common (Bouthillier et al. 2021).
 *
 * Both are read. A training's luck is shared by all speakers of a fold, which the permutation test takes for a difference;
 * the bootstrap over seeds does not. With few speakers the bootstrap's interval is too narrow; the permutation test is not.
 */
export function comparePaired(pairs: readonly SpeakerPair[], seed = 1): PairedTest {
  const gains = pairs.map(({ first, second }) => second.uar - first.uar)
  const intervals = pairs.length >= FEWEST_FOR_TEST ? pairedIntervals(pairs, seed) : null
  const uar = { ...differenceOf(pairs, 'uar', seed), interval: intervals?.uar ?? null }
  return {
    uar,
    accuracy: { ...differenceOf(pairs, 'accuracy', seed), interval: intervals?.accuracy ?? null },
    speakers: pairs.length,
    secondBetter: gains.filter((gain) => gain > ROUNDING).length,
    secondWorse: gains.filter((gain) => gain < -ROUNDING).length,
    verdict: verdictOf(uar, pairs),
  }
}

function verdictOf({ difference, p, interval }: Difference, pairs: readonly SpeakerPair[]): Verdict {
  if (p === null || interval === null) return 'too few speakers'
  const [{ first, second }] = pairs
  if (Math.min(first.hits.length, second.hits.length) < FEWEST_SEEDS) return 'too few seeds'
  const [low, high] = interval
  if (p >= SIGNIFICANT || (low <= 0 && high >= 0)) return 'not shown'
  return difference > 0 ? 'second better' : 'first better'
}

type Score = 'uar' | 'accuracy'

function differenceOf(
  pairs: readonly SpeakerPair[],
  score: Score,
  seed: number,
): Omit<Difference, 'interval'> {
  const totals = classTotals(pairs.map(({ first }) => first))
  const sides = (['first', 'second'] as const).map((side) =>
    pairs.map((pair) => shareOf(pair[side], totals, score)),
  )
  const [first, second] = sides.map((shares) => shares.reduce((sum, share) => sum + share, 0))
  const shares = pairs.map((_, k) => sides[1][k] - sides[0][k])
  return {
    first,
    second,
    difference: second - first,
    p: pairs.length >= FEWEST_FOR_TEST ? signFlipTest(shares, seed) : null,
  }
}

/** Recordings of every emotion, of all speakers. */
function classTotals(speakers: readonly SpeakerScore[]): number[] {
  return speakers[0].clips.map((_, emotion) => speakers.reduce((sum, { clips }) => sum + clips[emotion], 0))
}

/**
 * A speaker's share of the score of all: UAR is the mean over emotions of hits / recordings, which is a sum over
 * speakers, so that to swap a speaker's results is to turn the sign of one term of the difference.
 */
function shareOf({ hits }: SpeakerScore, totals: readonly number[], score: Score): number {
  const occurring = totals.filter((total) => total > 0).length
  const all = totals.reduce((sum, total) => sum + total, 0)
  const mean = totals.map(
    (_, emotion) => hits.reduce((sum, ofSeed) => sum + ofSeed[emotion], 0) / hits.length,
  )
  return mean.reduce((sum, right, emotion) => {
    if (totals[emotion] === 0) return sum
    return sum + (score === 'uar' ? right / totals[emotion] / occurring : right / all)
  }, 0)
}

/**
 * Two-sided p of a sum under random signs of its terms: exact for few terms; else of drawn signs, those found counted among
 * them, so that p is never 0 (Phipson and Smyth 2010).
 */
export function signFlipTest(terms: readonly number[], seed = 1): number {
  const found = Math.abs(terms.reduce((sum, term) => sum + term, 0)) - ROUNDING
  if (terms.length <= MOST_EXACT) return exactSignFlips(terms, found)
  const random = seededRandom(seed, 'sign flips')
  let asLarge = 1
  for (let draw = 0; draw < DRAWN_FLIPS; draw++) {
    let sum = 0
    for (const term of terms) sum += random.integer(0, 1) === 1 ? -term : term
    if (Math.abs(sum) >= found) asLarge++
  }
  return asLarge / (DRAWN_FLIPS + 1)
}

/** All signs of all terms but the last (to turn all is to turn none), in Gray's order: one is turned at a time. */
function exactSignFlips(terms: readonly number[], found: number): number {
  const flips = 2 ** (terms.length - 1)
  const signed = [...terms]
  let sum = terms.reduce((total, term) => total + term, 0)
  let asLarge = 0
  for (let flip = 1; flip <= flips; flip++) {
    if (Math.abs(sum) >= found) asLarge++
    // The lowest bit that is set in the number of the flip.
    const turned = 31 - Math.clz32(flip & -flip)
    sum -= 2 * signed[turned]
    signed[turned] = -signed[turned]
  }
  return asLarge / flips
}
