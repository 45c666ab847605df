import path from 'node:path'
import { stringify } from 'csv-stringify/sync'
import { EMOTIONS } from '../emotions.ts'
import { writeJson, writeWhole } from '../files.ts'
import type { Evaluation } from '../model/evaluate.ts'
import { confusionMatrixSvg } from './confusion_matrix.ts'
import { makeReport, type ReportContext } from './make_report.ts'
import { saveReport } from './save_report.ts'

/**
 * Writes an evaluation into a folder: `metrics.json` (overall and per corpus; null where nothing can be divided),
 * `predictions.csv` (a row a recording, with the probability of every emotion), `confusion-matrix.svg` and `report.html`
 * (with `report.json`).
 *
 * @param title above the matrix: which recordings these are.
 * @param facts beside the metrics in the JSON: what a reader must know to judge them.
 * @param context what the report says beside the scores.
 * @throws EmovoxError `WRITE_FAILED`.
 */
export async function saveEvaluation(
  evaluation: Evaluation,
  folder: string,
  title: string,
  facts: Readonly<Record<string, unknown>> = {},
  context: ReportContext = {},
): Promise<void> {
  const { overall, perCorpus, alone, speakerRecordings, predictions, failures } = evaluation
  const unusable = failures.map(({ recording, error }) => ({
    path: recording.path,
    code: error.code,
    reason: error.message,
  }))
  await writeJson(path.join(folder, 'metrics.json'), {
    ...facts,
    emotions: EMOTIONS,
    overall,
    perCorpus,
    ...(alone && { alone, speakerRecordings }),
    unusable,
  })
  await writeWhole(
    path.join(folder, 'predictions.csv'),
    stringify(predictions.map(predictionRow), { header: true }),
  )
  await writeWhole(path.join(folder, 'confusion-matrix.svg'), confusionMatrixSvg(overall, title))
  await saveReport(
    makeReport(evaluation, title, { name: path.basename(path.resolve(folder)), ...context }),
    folder,
  )
}

/** One row of `predictions.csv`. */
export function predictionRow({ recording, predicted, probabilities }: Evaluation['predictions'][number]) {
  const { path: file, corpus, speaker, emotion } = recording
  const each = EMOTIONS.map((name, k) => [name, probabilities[k].toFixed(6)])
  return { path: file, corpus, speaker, emotion, predicted, ...Object.fromEntries(each) }
}
