import type { z } from 'zod'
import { EmovoxError } from '../errors.ts'
import { type PcmFormat, parseOptions, pcmSchema } from '../options.ts'
import { ByteReader } from './byte_reader.ts'
import { samplesOf } from './pcm_samples.ts'

/** Audio that comes as bytes, of a recorder for one. */
export interface PcmStream extends PcmFormat {
  /** Mono, full scale at 1. */
  readonly samples: AsyncIterable<Float32Array>
}

/** What recorders that cannot know the length write for it, or more. */
const UNKNOWN_LENGTH = 0x7fff_0000
const LONGEST_FORMAT = 4096
const RIFF_HEAD = 12

/**
 * Reads raw PCM, or a WAV file whose end is not known yet (as `arecord` writes it into a pipe).
 *
 * @param source bytes in pieces of any size.
 * @param raw what raw samples are like, where there is no WAV header to say so: `sampleRate` (default 16000 Hz),
 *   `channels` (1), `sampleFormat` (`s16`).
 * @throws EmovoxError `INVALID_OPTION`; `NOT_AUDIO` for WAV files of other codecs, and for other kinds of files.
 */
export async function pcmStream(
  source: AsyncIterable<Uint8Array>,
  raw: z.input<typeof pcmSchema> = {},
): Promise<PcmStream> {
  const given = parseOptions(pcmSchema, raw)
  const reader = new ByteReader(source)
  const head = await reader.take(RIFF_HEAD)
  if (textAt(head, 0) === 'RIFF' && textAt(head, 8) === 'WAVE') {
    const { format, bytes } = await readWavHeader(reader)
    return { ...format, samples: samplesOf(reader.rest(bytes), format) }
  }
  refuseOtherFiles(head)
  reader.untake(head)
  return { ...given, samples: samplesOf(reader.rest(Number.POSITIVE_INFINITY), given) }
}

/** As raw samples they would be heard as noise. */
function refuseOtherFiles(head: Uint8Array): void {
  const magic = textAt(head, 0)
  if (!['fLaC', 'OggS', 'FORM', 'RF64', 'RIFX', 'caff'].includes(magic) && !magic.startsWith('ID3')) return
  throw new EmovoxError(
    'NOT_AUDIO',
    `stdin: expected raw samples or a WAV file, found a file that begins with "${magic}"`,
  )
}

/** Up to the first sample. */
async function readWavHeader(reader: ByteReader): Promise<{ format: PcmFormat; bytes: number }> {
  let format: PcmFormat | undefined
  for (;;) {
    const head = await reader.take(8)
    if (head.length < 8) throw new EmovoxError('NOT_AUDIO', 'WAV: expected samples, found the end')
    const kind = textAt(head, 0)
    const size = new DataView(head.buffer, head.byteOffset).getUint32(4, true)
    if (kind === 'data') {
      if (!format) throw new EmovoxError('NOT_AUDIO', 'WAV: expected a "fmt " chunk before the samples')
      return { format, bytes: size === 0 || size >= UNKNOWN_LENGTH ? Number.POSITIVE_INFINITY : size }
    }
    // Chunks are of even length.
    const padded = size + (size % 2)
    if (kind === 'fmt ' && padded <= LONGEST_FORMAT) format = wavFormat(await reader.take(padded))
    else await reader.skip(padded)
  }
}

const PCM = 1
const FLOAT = 3
const EXTENSIBLE = 0xfffe

function wavFormat(chunk: Uint8Array): PcmFormat {
  if (chunk.length < 16)
    throw new EmovoxError('NOT_AUDIO', `WAV: expected a "fmt " chunk of 16 bytes, found ${chunk.length}`)
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.length)
  const tag = view.getUint16(0, true)
  const codec = tag === EXTENSIBLE && chunk.length >= 26 ? view.getUint16(24, true) : tag
  const bits = view.getUint16(14, true)
  const sampleFormat = sampleFormatOf(codec, bits)
  if (!sampleFormat)
    throw new EmovoxError(
      'NOT_AUDIO',
      `WAV: expected PCM of 8, 16, 24 or 32 bits, or float of 32, found codec ${codec} of ${bits} bits`,
    )
  const channels = view.getUint16(2, true)
  return parseOptions(pcmSchema, { sampleRate: view.getUint32(4, true), channels, sampleFormat })
}

function sampleFormatOf(codec: number, bits: number): PcmFormat['sampleFormat'] | undefined {
  if (codec === FLOAT) return bits === 32 ? 'f32' : undefined
  if (codec !== PCM) return undefined
  const formats = new Map<number, PcmFormat['sampleFormat']>([
    [8, 'u8'],
    [16, 's16'],
    [24, 's24'],
    [32, 's32'],
  ])
  return formats.get(bits)
}

function textAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4))
}
