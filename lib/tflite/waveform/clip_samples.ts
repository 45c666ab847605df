import type { AudioOptions } from '../../options.ts'

/** Too weak to be heard beside anything, power and all, and not 0. */
const MARK = 2 ** -60

/**
 * A recording's samples as a file that takes samples wants them: cropped, or with zeros beside it, to the length of a clip.
 * Zeros at the ends of such a clip are padding to the file, which a recording may begin or end with too: the first and the
 * last sample of the recording are made 2^-60 if they are 0, so that all of it is heard.
 *
 * @param samples of a recording, resampled and trimmed.
 */
export function clipSamples(
  samples: Float32Array,
  { sampleRate, clipSeconds, pad, crop }: AudioOptions,
): Float32Array {
  const clip = new Float32Array(Math.round(clipSeconds * sampleRate))
  const surplus = samples.length - clip.length
  const kept = samples.subarray(...(surplus > 0 ? cropped(surplus, crop, clip.length) : []))
  const missing = clip.length - kept.length
  const before = { before: missing, after: 0, both: Math.floor(missing / 2) }[pad]
  clip.set(kept, before)
  if (kept.length > 0) for (const end of [before, before + kept.length - 1]) clip[end] ||= MARK
  return clip
}

function cropped(surplus: number, crop: AudioOptions['crop'], length: number): [number, number] {
  const start = { start: 0, center: Math.floor(surplus / 2), end: surplus }[crop]
  return [start, start + length]
}
