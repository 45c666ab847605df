import { EmovoxError } from '../errors.ts'
import { type DecodedAudio, loadAddon } from './addon.ts'
import { LIMITS } from './limits.ts'

/** A recording, mixed to mono. */
export interface Audio {
  /** Full scale at 1, beyond which float files may reach. */
  readonly samples: Float32Array
  /** Hz. */
  readonly sampleRate: number
  /** Of the recording, before they were averaged. */
  readonly channels: number
  /** A file that was cut off: samples that its header promises and that are not there. */
  readonly truncatedSamples?: number
}

/**
 * Reads a WAV (8 to 32 bits, float, extensible, ...), AIFF, FLAC or MP3 file, told by its content, whatever its name
 * says. Channels are averaged; the rate stays as it is. A file that is cut off gives what is there.
 *
 * @param source a file's path, or the bytes of one.
 * @throws EmovoxError `FILE_NOT_FOUND`; `UNREADABLE` (a folder, no permission, a rate outside of 1 to 384 kHz);
 *   `NOT_AUDIO` (another kind of file, or damaged); `TRUNCATED` (cut off before the first sample); `EMPTY_AUDIO`;
 *   `NON_FINITE` (NaN or infinity in a float file); `TOO_LONG` (above 3660 s). All name the file.
 * @example
 * const { samples, sampleRate } = await decode('clip.wav')
 * const seconds = samples.length / sampleRate
 */
export async function decode(source: string | Uint8Array): Promise<Audio> {
  const addon = loadAddon()
  if (typeof source === 'string') return audioOf(await addon.decodeFile(source, LIMITS))
  if (source instanceof Uint8Array) return audioOf(await addon.decodeBytes(source, LIMITS))
  throw new EmovoxError('INVALID_OPTION', `source: expected a path or a Uint8Array, found ${typeof source}`)
}

function audioOf({ missingSamples, ...audio }: DecodedAudio): Audio {
  return missingSamples > 0 ? { ...audio, truncatedSamples: missingSamples } : audio
}
