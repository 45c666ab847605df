/**
 * How long a recording is, by its header: enough to say how many hours there are, at a fraction of decoding's cost.
 * WAV (RIFF, RF64), AIFF and AIFF-C, FLAC, told by content. MP3 has no such header and is not measured.
 */
import { type FileHandle, open } from 'node:fs/promises'

export interface AudioHeader {
  readonly format: 'wav' | 'aiff' | 'flac'
  /** Length by what the header declares, or by what the file holds when that is less. */
  readonly seconds: number
  /** Hz. */
  readonly sampleRate: number
  readonly channels: number
  readonly bitsPerSample: number
}

interface Chunk {
  readonly id: string
  /** Where its data begins, and how many bytes of it are in the file. */
  readonly at: number
  readonly bytes: number
}

/**
 * Reads a recording's header.
 *
 * @returns undefined for other formats, and for files whose header is not whole.
 * @throws what opening and reading files throws.
 */
export async function readAudioHeader(file: string): Promise<AudioHeader | undefined> {
  const handle = await open(file)
  try {
    const { size } = await handle.stat()
    const magic = await bytesAt(handle, 0, 42)
    const [form, type] = [magic.toString('latin1', 0, 4), magic.toString('latin1', 8, 12)]
    if ((form === 'RIFF' || form === 'RF64') && type === 'WAVE') return await readWav(handle, size)
    if (form === 'FORM' && (type === 'AIFF' || type === 'AIFC')) return await readAiff(handle, size)
    return form === 'fLaC' ? readFlac(magic) : undefined
  } finally {
    await handle.close()
  }
}

async function readWav(handle: FileHandle, size: number): Promise<AudioHeader | undefined> {
  const chunks = await listChunks(handle, size, (bytes) => bytes.readUInt32LE(4))
  const fmt = await dataOf(handle, chunks, 'fmt ', 16)
  const data = chunks.find(({ id }) => id === 'data')
  if (fmt === undefined || data === undefined) return undefined
  const channels = fmt.readUInt16LE(2)
  const sampleRate = fmt.readUInt32LE(4)
  const bytesPerFrame = fmt.readUInt16LE(12)
  const seconds = Math.floor(data.bytes / bytesPerFrame) / sampleRate
  return sound({ format: 'wav', seconds, sampleRate, channels, bitsPerSample: fmt.readUInt16LE(14) })
}

async function readAiff(handle: FileHandle, size: number): Promise<AudioHeader | undefined> {
  const chunks = await listChunks(handle, size, (bytes) => bytes.readUInt32BE(4))
  const comm = await dataOf(handle, chunks, 'COMM', 18)
  const data = chunks.find(({ id }) => id === 'SSND')
  if (comm === undefined || data === undefined) return undefined
  const channels = comm.readUInt16BE(0)
  const bitsPerSample = comm.readUInt16BE(6)
  const sampleRate = readExtended(comm, 8)
  // The samples follow an offset and a block size, 4 bytes each.
  const held = Math.floor((data.bytes - 8) / (channels * Math.ceil(bitsPerSample / 8)))
  const seconds = Math.min(comm.readUInt32BE(2), held) / sampleRate
  return sound({ format: 'aiff', seconds, sampleRate, channels, bitsPerSample })
}

/** STREAMINFO, always the first block: RFC 9639, section 8.2. */
function readFlac(start: Buffer): AudioHeader | undefined {
  if (start.length < 42 || (start[4] & 0x7f) !== 0) return undefined
  const packed = start.readBigUInt64BE(18)
  const sampleRate = Number(packed >> 44n)
  const channels = Number((packed >> 41n) & 0x7n) + 1
  const bitsPerSample = Number((packed >> 36n) & 0x1fn) + 1
  const samples = Number(packed & 0xf_ffff_ffffn)
  // No samples means that the encoder did not know how many.
  if (samples === 0) return undefined
  return sound({ format: 'flac', seconds: samples / sampleRate, sampleRate, channels, bitsPerSample })
}

function sound(header: AudioHeader): AudioHeader | undefined {
  const { seconds, sampleRate, channels } = header
  return Number.isFinite(seconds) && seconds >= 0 && sampleRate > 0 && channels > 0 ? header : undefined
}

/** The chunks of a RIFF or IFF file; the last is cut where the file ends, whatever it declares. */
async function listChunks(
  handle: FileHandle,
  size: number,
  lengthOf: (header: Buffer) => number,
): Promise<Chunk[]> {
  const chunks: Chunk[] = []
  // A sound file has a handful of chunks; a damaged one may seem to have millions.
  for (let at = 12; at + 8 <= size && chunks.length < 256; ) {
    const header = await bytesAt(handle, at, 8)
    if (header.length < 8) break
    const declared = lengthOf(header)
    const id = header.toString('latin1', 0, 4)
    chunks.push({ id, at: at + 8, bytes: Math.min(declared, size - at - 8) })
    at += 8 + declared + (declared % 2)
  }
  return chunks
}

async function dataOf(handle: FileHandle, chunks: readonly Chunk[], id: string, least: number) {
  const chunk = chunks.find((candidate) => candidate.id === id)
  if (chunk === undefined || chunk.bytes < least) return undefined
  const data = await bytesAt(handle, chunk.at, least)
  return data.length < least ? undefined : data
}

async function bytesAt(handle: FileHandle, at: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, at)
  return buffer.subarray(0, bytesRead)
}

/** An 80-bit IEEE 754 extended number: sign and exponent in 16 bits, then a 64-bit mantissa with its leading one. */
function readExtended(bytes: Buffer, at: number): number {
  const exponent = (bytes.readUInt16BE(at) & 0x7fff) - 16_383
  return Number(bytes.readBigUInt64BE(at + 2)) * 2 ** (exponent - 63)
}
