import path from 'node:path'
import { stringify } from 'csv-stringify/sync'
import { manifestCsv } from '../corpora/manifest_csv.ts'
import { EMOTIONS } from '../emotions.ts'
import { writeWhole } from '../files.ts'
import { confusionMatrixSvg } from '../report/confusion_matrix.ts'
import { makeReport } from '../report/make_report.ts'
import { predictionRow } from '../report/save_evaluation.ts'
import { saveReport } from '../report/save_report.ts'
import { VERSION } from '../version.ts'
import type { CrossValidation } from './cross_validate.ts'

/**
 * Writes a cross-validation into a folder: `cv.json` (scores, options, a line a training and a speaker; what
 * {@link loadResult} reads), `predictions.csv` (a row a test recording and seed), `recordings.csv` (the fold that tests
 * each recording, and the SHA-256 of its file) `confusion-matrix.svg`
 * and `report.html` (with `report.json`).
 *
 * @throws EmovoxError `WRITE_FAILED`.
 */
export async function saveCrossValidation(result: CrossValidation, folder: string): Promise<void> {
  await writeWhole(path.join(folder, 'predictions.csv'), predictionsCsv(result))
  await writeWhole(path.join(folder, 'recordings.csv'), recordingsCsv(result))
  await writeWhole(
    path.join(folder, 'confusion-matrix.svg'),
    confusionMatrixSvg(result.overall, describeFolds(result)),
  )
  const { protocol, configuration } = result
  const name = path.basename(path.resolve(folder))
  await saveReport(makeReport(result, describeFolds(result), { name, protocol, configuration }), folder)
  // Last: a folder with cv.json has all of it.
  await writeWhole(path.join(folder, 'cv.json'), `${compactJson(cvJson(result))}\n`)
}

/** What `cv.json` has: also what `--json` prints. */
export function cvJson({ predictions, failures, hashes, ...result }: CrossValidation) {
  return {
    emovox: VERSION,
    emotions: EMOTIONS,
    ...result,
    unusable: failures.map(({ recording, error }) => ({
      path: recording.path,
      code: error.code,
      reason: error.message,
    })),
  }
}

/** `4 folds by speaker, 3 seeds`, `Split by speaker`. */
export function describeFolds({
  plan,
  trainings,
  seeds,
}: Pick<CrossValidation, 'plan' | 'trainings' | 'seeds'>): string {
  const more = seeds.length > 1 ? `, ${seeds.length} seeds` : ''
  if (!('folds' in plan)) return `Split by ${plan.by.replaceAll('-', ' ')}${more}`
  const folds = `${trainings.length / seeds.length} folds`
  const by = plan.by.startsWith('leave')
    ? `, ${plan.by.replaceAll('-', ' ')}`
    : ` by ${plan.by.replaceAll('-', ' ')}`
  return `${folds}${by}${more}`
}

function predictionsCsv({ predictions }: CrossValidation): string {
  const rows = predictions.map((prediction) => {
    const { path: file, corpus, speaker, emotion, predicted, ...each } = predictionRow(prediction)
    const { fold, seed, recording } = prediction
    const { sentence = '' } = recording
    return { path: file, corpus, speaker, sentence, emotion, fold, seed, predicted, ...each }
  })
  return stringify(rows, { header: true })
}

function recordingsCsv({ predictions, hashes, seeds }: CrossValidation): string {
  const rows = predictions
    .filter(({ seed }) => seed === seeds[0])
    .map(({ recording, fold }) => ({ recording, cells: { fold, sha256: hashes.get(recording.path) } }))
  return manifestCsv(rows, ['fold', 'sha256'])
}

/** Indented JSON with lists of numbers on one line each. */
function compactJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(/\[[-\d.e+,\snul]*\]/g, (list) => list.replace(/\s+/g, ' '))
}
