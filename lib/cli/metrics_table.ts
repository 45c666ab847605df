import type { Evaluation, SpeakerMetrics } from '../model/evaluate.ts'
import { percent, print, table } from './output.ts'

/** Scores of a model that hears speakers, without what it is told of them. */
export const ALONE = 'all, speakers unknown'

/** An evaluation for people: headline scores over all and per corpus (the interval is over speakers), then the per-class table. */
export function printEvaluation({ overall, perCorpus, alone }: Evaluation): void {
  const scores = (name: string, { clips, uar, uarInterval, accuracy, macroF1 }: SpeakerMetrics) => [
    name,
    clips,
    percent(uar),
    uarInterval ? `${percent(uarInterval[0])} - ${percent(uarInterval[1])}` : '-',
    percent(accuracy),
    percent(macroF1),
  ]
  const corpora = Object.entries(perCorpus)
  const rows = [
    scores('all', overall),
    ...(corpora.length > 1 ? corpora.map(([name, m]) => scores(name, m)) : []),
    ...(alone ? [scores(ALONE, alone)] : []),
  ]
  print(table(['recordings', 'clips', 'UAR', '95 % interval', 'accuracy', 'macro F1'], rows))
  print('')
  print(
    table(
      ['emotion', 'clips', 'precision', 'recall', 'F1'],
      overall.perClass.map((row) => [
        row.emotion,
        row.support,
        percent(row.precision),
        percent(row.recall),
        percent(row.f1),
      ]),
    ),
  )
}

/** What `--json` prints. */
export const scoresOf = ({ overall, perCorpus, alone }: Evaluation) => ({
  overall,
  perCorpus,
  ...(alone && { alone }),
})
