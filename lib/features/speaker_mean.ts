import type { z } from 'zod'
import type { AudioSource } from '../audio/clip.ts'
import { ClipPipeline } from '../audio/clip_pipeline.ts'
import { groupBy } from '../corpora/speakers.ts'
import { EmovoxError } from '../errors.ts'
import { type FeatureOptions, featureSchema, parseOptions } from '../options.ts'
import type { Recording } from '../recording.ts'
import { columnsOf, withoutSpeaker } from './columns.ts'
import { extractFrames, type FrameOptions } from './extract_frames.ts'

/** Features as they are before a clip's mean is subtracted, summed over the frames of recordings that are not padding. */
export interface FrameSums {
  readonly frames: number
  /** One a column. */
  readonly sums: Float64Array
}

/** The sums over recordings of one speaker, in which no emotion is told from another. */
export type SpeakerMean = FrameSums

/** Recordings whose features are in memory at a time. */
const GROUP = 500

/**
 * The sums of each recording that can be used, of itself, not of augmented copies.
 *
 * @throws EmovoxError `INVALID_OPTION`; `ABORTED`.
 */
export async function frameSums(
  recordings: readonly Recording[],
  features: FeatureOptions,
  { cache, threads, signal }: Pick<FrameOptions, 'cache' | 'threads' | 'signal'> = {},
): Promise<ReadonlyMap<Recording, FrameSums>> {
  const plain = unnormalised(features)
  const sums = new Map<Recording, FrameSums>()
  for (let start = 0; start < recordings.length; start += GROUP) {
    const group = recordings.slice(start, start + GROUP)
    const set = await extractFrames(group, { ...plain, cache, threads, signal })
    const size = set.frames * set.coefficients
    for (const [k, { recording }] of set.rows.entries())
      sums.set(recording, sumsOf(set.data.subarray(k * size, (k + 1) * size), set.coefficients))
  }
  return sums
}

/**
 * Each speaker's, by name, of all of their recordings.
 *
 * @param fewest recordings; of a speaker with less nothing is known.
 */
export function speakerMeans(
  sums: ReadonlyMap<Recording, FrameSums>,
  fewest: number,
): ReadonlyMap<string, SpeakerMean> {
  const known = groupBy([...sums], ([{ speaker }]) => speaker).filter(([, own]) => own.length >= fewest)
  return new Map(known.map(([speaker, own]) => [speaker, added(own.map(([, one]) => one))]))
}

/** A recording says nothing of its speaker that it does not say itself. */
export const FEWEST_WITH_ITSELF = 2

/** @param parts at least one. */
export function added(parts: readonly FrameSums[]): FrameSums {
  const sums = new Float64Array(parts[0].sums.length)
  let frames = 0
  for (const part of parts) {
    frames += part.frames
    for (let k = 0; k < sums.length; k++) sums[k] += part.sums[k]
  }
  return { frames, sums }
}

/**
 * What a speaker sounds like on average, for models that hear it (`include` has `speaker`, as `--preset best`): {@link predict}
 * takes it beside a recording.
 *
 * The mean of levels in mel bands or MFCCs over all frames, and of pitch over voiced ones: cepstral mean subtraction with the
 * mean of a speaker in place of a clip (Viikki and Laurila 1998). No emotion need be known, but recordings of several
 * emotions tell more than those of one. Of each recording one clip counts.
 *
 * @param sources recordings of that one speaker, five or more: paths, bytes or samples.
 * @param options of the model's features: `run.options.features`.
 * @throws EmovoxError `NO_RECORDINGS` for none; of decoding, naming the file; `EMPTY_AUDIO` for silence alone.
 * @example
 * const run = await loadRun('runs/best')
 * const speaker = await speakerMeanOf(['monday.wav', 'tuesday.wav'], run.options.features)
 * const { emotion } = await predict(run, 'today.wav', { speaker })
 */
export async function speakerMeanOf(
  sources: readonly AudioSource[],
  options: z.input<typeof featureSchema>,
): Promise<SpeakerMean> {
  if (sources.length === 0)
    throw new EmovoxError('NO_RECORDINGS', 'speaker: expected recordings of one speaker, found none')
  const pipeline = new ClipPipeline(unnormalised(parseOptions(featureSchema, options)))
  const batch = await pipeline.runBatch(sources.map((source) => ({ source })))
  for (const { code, message } of batch.failures) throw new EmovoxError(code, `speaker: ${message}`)
  const heard = sources.flatMap((_, k) => (batch.facts[k]?.silent ? [] : [k]))
  if (heard.length === 0) throw new EmovoxError('EMPTY_AUDIO', 'speaker: expected speech, found only silence')
  const size = batch.frames * batch.coefficients
  return added(heard.map((k) => sumsOf(batch.data.subarray(k * size, (k + 1) * size), batch.coefficients)))
}

/** Of one clip, [frames, coefficients], as {@link unnormalised} options give it. Padding is all zeros. */
export function sumsOf(data: Float32Array, coefficients: number): FrameSums {
  const sums = new Float64Array(coefficients)
  let frames = 0
  for (let at = 0; at < data.length; at += coefficients) {
    let padding = true
    for (let k = 0; k < coefficients; k++) {
      const value = data[at + k]
      sums[k] += value
      if (value !== 0) padding = false
    }
    if (!padding) frames += 1
  }
  return { frames, sums }
}

/** Features whose sums these are. */
export function unnormalised(features: FeatureOptions): FeatureOptions {
  const { mfcc, ...rest } = withoutSpeaker(features)
  return { ...rest, mfcc: { ...mfcc, cepstralNormalisation: 'none' } }
}

/** Features that lose their mean over a clip (native/dsp/feature_computer.h). */
const SHIFTED = /^(mfcc|logMel)\d+$/

/**
 * How far a clip is from its speaker, one number a column: the difference of their means over frames; of pitch, of those over
 * voiced frames, in semitones. 0 where a column keeps its mean anyhow.
 *
 * @throws EmovoxError `INVALID_OPTION` for a mean of other features.
 */
export function speakerOffset(
  clip: FrameSums,
  speaker: SpeakerMean,
  features: Pick<FeatureOptions, 'mfcc' | 'include' | 'extra'>,
): Float64Array {
  const columns = columnsOf(withoutSpeaker(features))
  if (speaker.sums.length !== columns.length)
    throw new EmovoxError(
      'INVALID_OPTION',
      `option speaker: expected the mean of ${columns.length} columns, as the model's features have, found ${speaker.sums.length}`,
    )
  const offset = new Float64Array(columns.length)
  for (const [k, column] of columns.entries()) {
    // Pitch is summed as semitones times periodicity, the column after it (native/dsp/relative_pitch.h).
    if (column === 'pitch') offset[k] = ratio(clip.sums, k) - ratio(speaker.sums, k)
    else if (SHIFTED.test(column)) offset[k] = clip.sums[k] / clip.frames - speaker.sums[k] / speaker.frames
  }
  return offset
}

/** 0 where nothing is voiced. */
function ratio(sums: Float64Array, k: number): number {
  return sums[k + 1] > 0 ? sums[k] / sums[k + 1] : 0
}
