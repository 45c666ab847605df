import path from 'node:path'
import { makeFolder, writeFailure } from '../files.ts'
import type { EpochRecord } from './fit.ts'
import { tensorflow } from './tensorflow.ts'

/** Tags are Keras's, so that runs of both lie over one another; the folders too. */
const CURVES: readonly [folder: string, tag: string, of: (record: EpochRecord) => number | null][] = [
  ['train', 'epoch_loss', ({ loss }) => loss],
  ['train', 'epoch_accuracy', ({ accuracy }) => accuracy],
  ['validation', 'epoch_loss', ({ validationLoss }) => validationLoss],
  ['validation', 'epoch_accuracy', ({ validationAccuracy }) => validationAccuracy],
  ['validation', 'epoch_uar', ({ validationUar }) => validationUar],
]

/**
 * Learning curves as event files for TensorBoard, an epoch as soon as it is over: `train/` and `validation/` in a folder.
 * tfjs-node's own callback wants `model.fit`, which is not what trains here; its writer is the same.
 *
 * @returns what takes every epoch: an `onEpoch` of training.
 * @throws EmovoxError `WRITE_FAILED`, also from what it returns.
 */
export async function tensorboardLog(folder: string): Promise<(record: EpochRecord) => void> {
  await makeFolder(folder)
  const writers = new Map<string, ReturnType<ReturnType<typeof tensorflow>['node']['summaryFileWriter']>>()
  const writer = (name: string) => {
    const known = writers.get(name) ?? tensorflow().node.summaryFileWriter(path.join(folder, name))
    writers.set(name, known)
    return known
  }
  return (record) => {
    try {
      for (const [name, tag, of] of CURVES) {
        const value = of(record)
        if (value !== null) writer(name).scalar(tag, value, record.epoch)
      }
      for (const known of writers.values()) known.flush()
    } catch (cause) {
      throw writeFailure(folder, cause)
    }
  }
}
