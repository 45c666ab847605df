import { EMOTIONS } from '../emotions.ts'
import type { CrossValidation, FoldSummary } from '../validation/cross_validate.ts'
import type { CrossMetrics, Spread } from '../validation/summary.ts'
import { spreadOf } from '../validation/summary.ts'
import { ALONE } from './metrics_table.ts'
import { percent, print, table } from './output.ts'

type Printed = Pick<CrossValidation, 'trainings' | 'seeds' | 'overall' | 'perCorpus' | 'alone' | 'protocol'>

/** A cross-validation for people: a row a fold, scores over all and per corpus, per emotion, the confusion matrix. */
export function printCrossValidation(result: Printed): void {
  print(foldTable(result))
  print('')
  print(scoreTable(result))
  print('')
  const { overall } = result
  print(
    table(
      ['emotion', 'precision', 'recall', 'F1', ...EMOTIONS.map((name) => `as ${name}`)],
      overall.perClass.map(({ emotion, precision, recall, f1 }, k) => [
        emotion,
        percent(precision),
        percent(recall),
        percent(f1),
        ...overall.confusion[k],
      ]),
    ),
  )
  const seeds = result.seeds.length
  if (seeds > 1) print(`(counts of ${seeds} seeds)`)
  print(`\n${result.protocol}`)
  print(
    'Intervals are 95 % bootstrap intervals over speakers: what other speakers may give, not other trainings; how much ' +
      `those differ is the deviation over seeds${seeds > 1 ? '' : ' (of one seed there is none: --seeds 3)'}.`,
  )
}

function foldTable({ trainings, seeds }: Printed): string {
  const names = [...new Set(trainings.map(({ fold }) => fold))]
  const rows = names.map((name) => {
    const own = trainings.filter(({ fold }) => fold === name)
    const [{ testSpeakers, train, validation, test, unused }] = own
    return [
      name,
      shorten(testSpeakers),
      train,
      validation,
      test,
      unused,
      plusMinus(spread(own, 'uar'), seeds.length),
      plusMinus(spread(own, 'accuracy'), seeds.length),
    ]
  })
  return table(['fold', 'tested', 'train', 'validation', 'test', 'unused', 'UAR', 'accuracy'], rows)
}

const spread = (own: readonly FoldSummary[], score: 'uar' | 'accuracy') =>
  spreadOf(own.map((training) => training[score]))

function shorten(speakers: readonly string[]): string {
  return speakers.length > 4
    ? `${speakers.slice(0, 3).join(' ')} and ${speakers.length - 3} more`
    : speakers.join(' ')
}

function plusMinus({ mean, deviation }: Spread, seeds: number): string {
  return seeds > 1 ? `${percent(mean)} ± ${(100 * (deviation ?? 0)).toFixed(1)}` : percent(mean)
}

function scoreTable({ overall, perCorpus, alone }: Printed): string {
  const corpora = Object.entries(perCorpus)
  const rows = [
    scoreRow('all', overall),
    ...(corpora.length > 1 ? corpora.map(([name, metrics]) => scoreRow(name, metrics)) : []),
    ...(alone ? [scoreRow(ALONE, alone)] : []),
  ]
  const head = ['recordings', 'clips', 'speakers', 'UAR', '95 % interval', '± folds', '± seeds']
  return table([...head, 'accuracy', '95 % interval', 'macro F1'], rows)
}

function scoreRow(name: string, metrics: CrossMetrics) {
  const interval = (bounds: CrossMetrics['uarInterval']) =>
    bounds ? `${percent(bounds[0])} - ${percent(bounds[1])}` : '-'
  const deviation = ({ deviation }: Spread) => (deviation === null ? '-' : percent(deviation))
  const { clips, speakers, uar, accuracy, macroF1, overFolds, overSeeds } = metrics
  return [
    name,
    clips,
    speakers,
    percent(uar),
    interval(metrics.uarInterval),
    deviation(overFolds.uar),
    deviation(overSeeds.uar),
    percent(accuracy),
    interval(metrics.accuracyInterval),
    percent(macroF1),
  ]
}
