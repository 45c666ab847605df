/** A writer of zip archives without compression, which can also write what no honest archive holds. */

export interface ZipEntry {
  readonly name: string
  readonly data?: string | Uint8Array
  /** Unix type and permissions; default: a plain file. */
  readonly mode?: number
}

/** PKWARE's APPNOTE.TXT: 4.3.7 local headers, 4.3.12 central directory, 4.3.16 its end. Checksums are left at 0. */
export function storedZip(entries: readonly ZipEntry[]): Buffer {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, data = '', mode = 0o100644 } of entries) {
    const content = Buffer.from(data)
    const sizes = { content: content.length, name: Buffer.byteLength(name) }
    const local = Buffer.concat([localHeader(sizes), Buffer.from(name), content])
    directory.push(centralHeader(sizes, mode, offset), Buffer.from(name))
    locals.push(local)
    offset += local.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, central, end])
}

interface Sizes {
  readonly content: number
  readonly name: number
}

function localHeader(sizes: Sizes): Buffer {
  const header = Buffer.alloc(30)
  header.writeUInt32LE(0x04034b50, 0)
  header.writeUInt16LE(20, 4)
  header.writeUInt32LE(sizes.content, 18)
  header.writeUInt32LE(sizes.content, 22)
  header.writeUInt16LE(sizes.name, 26)
  return header
}

function centralHeader(sizes: Sizes, mode: number, offset: number): Buffer {
  const header = Buffer.alloc(46)
  header.writeUInt32LE(0x02014b50, 0)
  header.writeUInt16LE((3 << 8) | 20, 4)
  header.writeUInt16LE(20, 6)
  header.writeUInt32LE(sizes.content, 20)
  header.writeUInt32LE(sizes.content, 24)
  header.writeUInt16LE(sizes.name, 28)
  header.writeUInt32LE((mode << 16) >>> 0, 38)
  header.writeUInt32LE(offset, 42)
  return header
}
