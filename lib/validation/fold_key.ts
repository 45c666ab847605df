/** What a training depends on: when all of it is the same, it need not be done again. */
import { createHash } from 'node:crypto'
import { addonDigest } from '../audio/addon.ts'
import { recordingName } from '../corpora/order.ts'
import { type Fold, PARTS } from '../corpora/split.ts'
import type { ContentHashes } from '../features/content_hashes.ts'
import { resolveTraining } from '../model/training_options.ts'
import { VERSION } from '../version.ts'
import type { Configuration } from './fold_result.ts'

/** Every option of a configuration, with its preset and the defaults of today. */
export function resolveConfiguration(configuration: Configuration) {
  return { ...configuration, ...resolveTraining(configuration) }
}

/** Which recording, of which content and label, is in which part of which fold. */
export function foldsDigest(folds: readonly Fold[], hashes: ContentHashes): string {
  return digest(folds.map((fold) => [fold.name, partsOf(fold, hashes)]))
}

/** The key of one training: its parts, its options with its seed, and the version of what trains. */
export function trainingKey(fold: Fold, hashes: ContentHashes, configuration: Configuration): string {
  return digest([VERSION, addonDigest(), partsOf(fold, hashes), resolveConfiguration(configuration)])
}

function partsOf(fold: Fold, hashes: ContentHashes) {
  return PARTS.map((part) =>
    fold[part].map((recording) => [recordingName(recording), recording.emotion, hashes.get(recording.path)]),
  )
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex')
}
