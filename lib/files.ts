import { mkdir, open, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { EmovoxError, messageOf, systemCode } from './errors.ts'

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  EISDIR: 'a folder has that name',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'a part of the path is a file',
}

/** The error of a file or folder that could not be written, with the reason in words. */
export function writeFailure(file: string, cause: unknown): EmovoxError {
  const reason = REASONS[systemCode(cause) ?? ''] ?? messageOf(cause)
  return new EmovoxError('WRITE_FAILED', `cannot write ${file}: ${reason}`, { cause })
}

/**
 * Writes a file whole or not at all: beside its name first, then renamed. Makes the folder it is in.
 *
 * @throws EmovoxError `WRITE_FAILED`, naming the file and the reason.
 */
export async function writeWhole(file: string, data: string | Uint8Array): Promise<void> {
  const beside = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.part`)
  try {
    await mkdir(path.dirname(file), { recursive: true })
    const handle = await open(beside, 'w')
    try {
      await handle.writeFile(data)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(beside, file)
  } catch (cause) {
    await rm(beside, { force: true }).catch(() => {})
    throw writeFailure(file, cause)
  }
}

/** {@link writeWhole} of a value as indented JSON. NaN and infinities, which JSON lacks, become null. */
export async function writeJson(file: string, value: unknown): Promise<void> {
  await writeWhole(file, `${JSON.stringify(value, null, 2)}\n`)
}

/**
 * Makes a folder, and its parents, if it is not there.
 *
 * @throws EmovoxError `WRITE_FAILED`, naming the folder and the reason.
 */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
  } catch (cause) {
    throw writeFailure(folder, cause)
  }
}
