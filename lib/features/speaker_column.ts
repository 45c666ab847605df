import type { FeatureOptions } from '../options.ts'
import type { Recording } from '../recording.ts'
import { columnsOf } from './columns.ts'
import { type FeatureSet, fingerprintOf } from './feature_set.ts'
import { LEAST_ENERGY } from './normalisation.ts'
import { type FrameSums, type SpeakerMean, speakerOffset } from './speaker_mean.ts'

/** A frame's last value where its speaker's mean is known, and where it is not. */
const KNOWN = 1
const UNKNOWN = -1

/**
 * Clips with the distance from their speaker's mean added to every frame, and with one more column, which says whether there was
 * one to be known: 1, or -1 where the clip is as it was. Padding stays 0.
 *
 * @param data [clips, frames, coefficients]: each clip without its own mean, normalised or not.
 * @param offsets one a clip, in the units of `data`; null where the speaker is not known.
 * @returns [clips, frames, coefficients + 1].
 */
export function addSpeaker(
  data: Float32Array,
  coefficients: number,
  offsets: readonly (Float64Array | null)[],
): Float32Array {
  const rows = data.length / coefficients
  const frames = rows / offsets.length
  const width = coefficients + 1
  const out = new Float32Array(rows * width)
  for (let row = 0; row < rows; row++) {
    const offset = offsets[Math.floor(row / frames)]
    const from = row * coefficients
    if (isPadding(data, from, coefficients)) continue
    const to = row * width
    for (let k = 0; k < coefficients; k++) out[to + k] = data[from + k] + (offset ? offset[k] : 0)
    out[to + coefficients] = offset ? KNOWN : UNKNOWN
  }
  return out
}

function isPadding(data: Float32Array, from: number, coefficients: number): boolean {
  let energy = 0
  for (let k = 0; k < coefficients; k++) energy += data[from + k] ** 2
  return energy < LEAST_ENERGY
}

/** A feature set of frames as features that have `speaker` want it: all copies of a recording are as far from its speaker. */
export function besideSpeaker(
  set: FeatureSet,
  features: FeatureOptions,
  sums: ReadonlyMap<Recording, FrameSums>,
  speakers: ReadonlyMap<string, SpeakerMean>,
): FeatureSet {
  const offsets = set.rows.map(({ recording }) => {
    const clip = sums.get(recording)
    const speaker = speakers.get(recording.speaker)
    return clip && speaker ? speakerOffset(clip, speaker, features) : null
  })
  return {
    ...set,
    data: addSpeaker(set.data, set.coefficients, offsets),
    coefficients: set.coefficients + 1,
    columns: columnsOf(features),
    options: features,
    fingerprint: fingerprintOf(features),
  }
}
