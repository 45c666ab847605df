import { featureSchema, parseOptions } from '../options.ts'
import type { Recording } from '../recording.ts'
import { hearsSpeaker, withoutSpeaker } from './columns.ts'
import { extractFrames, type FrameOptions, featureOptionsOf } from './extract_frames.ts'
import type { FeatureSet } from './feature_set.ts'
import { besideSpeaker } from './speaker_column.ts'
import { FEWEST_WITH_ITSELF, frameSums, type SpeakerMean, speakerMeans } from './speaker_mean.ts'

export interface ExtractOptions extends FrameOptions {
  /**
   * Where `include` has `speaker`: the means of speakers, by their names; a recording of any other speaker has none. Default: the
   * means of all the given recordings of each speaker, where those are two or more.
   */
  readonly speakers?: ReadonlyMap<string, SpeakerMean>
}

/**
 * MFCCs of recordings, and what else `include` names: decode, mono, resample, trim, augment, crop or pad, features; in
 * the native core, by a thread a core. Values are finite: where there is no voice, F0 is 0. Every recording is decoded
 * and resampled once for all of its copies (and once more for `speaker`). A recording that cannot be read, or that is silent, is listed in
 * `failures`, and the rest goes on.
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
  if (!hearsSpeaker(features)) return await extractFrames(recordings, options)
  const frames = await extractFrames(recordings, { ...options, ...withoutSpeaker(features) })
  const sums = await frameSums(recordings, features, options)
  return besideSpeaker(frames, features, sums, options.speakers ?? speakerMeans(sums, FEWEST_WITH_ITSELF))
}
