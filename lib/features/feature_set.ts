import { createHash } from 'node:crypto'
import { type Augmentation, describeAugmentation } from '../augment/policy.ts'
import { emotionIndex } from '../emotions.ts'
import type { EmovoxError } from '../errors.ts'
import type { FeatureOptions } from '../options.ts'
import type { Recording } from '../recording.ts'
import type { CacheUse } from './cache.ts'

/** Where one clip of a feature set comes from. */
export interface FeatureRow {
  readonly recording: Recording
  /** 0 is the recording itself, 1 and up its augmented copies. */
  readonly copy: number
  readonly augmentation: Augmentation
}

/** A recording that gave no features, and why. */
export interface Failure {
  readonly recording: Recording
  readonly error: EmovoxError
}

/** Features of many clips, with what they come from and how they were made. */
export interface FeatureSet {
  /** [clips, frames, coefficients], row-major. */
  readonly data: Float32Array
  readonly clips: number
  readonly frames: number
  readonly coefficients: number
  /** What each coefficient is: `mfcc1`, ..., `rms`, `f0`, `voiced`. */
  readonly columns: readonly string[]
  /** One a clip, in the order of `data`. */
  readonly rows: readonly FeatureRow[]
  /** Class index of every clip, in the order of EMOTIONS. */
  readonly labels: Int32Array
  readonly options: FeatureOptions
  /** Equal fingerprints: features that may be mixed. */
  readonly fingerprint: string
  readonly failures: readonly Failure[]
  /** Oddities of recordings that were used all the same. */
  readonly warnings: readonly string[]
  /** What the cache was good for, if there was one. */
  readonly cache?: CacheUse
}

/** What is known of features, without them. */
export type FeatureFacts = Omit<FeatureSet, 'data'>

/** Raised whenever the same options begin to give other numbers. */
const FEATURES_VERSION = 1

/** A short digest of feature options: features made with equal ones may be mixed, others may not. */
export function fingerprintOf(options: FeatureOptions): string {
  const { audio, mfcc, include, extra } = options
  // MFCC alone keeps the fingerprint that it had when there was nothing else.
  const more = include.join() === 'mfcc' ? [] : [include, sorted(extra)]
  const canonical = JSON.stringify([FEATURES_VERSION, sorted(audio), sorted(mfcc), ...more])
  return createHash('sha256').update(canonical).digest('hex').slice(0, 16)
}

function sorted(options: object) {
  return Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1))
}

/** What the rows of a set come from, one a clip. */
export const recordingsOf = ({ rows }: Pick<FeatureSet, 'rows'>): Recording[] =>
  rows.map(({ recording }) => recording)

/** Class indices of rows, in the order of EMOTIONS. */
export function labelsOf(rows: readonly FeatureRow[]): Int32Array {
  return Int32Array.from(rows, (row) => emotionIndex(row.recording.emotion))
}

/** A row as manifests have it. */
export function describeRow({ recording, augmentation }: FeatureRow) {
  const { path, corpus, speaker, emotion } = recording
  return { path, corpus, speaker, emotion, augmentation: describeAugmentation(augmentation) }
}
