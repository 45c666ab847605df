import t from 'tap'
import { EMOTIONS } from '../../lib/emotions.ts'
import type { ScoredRecording } from '../../lib/model/evaluate.ts'
import { scorePredictions } from '../../lib/model/evaluate.ts'
import { speakerIntervals } from '../../lib/model/speaker_bootstrap.ts'

/** A speaker of whose clips the first `right` of ten of every emotion are recognised. */
function speaker(name: string, right: number): ScoredRecording[] {
  return EMOTIONS.flatMap((emotion, k) =>
    Array.from({ length: 10 }, (_, clip) => ({
      recording: { path: `${name}-${k}-${clip}.wav`, emotion, speaker: name, corpus: 'ravdess' as const },
      predicted: clip < right ? emotion : EMOTIONS[(k + 1) % 7],
      probabilities: [],
    })),
  )
}

t.test('speakers who are alike give a point, speakers who differ their spread', async (t) => {
  const alike = ['a', 'b', 'c', 'd'].flatMap((name) => speaker(name, 6))
  t.same(speakerIntervals(alike)?.uar, [0.6, 0.6])
  const differing = [2, 4, 6, 8].flatMap((right, k) => speaker(`s${k}`, right))
  const interval = speakerIntervals(differing)?.uar
  // The mean of four draws from 0.2, 0.4, 0.6, 0.8: the deviation is 0.112, and the bounds are on a grid of 0.05.
  t.ok(interval && Math.abs(interval[0] - 0.3) < 0.051 && Math.abs(interval[1] - 0.7) < 0.051, `${interval}`)
  t.same(speakerIntervals(differing)?.uar, interval, 'seeded')
  const [low, high] = speakerIntervals(differing)?.accuracy ?? []
  t.same(
    [low?.toFixed(9), high?.toFixed(9)],
    interval?.map((bound) => bound.toFixed(9)),
    'of as many of each',
  )
  const { overall } = scorePredictions(differing)
  t.ok(Math.abs(overall.uar - 0.5) < 1e-12)
  t.same(overall.uarInterval, interval)
})

t.test('few speakers say nothing of others', async (t) => {
  t.equal(speakerIntervals(['a', 'b', 'c'].flatMap((name) => speaker(name, 5))), null)
})
