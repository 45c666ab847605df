/** Unpacking a zip archive: whole or not at all, and nowhere but into its folder. */
import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm, rmdir } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { type Entry, openPromise, type ZipFile } from 'yauzl'
import { EmovoxError, messageOf, systemCode } from '../errors.ts'
import { throwIfAborted } from './concurrency.ts'
import { writing } from './download.ts'

export interface UnpackOptions {
  /** Bytes unpacked so far, of all in the archive's directory. */
  readonly onProgress?: (done: number, total: number) => void
  readonly signal?: AbortSignal
}

/**
 * Unpacks a zip archive into a folder that is not there yet, or is empty. Files are unpacked beside it, into
 * `<folder>.unpacking`, and renamed once all are there, so that the folder is never half full.
 *
 * @throws EmovoxError `DOWNLOAD` for what is no zip archive, or has entries that lead out of the folder, links, or
 *   encrypted entries; `WRITE_FAILED`; `ABORTED`. Nothing that was unpacked stays.
 */
export async function unpackZip(archive: string, folder: string, options: UnpackOptions = {}): Promise<void> {
  const beside = `${folder}.unpacking`
  await rm(beside, { recursive: true, force: true })
  try {
    await writing(beside, () => mkdir(beside, { recursive: true }))
    await unpackInto(archive, beside, options)
    throwIfAborted(options.signal)
    await writing(folder, async () => {
      await rmdir(folder).catch((thrown: unknown) => {
        if (systemCode(thrown) !== 'ENOENT') throw thrown
      })
      await rename(beside, folder)
    })
  } catch (thrown) {
    await rm(beside, { recursive: true, force: true }).catch(() => {})
    throwIfAborted(options.signal)
    throw thrown
  }
}

async function unpackInto(archive: string, folder: string, options: UnpackOptions): Promise<void> {
  const zip = await reading(archive, () => openPromise(archive, { lazyEntries: true, autoClose: false }))
  try {
    const entries = await reading(archive, () => entriesOf(zip))
    for (const entry of entries) requireSafe(archive, folder, entry)
    const total = entries.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0)
    let done = 0
    for (const entry of entries) {
      throwIfAborted(options.signal)
      await unpackEntry(archive, zip, entry, folder, options.signal)
      done += entry.uncompressedSize
      options.onProgress?.(done, total)
    }
  } finally {
    zip.close()
  }
}

async function entriesOf(zip: ZipFile): Promise<Entry[]> {
  const entries: Entry[] = []
  for await (const entry of zip.eachEntry()) entries.push(entry)
  return entries
}

/** yauzl refuses absolute names and `..` on its own; this does not rely on it. */
function requireSafe(archive: string, folder: string, entry: Entry): void {
  const target = path.resolve(folder, entry.fileName)
  const inside = target === folder || target.startsWith(path.resolve(folder) + path.sep)
  if (!inside) throw badEntry(archive, entry, 'it leads out of the folder')
  // The upper half holds Unix permissions and type; S_IFMT is 0o170000, S_IFLNK 0o120000.
  const type = (entry.externalFileAttributes >>> 16) & 0o170000
  if (type === 0o120000) throw badEntry(archive, entry, 'it is a link')
  if (entry.isEncrypted()) throw badEntry(archive, entry, 'it is encrypted')
}

function badEntry(archive: string, { fileName }: Entry, why: string): EmovoxError {
  return new EmovoxError('DOWNLOAD', `${archive}: expected plain files, found ${fileName}: ${why}`)
}

async function unpackEntry(
  archive: string,
  zip: ZipFile,
  entry: Entry,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const target = path.join(folder, entry.fileName)
  if (entry.fileName.endsWith('/')) {
    await writing(target, () => mkdir(target, { recursive: true }))
    return
  }
  await writing(target, () => mkdir(path.dirname(target), { recursive: true }))
  const source = await reading(archive, () => zip.openReadStreamPromise(entry))
  try {
    await pipeline(source, createWriteStream(target, { flags: 'wx' }), { signal })
  } catch (cause) {
    throwIfAborted(signal)
    // Operating systems' codes (ENOSPC, EACCES) come from writing; zlib's and yauzl's errors do not have them.
    if (/^E[A-Z0-9]+$/.test(systemCode(cause) ?? ''))
      throw new EmovoxError('WRITE_FAILED', `cannot write ${target}: ${messageOf(cause)}`, { cause })
    throw notZip(archive, cause)
  }
}

async function reading<T>(archive: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    throw notZip(archive, cause)
  }
}

function notZip(archive: string, cause: unknown): EmovoxError {
  return new EmovoxError('DOWNLOAD', `${archive}: expected a sound zip archive: ${messageOf(cause)}`, {
    cause,
  })
}
