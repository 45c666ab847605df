import type { PcmFormat } from '../options.ts'

/** Reads one sample, full scale at 1. */
type Read = (data: DataView, at: number) => number

const FORMATS: Readonly<Record<PcmFormat['sampleFormat'], { bytes: number; read: Read }>> = {
  u8: { bytes: 1, read: (data, at) => (data.getUint8(at) - 0x80) / 0x80 },
  s16: { bytes: 2, read: (data, at) => data.getInt16(at, true) / 0x8000 },
  s24: {
    bytes: 3,
    read: (data, at) => (data.getUint16(at, true) + data.getInt8(at + 2) * 0x1_0000) / 0x80_0000,
  },
  s32: { bytes: 4, read: (data, at) => data.getInt32(at, true) / 0x8000_0000 },
  f32: { bytes: 4, read: (data, at) => data.getFloat32(at, true) },
}

/** Raw interleaved bytes, in pieces cut anywhere, as mono samples: the mean of the channels. */
export async function* samplesOf(
  pieces: AsyncIterable<Uint8Array>,
  { channels, sampleFormat }: Pick<PcmFormat, 'channels' | 'sampleFormat'>,
): AsyncGenerator<Float32Array> {
  const { bytes, read } = FORMATS[sampleFormat]
  const width = bytes * channels
  let cut: Uint8Array = new Uint8Array(0)
  for await (const piece of pieces) {
    const whole = cut.length === 0 ? piece : Buffer.concat([cut, piece])
    const count = Math.floor(whole.length / width)
    const data = new DataView(whole.buffer, whole.byteOffset, whole.length)
    cut = whole.slice(count * width)
    if (count > 0) yield mixed(data, count, channels, bytes, read)
  }
}

function mixed(data: DataView, count: number, channels: number, bytes: number, read: Read): Float32Array {
  const samples = new Float32Array(count)
  for (let k = 0; k < count; k++) {
    let sum = 0
    for (let channel = 0; channel < channels; channel++) sum += read(data, (k * channels + channel) * bytes)
    samples[k] = sum / channels
  }
  return samples
}
