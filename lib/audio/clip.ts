import type { z } from 'zod'
import { audioSchema, parseOptions } from '../options.ts'
import { loadAddon, type NativeFacts, type NativeSource } from './addon.ts'
import { LIMITS } from './limits.ts'

/** A recording: a file's path, a file's bytes, or mono samples with their rate in Hz. */
export type AudioSource = NativeSource

/** What is known of the recording that a clip was made of. */
export interface ClipFacts {
  /** Hz, of the recording. */
  readonly sourceSampleRate: number
  /** Of the recording. */
  readonly sourceChannels: number
  /** Of the recording. */
  readonly sourceSeconds: number
  /** After trimming. */
  readonly seconds: number
  /** Nothing in it is louder than -100 dB of full scale. */
  readonly silent: boolean
  /** A file that was cut off: samples that its header promises and that are not there. */
  readonly truncatedSamples?: number
}

/** A recording as the model hears it: mono, at one rate, without the silence around it; of any length. */
export interface Clip extends ClipFacts {
  /** Full scale at 1. */
  readonly samples: Float32Array
  /** Hz. */
  readonly sampleRate: number
}

/**
 * Loads a recording: decode, mix to mono, resample, trim; natively, on another thread. It is not cropped or padded.
 *
 * @param source a path, bytes, or `{ samples, sampleRate }`; what is given may be changed while this works.
 * @param options `sampleRate` (default 16000 Hz), `quality`, `trimDb`; the others of AudioOptions are not looked at.
 * @throws EmovoxError those of `decode`, naming the file; `INVALID_OPTION`.
 * @example
 * const { samples, sampleRate, silent } = await loadClip('clip.wav', { trimDb: 30 })
 */
export async function loadClip(
  source: AudioSource,
  options: z.input<typeof audioSchema> = {},
): Promise<Clip> {
  const audio = parseOptions(audioSchema, options)
  const { samples, facts } = await loadAddon().loadClip(source, audio, LIMITS)
  return { samples, sampleRate: audio.sampleRate, ...clipFacts(facts) }
}

/** Facts as the native core gives them, as they are called here. */
export function clipFacts({ missingSamples, ...facts }: NativeFacts): ClipFacts {
  return {
    sourceSampleRate: facts.sampleRate,
    sourceChannels: facts.channels,
    sourceSeconds: facts.seconds,
    seconds: facts.clipSeconds,
    silent: facts.silent,
    ...(missingSamples > 0 ? { truncatedSamples: missingSamples } : {}),
  }
}
