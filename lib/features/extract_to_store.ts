import { featureSchema, parseOptions } from '../options.ts'
import type { Recording } from '../recording.ts'
import { openCache } from './cache.ts'
import { type ClipStore, FileStore, MemoryStore } from './clip_store.ts'
import { hearsSpeaker } from './columns.ts'
import { type ExtractOptions, extractFeatures } from './extract.ts'
import { featureOptionsOf } from './extract_frames.ts'
import { type FeatureFacts, labelsOf } from './feature_set.ts'
import { FEWEST_WITH_ITSELF, frameSums, speakerMeans } from './speaker_mean.ts'

/** A feature set whose features are in a store. */
export interface StoredFeatures extends FeatureFacts {
  readonly store: ClipStore
}

/** Recordings whose features are in memory at a time, where the store is a file. */
const GROUP = 500

/**
 * `extractFeatures` into a store: in memory, or in a file, which takes no more memory than a group of recordings needs. The
 * features are the same.
 *
 * @throws EmovoxError as that; `WRITE_FAILED`.
 */
export async function extractToStore(
  recordings: readonly Recording[],
  options: ExtractOptions,
  inMemory: boolean,
): Promise<StoredFeatures> {
  if (!inMemory) return await extractToFile(recordings, options)
  const { data, ...facts } = await extractFeatures(recordings, options)
  return { ...facts, store: new MemoryStore(data, facts.frames * facts.coefficients) }
}

async function extractToFile(
  recordings: readonly Recording[],
  options: ExtractOptions,
): Promise<StoredFeatures> {
  // One for all groups: it counts what this job keeps.
  const cache = openCache(options.cache)
  const speakers = options.speakers ?? (await speakersOf(recordings, { ...options, cache }))
  const extract = (start: number) =>
    extractFeatures(recordings.slice(start, start + GROUP), {
      ...options,
      cache,
      speakers,
      onProgress: (done) => options.onProgress?.(start + done, recordings.length),
    })
  let { data, ...facts } = await extract(0)
  const [rows, failures, warnings] = [[...facts.rows], [...facts.failures], [...facts.warnings]]
  const store = await FileStore.create(facts.frames * facts.coefficients)
  try {
    await store.append(data)
    for (let start = GROUP; start < recordings.length; start += GROUP) {
      ;({ data, ...facts } = await extract(start))
      await store.append(data)
      rows.push(...facts.rows)
      failures.push(...facts.failures)
      warnings.push(...facts.warnings)
    }
  } catch (thrown) {
    await store.close()
    throw thrown
  }
  return { ...facts, rows, failures, warnings, labels: labelsOf(rows), clips: rows.length, store }
}

/** A speaker's recordings need not be in one group. */
async function speakersOf(recordings: readonly Recording[], options: ExtractOptions) {
  const features = parseOptions(featureSchema, featureOptionsOf(options))
  if (!hearsSpeaker(features)) return undefined
  return speakerMeans(await frameSums(recordings, features, options), FEWEST_WITH_ITSELF)
}
