/** The scores of a cross-validation, out of those of its trainings. */
import { groupBy } from '../corpora/speakers.ts'
import { EMOTIONS, emotionIndex } from '../emotions.ts'
import { confusionOf, recallsOf } from '../model/confusion.ts'
import { aloneOf, type ScoredRecording, type SpeakerMetrics, scorePredictions } from '../model/evaluate.ts'
import type { CorpusName } from '../recording.ts'

/** A prediction of one training. */
export interface FoldPrediction extends ScoredRecording {
  readonly fold: string
  readonly seed: number
}

export interface Spread {
  readonly mean: number
  /** Sample deviation (n - 1); null of a single value. */
  readonly deviation: number | null
}

export interface Spreads {
  readonly uar: Spread
  readonly accuracy: Spread
}

/**
 * Scores of all test recordings, each heard once a seed: UAR, accuracy and F1 are of all predictions together, which for UAR
 * and accuracy is the mean over the seeds; the confusion matrix counts all seeds.
 */
export interface CrossMetrics extends SpeakerMetrics {
  /** Recordings, whatever the number of seeds. */
  readonly clips: number
  readonly speakers: number
  /** Over the folds, each the mean of its seeds. */
  readonly overFolds: Spreads
  /** Over the seeds, each of all folds together. */
  readonly overSeeds: Spreads
}

/** One speaker, for tests over speakers. */
export interface SpeakerScore {
  readonly speaker: string
  readonly corpus: CorpusName
  readonly uar: number
  readonly accuracy: number
  /** Recordings of every emotion, in the order of EMOTIONS. */
  readonly clips: readonly number[]
  /** [seed][emotion]: how many of those were heard as what they are. */
  readonly hits: readonly (readonly number[])[]
}

/** Scores over all recordings and for every corpus. */
export function summarise(predictions: readonly FoldPrediction[]): {
  readonly overall: CrossMetrics
  readonly perCorpus: Partial<Record<CorpusName, CrossMetrics>>
  readonly alone?: CrossMetrics
} {
  const corpora = [...new Set(predictions.map(({ recording }) => recording.corpus))].sort()
  return {
    overall: crossMetrics(predictions),
    perCorpus: Object.fromEntries(
      corpora.map((corpus) => [
        corpus,
        crossMetrics(predictions.filter(({ recording }) => recording.corpus === corpus)),
      ]),
    ),
    ...aloneOf(predictions, crossMetrics),
  }
}

function crossMetrics(predictions: readonly FoldPrediction[]): CrossMetrics {
  const seeds = groupBy(predictions, ({ seed }) => String(seed))
  const folds = groupBy(predictions, ({ fold }) => fold)
  return {
    ...scorePredictions(predictions).overall,
    clips: predictions.length / seeds.length,
    speakers: new Set(predictions.map(({ recording }) => recording.speaker)).size,
    overFolds: spreadsOf(folds.map(([, group]) => scoresOf(group))),
    overSeeds: spreadsOf(seeds.map(([, group]) => scoresOf(group))),
  }
}

interface Scores {
  readonly uar: number
  readonly accuracy: number
}

/** Without intervals, which take time. */
export function scoresOf(predictions: readonly ScoredRecording[]): Scores {
  return recallsOf(confusionOf(predictions))
}

function spreadsOf(scores: readonly Scores[]): Spreads {
  return {
    uar: spreadOf(scores.map(({ uar }) => uar)),
    accuracy: spreadOf(scores.map(({ accuracy }) => accuracy)),
  }
}

export function spreadOf(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, deviation: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : null }
}

export function speakerScores(
  predictions: readonly FoldPrediction[],
  seeds: readonly number[],
): SpeakerScore[] {
  return groupBy(predictions, ({ recording }) => recording.speaker).map(([speaker, own]) => {
    const ofSeeds = seeds.map((seed) => own.filter((prediction) => prediction.seed === seed))
    const right = ofSeeds.map((group) =>
      group.filter(({ recording, predicted }) => recording.emotion === predicted),
    )
    return {
      speaker,
      corpus: own[0].recording.corpus,
      ...scoresOf(own),
      clips: countEmotions(ofSeeds[0]),
      hits: right.map(countEmotions),
    }
  })
}

function countEmotions(predictions: readonly ScoredRecording[]): number[] {
  const counts = EMOTIONS.map(() => 0)
  for (const { recording } of predictions) counts[emotionIndex(recording.emotion)]++
  return counts
}
