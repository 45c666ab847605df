import { z } from 'zod'
import { loadAddon } from '../audio/addon.ts'
import { audioSchema, parseOptions } from '../options.ts'
import { vocoderFrame } from './time_stretch.ts'

const schema = z.strictObject({
  semitones: z.number().min(-36).max(36),
  sampleRate: audioSchema.shape.sampleRate,
  nFft: vocoderFrame,
  quality: audioSchema.shape.quality,
  preserveFormants: z.boolean().default(false),
})

export type PitchShiftOptions = Omit<z.input<typeof schema>, 'semitones'>

/**
 * Raises or lowers a clip's pitch at its own speed, as `librosa.effects.pitch_shift`: stretched in time by
 * 2^(semitones / 12) (see {@link timeStretch}), then resampled back. Formants move along with the pitch, as if
 * the speaker were larger or smaller, unless `preserveFormants` is set: then the spectral envelope, the true envelope of
 * Röbel and Rodet ("Efficient spectral envelope estimation and its application to pitch shifting and envelope
 * preservation", DAFx 2005), stays where it is.
 *
 * @param samples mono; any number of them.
 * @param semitones twelfths of an octave, fractions too, -36 to 36; negative is lower. 0 gives a copy.
 * @param options `sampleRate` (default 16000 Hz); `nFft`: samples of the vocoder's frame, a multiple of 4 (default
 *   1024); `quality` of the resampler: `best` (default), `medium` (several times faster) or `fast`;
 *   `preserveFormants` (default false), which suits voices of up to about 300 Hz.
 * @returns as many samples as it was given.
 * @throws EmovoxError `INVALID_OPTION`; `NON_FINITE`, with the index.
 * @example
 * const higher = pitchShift(samples, 2, { sampleRate: 16000 })
 */
export function pitchShift(
  samples: Float32Array,
  semitones: number,
  options: PitchShiftOptions = {},
): Float32Array {
  const { sampleRate, nFft, quality, preserveFormants } = parseOptions(schema, { ...options, semitones })
  return loadAddon().pitchShift(samples, semitones, sampleRate, nFft, quality, preserveFormants)
}
