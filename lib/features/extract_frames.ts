import path from 'node:path'
import type { BatchFeatures } from '../audio/batch.ts'
import { describeOddity } from '../audio/clip_oddity.ts'
import { ClipPipeline } from '../audio/clip_pipeline.ts'
import { type Augmentation, PLAIN, planCopies } from '../augment/policy.ts'
import { EmovoxError } from '../errors.ts'
import {
  type AugmentOptions,
  augmentSchema,
  type FeatureOptions,
  featureSchema,
  parseOptions,
  seedSchema,
} from '../options.ts'
import type { Recording } from '../recording.ts'
import { type CacheChoice, openCache } from './cache.ts'
import { CachedPipeline } from './cache_pipeline.ts'
import { columnsOf } from './columns.ts'
import { type Failure, type FeatureSet, fingerprintOf, labelsOf } from './feature_set.ts'

type Deep<T> = { readonly [K in keyof T]?: T[K] extends readonly unknown[] ? T[K] : Partial<T[K]> }

export interface FrameOptions extends Deep<FeatureOptions> {
  /** Augmented copies beside every recording; default: none. */
  readonly augment?: Partial<AugmentOptions> | null
  /** Which recordings get augmented copies; default: all. */
  readonly augmented?: (recording: Recording) => boolean
  /** Seed of the augmentation; default 1. */
  readonly seed?: number
  /**
   * Keeps features on disk and takes from there what is there already: true is the platform's folder for caches (or
   * that which EMOVOX_CACHE names), a text is another folder. The features are the same, bit for bit. Default: false.
   */
  readonly cache?: CacheChoice
  /** Threads that work; default: one a core. */
  readonly threads?: number
  /** Called after every recording, in groups, some 50 times a second at most. */
  readonly onProgress?: (done: number, total: number) => void
  /** Stops the work: what is finished by then is returned when `keepPartial` is set, else the call throws `ABORTED`. */
  readonly signal?: AbortSignal
  readonly keepPartial?: boolean
}

/**
 * What is computed of every frame of recordings; see `extractFeatures`.
 *
 * @throws EmovoxError `INVALID_OPTION`; `ABORTED` when the signal fires.
 */
export async function extractFrames(
  recordings: readonly Recording[],
  options: FrameOptions,
): Promise<FeatureSet> {
  const features = parseOptions(featureSchema, featureOptionsOf(options))
  const augment = options.augment ? parseOptions(augmentSchema, options.augment) : null
  const { seed } = parseOptions(seedSchema, { seed: options.seed })
  const cache = openCache(options.cache)
  const plain = new ClipPipeline(features)
  const pipeline = cache ? new CachedPipeline(plain, cache, fingerprintOf(features)) : plain
  const items = recordings.map((recording) => {
    const wanted = augment !== null && (options.augmented?.(recording) ?? true)
    const copies = wanted ? [PLAIN, ...planCopies(augment, seed, nameOf(recording))] : [PLAIN]
    return { source: recording.path, copies }
  })
  const { threads, signal, onProgress } = options
  const batch = await pipeline.runBatch(items, { threads, signal, onProgress })
  const use = cache?.finish()
  if (signal?.aborted && !options.keepPartial)
    throw new EmovoxError('ABORTED', `interrupted after ${batch.finished} of ${recordings.length} recordings`)
  const copiesOf = (index: number) => items[index].copies
  const set = assemble(batch, features, recordings, copiesOf)
  return use ? { ...set, cache: use } : set
}

export function featureOptionsOf({ audio, mfcc, include, extra }: FrameOptions) {
  return { audio, mfcc, include, extra }
}

function assemble(
  batch: BatchFeatures,
  options: FeatureOptions,
  recordings: readonly Recording[],
  copiesOf: (index: number) => readonly Augmentation[],
): FeatureSet {
  const { frames, coefficients } = batch
  const failures: Failure[] = batch.failures.map(({ index, code, message }) => ({
    recording: recordings[index],
    error: new EmovoxError(code, message),
  }))
  const warnings: string[] = []
  const used: number[] = []
  for (const [index, recording] of recordings.entries()) {
    const facts = batch.facts[index]
    if (!facts) continue
    if (facts.silent) {
      const error = new EmovoxError('EMPTY_AUDIO', `${recording.path}: expected speech, found only silence`)
      failures.push({ recording, error })
      continue
    }
    used.push(index)
    const odd = describeOddity(facts)
    if (odd) warnings.push(`${recording.path}: ${odd}`)
  }
  const rows = used.flatMap((index) =>
    copiesOf(index).map((augmentation, copy) => ({ recording: recordings[index], copy, augmentation })),
  )
  return {
    data: clipsOf(batch, used, copiesOf, rows.length),
    clips: rows.length,
    frames,
    coefficients,
    columns: columnsOf(options),
    rows,
    labels: labelsOf(rows),
    options,
    fingerprint: fingerprintOf(options),
    failures: failures.sort((a, b) => (a.recording.path < b.recording.path ? -1 : 1)),
    warnings,
  }
}

/** The features of these recordings, one after the other: those of the batch themselves, where that is all of them. */
function clipsOf(
  { data, clips, firstClips, frames, coefficients }: BatchFeatures,
  used: readonly number[],
  copiesOf: (index: number) => readonly Augmentation[],
  wanted: number,
): Float32Array {
  if (wanted === clips) return data
  const size = frames * coefficients
  let to = 0
  for (const index of used) {
    const first = firstClips[index] * size
    const length = copiesOf(index).length * size
    data.copyWithin(to, first, first + length)
    to += length
  }
  return data.slice(0, to)
}

/** The same wherever the corpus lies, so that a seed gives the same augmentation on another machine. */
function nameOf({ corpus, speaker, path: file }: Recording): string {
  return `${corpus}/${speaker}/${path.basename(file)}`
}
