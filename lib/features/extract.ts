import { availableParallelism } from 'node:os'
import path from 'node:path'
import { describeOddity } from '../audio/clip_oddity.ts'
import { ClipPipeline } from '../audio/clip_pipeline.ts'
import { type Augmentation, PLAIN, planCopies } from '../augment/policy.ts'
import { EmovoxError, messageOf } from '../errors.ts'
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
import { type Failure, type FeatureRow, type FeatureSet, fingerprintOf, labelsOf } from './feature_set.ts'

type Deep<T> = { readonly [K in keyof T]?: T[K] extends readonly unknown[] ? T[K] : Partial<T[K]> }

export interface ExtractOptions extends Deep<FeatureOptions> {
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
  /** Recordings in the works at once; default: one a core. */
  readonly concurrency?: number
  /** Called after every recording. */
  readonly onProgress?: (done: number, total: number) => void
  /** Stops the work: what is finished by then is returned when `keepPartial` is set, else the call throws `ABORTED`. */
  readonly signal?: AbortSignal
  readonly keepPartial?: boolean
}

interface Extracted {
  readonly data: Float32Array
  readonly rows: readonly FeatureRow[]
  readonly warning?: string
}

/**
 * MFCCs of recordings, and what else `include` names: decode, mono, resample, trim, augment, crop or pad, features; in the
 * native core, a recording at a time on each core. Values are finite: where there is no voice, F0 is 0. Every recording is decoded and resampled once for all of its copies. A recording that cannot be
 * read, or that is silent, is listed in `failures`, and the rest goes on.
 *
 * @returns features in the order of the recordings, each followed by its copies.
 * @throws EmovoxError `INVALID_OPTION`; `ABORTED` when the signal fires.
 * @example
 * const { recordings } = await scanCorpora(['corpora'])
 * const set = await extractFeatures(recordings, { mfcc: { nMfcc: 20 }, augment: { copies: 2 } })
 * set.data.length === set.clips * set.frames * set.coefficients
 */
export async function extractFeatures(
  recordings: readonly Recording[],
  options: ExtractOptions = {},
): Promise<FeatureSet> {
  const features = parseOptions(featureSchema, featureOptionsOf(options))
  const augment = options.augment ? parseOptions(augmentSchema, options.augment) : null
  const { seed } = parseOptions(seedSchema, { seed: options.seed })
  const cache = openCache(options.cache)
  const plain = new ClipPipeline(features)
  const pipeline = cache ? new CachedPipeline(plain, cache, fingerprintOf(features)) : plain
  const failures: Failure[] = []
  const results = new Array<Extracted | undefined>(recordings.length)

  const copiesOf = (recording: Recording): Augmentation[] => {
    const wanted = augment !== null && (options.augmented?.(recording) ?? true)
    return wanted ? [PLAIN, ...planCopies(augment, seed, nameOf(recording))] : [PLAIN]
  }
  let done = 0
  await inParallel(recordings.length, options.concurrency ?? availableParallelism(), async (index) => {
    if (options.signal?.aborted) return
    const recording = recordings[index]
    try {
      results[index] = await extractOne(pipeline, recording, copiesOf(recording))
    } catch (thrown) {
      failures.push({ recording, error: asEmovoxError(thrown) })
    }
    done += 1
    options.onProgress?.(done, recordings.length)
  })
  const use = cache?.finish()
  if (options.signal?.aborted && !options.keepPartial)
    throw new EmovoxError('ABORTED', `interrupted after ${done} of ${recordings.length} recordings`)
  const set = assemble(pipeline, features, results, failures)
  return use ? { ...set, cache: use } : set
}

function featureOptionsOf({ audio, mfcc, include, extra }: ExtractOptions) {
  return { audio, mfcc, include, extra }
}

async function extractOne(
  pipeline: ClipPipeline | CachedPipeline,
  recording: Recording,
  augmentations: readonly Augmentation[],
): Promise<Extracted> {
  const { data, facts } = await pipeline.run(recording.path, augmentations)
  if (facts.silent)
    throw new EmovoxError('EMPTY_AUDIO', `${recording.path}: expected speech, found only silence`)
  const rows = augmentations.map((augmentation, copy) => ({ recording, copy, augmentation }))
  const odd = describeOddity(facts)
  return { data, rows, warning: odd && `${recording.path}: ${odd}` }
}

function assemble(
  { frames, coefficients }: ClipPipeline | CachedPipeline,
  options: FeatureOptions,
  results: readonly (Extracted | undefined)[],
  failures: readonly Failure[],
): FeatureSet {
  const extracted = results.filter((result) => result !== undefined)
  const rows = extracted.flatMap((result) => result.rows)
  const data = new Float32Array(rows.length * frames * coefficients)
  let at = 0
  for (const result of extracted) {
    data.set(result.data, at)
    at += result.data.length
  }
  return {
    data,
    clips: rows.length,
    frames,
    coefficients,
    columns: columnsOf(options),
    rows,
    labels: labelsOf(rows),
    options,
    fingerprint: fingerprintOf(options),
    failures: failures.toSorted((a, b) => (a.recording.path < b.recording.path ? -1 : 1)),
    warnings: extracted.flatMap(({ warning }) => warning ?? []),
  }
}

/** The same wherever the corpus lies, so that a seed gives the same augmentation on another machine. */
function nameOf({ corpus, speaker, path: file }: Recording): string {
  return `${corpus}/${speaker}/${path.basename(file)}`
}

function asEmovoxError(thrown: unknown): EmovoxError {
  if (thrown instanceof EmovoxError) return thrown
  return new EmovoxError('INTERNAL', messageOf(thrown), { cause: thrown })
}

async function inParallel(
  count: number,
  width: number,
  work: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0
  const worker = async () => {
    while (next < count) await work(next++)
  }
  await Promise.all(Array.from({ length: Math.max(1, Math.min(width, count)) }, worker))
}
