import { crc32 } from 'node:zlib'
import { fromBufferPromise } from 'yauzl'

/** 1 January 1980, the format's first day: the same input gives the same bytes. */
const DATE = 0x21
/** Version 2.0 of the format. */
const VERSION = 20

/**
 * Appends files to a file as a zip archive, uncompressed, the way TFLite metadata keeps associated files: readers of the
 * front never see the archive, zip readers look from the back. Offsets count from the start of the whole; names are ASCII.
 *
 * Format: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3
 */
export function appendStoredZip(front: Uint8Array, files: Readonly<Record<string, string>>): Uint8Array {
  const parts: Uint8Array[] = [front]
  const directory: Uint8Array[] = []
  let position = front.length
  for (const [name, text] of Object.entries(files)) {
    const entry = { name: Buffer.from(name), data: Buffer.from(text), position }
    const local = localHeader(entry)
    parts.push(local, entry.name, entry.data)
    directory.push(centralHeader(entry), entry.name)
    position += local.length + entry.name.length + entry.data.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  const count = Object.keys(files).length
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(count, 8)
  end.writeUInt16LE(count, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(position, 16)
  return new Uint8Array(Buffer.concat([...parts, central, end]))
}

interface ZipEntry {
  readonly name: Buffer
  readonly data: Buffer
  /** Of the local header in the whole file. */
  readonly position: number
}

function localHeader({ name, data }: ZipEntry): Buffer {
  const header = Buffer.alloc(30)
  header.writeUInt32LE(0x04034b50, 0)
  header.writeUInt16LE(VERSION, 4)
  writeSizes(header, 12, name, data)
  return header
}

function centralHeader({ name, data, position }: ZipEntry): Buffer {
  const header = Buffer.alloc(46)
  header.writeUInt32LE(0x02014b50, 0)
  header.writeUInt16LE(VERSION, 4)
  header.writeUInt16LE(VERSION, 6)
  writeSizes(header, 14, name, data)
  header.writeUInt32LE(position, 42)
  return header
}

/** Date, checksum, stored size, size and length of the name follow each other in both headers. */
function writeSizes(header: Buffer, at: number, name: Buffer, data: Buffer) {
  header.writeUInt16LE(DATE, at)
  header.writeUInt32LE(crc32(data), at + 2)
  header.writeUInt32LE(data.length, at + 6)
  header.writeUInt32LE(data.length, at + 10)
  header.writeUInt16LE(name.length, at + 14)
}

/**
 * The text files in the zip archive at the end of a file.
 *
 * @throws Error when there is none, or it is damaged.
 */
export async function readAppendedZip(file: Uint8Array): Promise<ReadonlyMap<string, string>> {
  const archive = await fromBufferPromise(Buffer.from(file.buffer, file.byteOffset, file.byteLength))
  const texts = new Map<string, string>()
  for await (const entry of archive.eachEntry()) {
    const stream = await archive.openReadStreamPromise(entry)
    const chunks: Buffer[] = []
    for await (const chunk of stream) chunks.push(Buffer.from(chunk))
    const data = Buffer.concat(chunks)
    if (crc32(data) !== entry.crc32) throw new Error(`${entry.fileName}: wrong checksum`)
    texts.set(entry.fileName, data.toString('utf8'))
  }
  return texts
}
