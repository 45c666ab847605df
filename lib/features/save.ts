import path from 'node:path'
import { stringify } from 'csv-stringify/sync'
import { dump } from 'npyjs'
import { EMOTIONS } from '../emotions.ts'
import { writeJson, writeWhole } from '../files.ts'
import { describeRow, type FeatureSet } from './feature_set.ts'

/**
 * Writes a feature set for NumPy and spreadsheets: `features.npy` (float32, [clips, frames, coefficients]),
 * `labels.npy` (int32, class indices), `manifest.csv` (path, corpus, speaker, emotion, augmentation; a row a clip) and
 * `options.json` (options, fingerprint, shape, names of the columns, emotions, failures).
 *
 * @throws EmovoxError `WRITE_FAILED`.
 */
export async function saveFeatures(set: FeatureSet, folder: string): Promise<void> {
  const { clips, frames, coefficients, columns: names, options, fingerprint, failures } = set
  const shape = [clips, frames, coefficients]
  await writeWhole(path.join(folder, 'features.npy'), new Uint8Array(dump(set.data, shape)))
  await writeWhole(path.join(folder, 'labels.npy'), new Uint8Array(dump(set.labels, [clips])))
  const columns = ['path', 'corpus', 'speaker', 'emotion', 'augmentation']
  const manifest = stringify(set.rows.map(describeRow), { header: true, columns })
  await writeWhole(path.join(folder, 'manifest.csv'), manifest)
  await writeJson(path.join(folder, 'options.json'), {
    shape,
    columns: names,
    emotions: EMOTIONS,
    fingerprint,
    ...options,
    failures: failures.map(({ recording, error }) => ({
      path: recording.path,
      code: error.code,
      reason: error.message,
    })),
  })
}
