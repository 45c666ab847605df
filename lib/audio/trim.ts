import { type AudioOptions, audioSchema, parseOptions } from '../options.ts'
import { loadAddon } from './addon.ts'

const trimSchema = audioSchema.pick({ trimDb: true })

export interface Trimmed {
  /** A view of the samples from `start` to `end`; not a copy. */
  readonly samples: Float32Array
  /** First sample kept. */
  readonly start: number
  /** One beyond the last sample kept. */
  readonly end: number
}

/**
 * Cuts off what is quiet before and after, as `librosa.effects.trim(y, top_db=trimDb)`: frames of 2048 samples every
 * 512, their RMS against that of the loudest. Silence throughout is kept whole.
 *
 * @param samples mono, at any rate.
 * @param options `trimDb`: dB below the loudest frame, above 0, default 40 (librosa: 60); null keeps everything.
 * @throws EmovoxError `INVALID_OPTION`; `NON_FINITE`, with the index.
 */
export function trim(samples: Float32Array, options: Partial<Pick<AudioOptions, 'trimDb'>> = {}): Trimmed {
  const { trimDb } = parseOptions(trimSchema, options)
  if (trimDb === null) return { samples, start: 0, end: samples.length }
  const { start, end } = loadAddon().trim(samples, trimDb)
  return { samples: samples.subarray(start, end), start, end }
}
