import { type Command, InvalidArgumentError } from 'commander'
import type { CacheChoice } from '../features/cache.ts'
import { defaultCacheFolder } from '../features/cache_folder.ts'
import type { FeatureFacts } from '../features/feature_set.ts'
import { cacheSchema, memorySchema, parseOptions } from '../options.ts'
import { note } from './output.ts'

/** Those flags, parsed. */
export interface CacheFlags {
  readonly cache: boolean
  /** Bytes. */
  readonly cacheSize?: number
}

const GB = 1e9

/** Adds the flags of the feature cache, which is on unless it is switched off. */
export function addCacheFlags(command: Command): void {
  const { maxBytes } = parseOptions(cacheSchema, {})
  command.optionsGroup('Feature cache:')
  command.option('--no-cache', `compute all features anew, and keep none in ${defaultCacheFolder()}`)
  command.option(
    '--cache-size <GB>',
    `what was not used for the longest time is removed beyond this size (default: ${maxBytes / GB})`,
    gigabytes,
  )
}

/** Adds the flag of what training keeps in memory. */
export function addMemoryFlag(command: Command): void {
  const { featureMemory } = parseOptions(memorySchema, {})
  command.option(
    '--feature-memory <GB>',
    `features of larger corpora are read from a file while training (default: ${featureMemory / GB})`,
    gigabytes,
  )
}

function gigabytes(text: string): number {
  const size = Number(text)
  if (text.trim() === '' || !(size >= 0 && Number.isFinite(size)))
    throw new InvalidArgumentError('Expected a number of gigabytes.')
  return size * GB
}

/** What those flags say to the library. */
export function cacheChoice({ cache, cacheSize }: CacheFlags): CacheChoice {
  return cache && { maxBytes: cacheSize }
}

let lastProblem: string | undefined

/** What the cache was good for, if it was; trouble with it is said once, not once a fold. */
export function noteCache({ cache }: FeatureFacts): void {
  if (!cache) return
  const { found, computed, problem } = cache
  if (found > 0) note(`Features of ${found} of ${found + computed} clips were in the cache`)
  if (problem !== undefined && problem !== lastProblem) note(`Warning: ${problem}`)
  lastProblem = problem
}
