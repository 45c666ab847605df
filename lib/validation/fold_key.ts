/** What a training depends on: when all of it is the same, it need not be done again. */
import { createHash } from 'node:crypto'
import { addonDigest } from '../audio/addon.ts'
import { mapBounded } from '../corpora/concurrency.ts'
import { recordingName } from '../corpora/order.ts'
import { type Fold, PARTS } from '../corpora/split.ts'
import { contentOf } from '../features/cache_key.ts'
import {
  augmentSchema,
  featureSchema,
  modelSchema,
  parseOptions,
  spectralAugmentSchema,
  trainingSchema,
} from '../options.ts'
import type { Recording } from '../recording.ts'
import { VERSION } from '../version.ts'
import type { Configuration } from './fold_result.ts'

/** SHA-256 of every recording's file, by path. */
export type ContentHashes = ReadonlyMap<string, string>

const UNREADABLE = 'unreadable'

/** Reads every file once. What cannot be read says so in the place of its hash; extraction reports it. */
export async function hashesOf(
  recordings: readonly Recording[],
  signal?: AbortSignal,
): Promise<ContentHashes> {
  const hashes = await mapBounded(
    recordings,
    async ({ path }) => {
      const hash = await contentOf(path).then(
        (content) => content.hash,
        () => UNREADABLE,
      )
      return [path, hash] as const
    },
    { signal },
  )
  return new Map(hashes)
}

/** Every option of a configuration, with the defaults of today. */
export function resolveConfiguration(configuration: Configuration) {
  const { features, augment, spectral, model, training } = configuration
  const modelOptions = modelSchema.omit({ frames: true, coefficients: true, classes: true })
  return {
    ...configuration,
    features: parseOptions(featureSchema, features),
    augment: augment === null ? null : parseOptions(augmentSchema, augment),
    spectral: spectral === null ? null : parseOptions(spectralAugmentSchema, spectral),
    model: parseOptions(modelOptions, model),
    training: parseOptions(trainingSchema, training),
  }
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
