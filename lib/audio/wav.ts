import { z } from 'zod'
import { EmovoxError, messageOf } from '../errors.ts'
import { parseOptions } from '../options.ts'

export const wavSchema = z.strictObject({
  bitDepth: z
    .union([z.literal(16), z.literal(24), z.literal('float32')])
    .default(16)
    .describe('bits of a sample, or float32'),
})
export type WavOptions = z.input<typeof wavSchema>
type BitDepth = z.output<typeof wavSchema>['bitDepth']

const wavRate = z.strictObject({ sampleRate: z.int().min(1).max(0xffff_ffff) })

const FORMAT_PCM = 1
const FORMAT_FLOAT = 3
/** RIFF sizes are unsigned 32-bit numbers. */
const MOST_BYTES = 0xffff_ffff

/**
 * A mono WAV file (RIFF, little-endian) as bytes.
 *
 * Whole-number formats map [-1, 1) to the full range (sample = x * 2^(bits - 1), rounded), which is what decoders
 * divide by; louder samples are clipped. `float32` keeps every number as it is.
 *
 * @param samples any length, full scale at 1.
 * @param sampleRate Hz, a whole number.
 * @throws EmovoxError `INVALID_OPTION`; `NON_FINITE` when a sample is NaN or infinite; `TOO_LONG` above 4 GiB.
 * @example
 * await writeFile('tone.wav', encodeWav(samples, 16000, { bitDepth: 24 }))
 */
export function encodeWav(samples: Float32Array, sampleRate: number, options: WavOptions = {}): Uint8Array {
  const { bitDepth } = parseOptions(wavSchema, options)
  parseOptions(wavRate, { sampleRate })
  const bad = firstNonFinite(samples)
  if (bad >= 0)
    throw new EmovoxError('NON_FINITE', `samples[${bad}]: expected a finite number, found ${samples[bad]}`)

  const width = bytesOf(bitDepth)
  const header = headerOf(samples.length, sampleRate, bitDepth)
  const dataBytes = samples.length * width
  const bytes = new Uint8Array(header.length + dataBytes + (dataBytes % 2))
  bytes.set(header)
  const data = new DataView(bytes.buffer, header.length, dataBytes)
  const write = writerOf(bitDepth)
  for (const [index, sample] of samples.entries()) write(data, index * width, sample)
  return bytes
}

/** Its index, or -1. */
function firstNonFinite(samples: Float32Array): number {
  try {
    return samples.findIndex((sample) => !Number.isFinite(sample))
  } catch (cause) {
    // Another thread got its memory, or it is no array at all.
    const found = messageOf(cause)
    throw new EmovoxError('INVALID_OPTION', `samples: expected a Float32Array, found none (${found})`, {
      cause,
    })
  }
}

function bytesOf(bitDepth: BitDepth): number {
  return bitDepth === 'float32' ? 4 : bitDepth / 8
}

function writerOf(bitDepth: BitDepth): (data: DataView, at: number, sample: number) => void {
  switch (bitDepth) {
    case 16:
      return (data, at, sample) => data.setInt16(at, quantise(sample, 0x8000), true)
    case 24:
      return (data, at, sample) => {
        const value = quantise(sample, 0x80_0000)
        data.setUint16(at, value & 0xffff, true)
        data.setInt8(at + 2, value >> 16)
      }
    case 'float32':
      return (data, at, sample) => data.setFloat32(at, sample, true)
  }
}

function quantise(sample: number, fullScale: number): number {
  return Math.max(-fullScale, Math.min(fullScale - 1, Math.round(sample * fullScale)))
}

/** RIFF, `fmt `, and the `data` chunk's head; formats other than PCM also need a `fact` chunk with the length. */
function headerOf(samples: number, sampleRate: number, bitDepth: BitDepth): Uint8Array {
  const float = bitDepth === 'float32'
  const width = bytesOf(bitDepth)
  const dataBytes = samples * width
  const length = float ? 58 : 44
  const riffBytes = length - 8 + dataBytes + (dataBytes % 2)
  if (riffBytes > MOST_BYTES)
    throw new EmovoxError(
      'TOO_LONG',
      `samples: expected at most 4 GiB as ${bitDepth}, found ${samples} samples`,
    )

  const header = new Uint8Array(length)
  const view = new DataView(header.buffer)
  const text = (at: number, letters: string) => header.set(new TextEncoder().encode(letters), at)
  text(0, 'RIFF')
  view.setUint32(4, riffBytes, true)
  text(8, 'WAVEfmt ')
  view.setUint32(16, float ? 18 : 16, true)
  view.setUint16(20, float ? FORMAT_FLOAT : FORMAT_PCM, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, sampleRate, true)
  view.setUint32(28, sampleRate * width, true)
  view.setUint16(32, width, true)
  view.setUint16(34, width * 8, true)
  if (float) {
    text(38, 'fact')
    view.setUint32(42, 4, true)
    view.setUint32(46, samples, true)
  }
  text(length - 8, 'data')
  view.setUint32(length - 4, dataBytes, true)
  return header
}
