import t from 'tap'
import { EMOTIONS } from '../../lib/emotions.ts'
import { type FoldPrediction, speakerScores, spreadOf, summarise } from '../../lib/validation/summary.ts'

/** A speaker whose `right` of ten clips of every emotion are heard as what they are. */
function heard(speaker: string, fold: string, seed: number, right: number): FoldPrediction[] {
  return EMOTIONS.flatMap((emotion, k) =>
    Array.from({ length: 10 }, (_, clip) => ({
      recording: { path: `/${speaker}/${k}-${clip}.wav`, emotion, speaker, corpus: 'ravdess' as const },
      predicted: clip < right ? emotion : EMOTIONS[(k + 1) % 7],
      probabilities: [],
      fold,
      seed,
    })),
  )
}

const near = (found: number | null | undefined, wanted: number) =>
  Math.abs((found ?? Number.NaN) - wanted) < 1e-12

t.test('scores of folds and seeds, and how much they differ', async (t) => {
  const predictions = [
    ...heard('a', 'fold-1', 1, 4),
    ...heard('b', 'fold-2', 1, 8),
    ...heard('a', 'fold-1', 2, 6),
    ...heard('b', 'fold-2', 2, 8),
  ]
  const { overall, perCorpus } = summarise(predictions)
  t.equal(overall.clips, 140, 'recordings, not predictions')
  t.equal(overall.speakers, 2)
  t.ok(near(overall.uar, 0.65), 'the mean over seeds')
  t.equal(overall.uarInterval, null, 'of two speakers there is no interval')
  t.ok(near(overall.overFolds.uar.mean, 0.65))
  // Folds 0.5 and 0.8, seeds 0.6 and 0.7: half of the difference, times the root of two.
  t.ok(near(overall.overFolds.uar.deviation, 0.15 * Math.SQRT2))
  t.ok(near(overall.overSeeds.uar.deviation, 0.05 * Math.SQRT2))
  t.same(perCorpus.ravdess, overall)
  const [a] = speakerScores(predictions, [1, 2])
  t.same(a.clips, [10, 10, 10, 10, 10, 10, 10])
  t.same(
    a.hits.map(([neutral]) => neutral),
    [4, 6],
  )
})

t.test('of one value there is no deviation', async (t) => {
  t.same(spreadOf([0.5]), { mean: 0.5, deviation: null })
})

t.test('of models that hear speakers there are two scores', async (t) => {
  const known = [...heard('a', 'fold-1', 1, 8), ...heard('b', 'fold-2', 1, 6)]
  // Alone they are all heard as the next emotion but one.
  const oneHot = (k: number) => EMOTIONS.map((_, index) => (index === k ? 1 : 0))
  const both = known.map((prediction, index) => {
    const truth = EMOTIONS.indexOf(prediction.recording.emotion)
    return { ...prediction, alone: oneHot(index % 10 < 3 ? truth : (truth + 2) % 7) }
  })
  const { overall, alone } = summarise(both)
  t.ok(near(overall.uar, 0.7))
  t.ok(near(alone?.uar, 0.3))
  t.ok(near(alone?.overFolds.uar.deviation, 0))
  t.equal(alone?.clips, 140)
  t.equal(summarise(known).alone, undefined)
  t.equal(summarise([...both, ...known]).alone, undefined, 'of some of them there is no score')
})
