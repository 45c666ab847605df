import { type Interval, percentileInterval } from '../model/speaker_bootstrap.ts'
import { type Random, seededRandom } from '../random.ts'
import type { SpeakerPair } from './paired_test.ts'
import type { SpeakerScore } from './summary.ts'

const RESAMPLES = 2000

interface DifferenceIntervals {
  readonly uar: Interval
  readonly accuracy: Interval
}

/**
 * 95 % intervals of second minus first: percentiles of a bootstrap that draws speakers, the same for both, and seeds, of
 * each on its own.
 */
export function pairedIntervals(pairs: readonly SpeakerPair[], seed: number): DifferenceIntervals {
  const random = seededRandom(seed, 'paired bootstrap')
  const differences = Array.from({ length: RESAMPLES }, () => {
    const drawn = draw(pairs.length, random).map((k) => pairs[k])
    const first = scoresOf(
      drawn.map((pair) => pair.first),
      random,
    )
    const second = scoresOf(
      drawn.map((pair) => pair.second),
      random,
    )
    return { uar: second.uar - first.uar, accuracy: second.accuracy - first.accuracy }
  })
  return {
    uar: percentileInterval(differences.map(({ uar }) => uar)),
    accuracy: percentileInterval(differences.map(({ accuracy }) => accuracy)),
  }
}

function draw(count: number, random: Random): number[] {
  return Array.from({ length: count }, () => random.integer(0, count - 1))
}

/** Scores of these speakers, by seeds that are drawn of theirs. */
function scoresOf(speakers: readonly SpeakerScore[], random: Random) {
  const seeds = draw(speakers[0].hits.length, random)
  const classes = speakers[0].clips.length
  let recalls = 0
  let occurring = 0
  let allHits = 0
  let allClips = 0
  for (let emotion = 0; emotion < classes; emotion++) {
    let hits = 0
    let clips = 0
    for (const speaker of speakers) {
      clips += speaker.clips[emotion]
      for (const k of seeds) hits += speaker.hits[k][emotion]
    }
    if (clips === 0) continue
    recalls += hits / clips
    occurring++
    allHits += hits
    allClips += clips
  }
  return { uar: recalls / occurring / seeds.length, accuracy: allHits / allClips / seeds.length }
}
