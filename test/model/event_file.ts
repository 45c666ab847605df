import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'

export interface ScalarEvent {
  readonly step: number
  readonly tag: string
  readonly value: number
}

/** The scalars of the event files in a folder, read as TensorFlow's protocol says: TFRecord, Event, Summary. */
export async function readScalars(folder: string): Promise<ScalarEvent[]> {
  const names = (await readdir(folder)).filter((name) => name.includes('tfevents'))
  const files = await Promise.all(names.map((name) => readFile(path.join(folder, name))))
  return files.flatMap((bytes) => [...records(bytes)].flatMap(scalarsOf))
}

/** TFRecord: length (uint64), its checksum, data, its checksum; all little-endian. */
function* records(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; ) {
    const length = Number(bytes.readBigUInt64LE(at))
    const data = bytes.subarray(at + 12, at + 12 + length)
    if (maskedCrc32c(data) !== bytes.readUInt32LE(at + 12 + length))
      throw new Error(`record at ${at}: checksum`)
    yield data
    at += 16 + length
  }
}

/** CRC-32C (Castagnoli), rotated and shifted by a constant, as TFRecord has it. */
function maskedCrc32c(data: Buffer): number {
  let crc = 0xffff_ffff
  for (const byte of data) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f6_3b78 : 0)
  }
  crc = ~crc >>> 0
  return (((crc >>> 15) | (crc << 17)) + 0xa282_ead8) >>> 0
}

/** Event: 2 step, 5 summary; Summary: 1 value; Value: 1 tag, 2 simple_value. */
function scalarsOf(event: Buffer): ScalarEvent[] {
  const fields = fieldsOf(event)
  const summary = fields.find(({ number }) => number === 5)
  const step = fields.find(({ number }) => number === 2)?.varint ?? 0
  if (!summary) return []
  return fieldsOf(summary.bytes).map((value) => {
    const [tag, simple] = fieldsOf(value.bytes)
    return { step, tag: tag.bytes.toString(), value: simple.bytes.readFloatLE() }
  })
}

interface Field {
  readonly number: number
  readonly varint: number
  readonly bytes: Buffer
}

/** A protocol buffer's fields, in order. */
function fieldsOf(message: Buffer): Field[] {
  const fields: Field[] = []
  let at = 0
  const varint = () => {
    let value = 0
    for (let shift = 1; ; shift *= 128) {
      const byte = message[at++]
      value += (byte & 127) * shift
      if (byte < 128) return value
    }
  }
  while (at < message.length) {
    const key = varint()
    const kind = key & 7
    const value = kind === 0 || kind === 2 ? varint() : 0
    const length = kind === 0 ? 0 : kind === 1 ? 8 : kind === 2 ? value : 4
    fields.push({ number: key >>> 3, varint: value, bytes: message.subarray(at, at + length) })
    at += length
  }
  return fields
}
