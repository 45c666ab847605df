/** What a cached clip depends on: the recording's content, the options, what is done to the copy, and who computes. */
import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { cpus } from 'node:os'
import { addonDigest } from '../audio/addon.ts'
import { LIMITS } from '../audio/limits.ts'
import type { Augmentation } from '../augment/policy.ts'

/** Raised when the form of an entry or of a key changes. */
const FORMAT = 1

/** A recording's content, and by what a later change of the file is noticed. */
export interface Content {
  /** SHA-256 of the file. */
  readonly hash: string
  readonly stamp: string
}

/**
 * Reads a file for its digest, a piece at a time: whatever its size, this takes little memory.
 *
 * @throws what `node:fs` throws.
 */
export async function contentOf(file: string): Promise<Content> {
  const stamp = stampOf(file)
  const digest = createHash('sha256')
  const handle = await open(file)
  try {
    const piece = Buffer.allocUnsafe(1 << 20)
    for (;;) {
      const { bytesRead } = await handle.read(piece)
      if (bytesRead === 0) break
      digest.update(piece.subarray(0, bytesRead))
    }
  } finally {
    await handle.close()
  }
  return { hash: digest.digest('hex'), stamp }
}

/** Whether a file was left alone since its content was read: else what was made of it may be of another content. */
export function isUnchanged(file: string, { stamp }: Content): boolean {
  try {
    return stampOf(file) === stamp
  } catch {
    return false
  }
}

// The time of change (ctime) cannot be set back, as that of modification can.
function stampOf(file: string): string {
  const { dev, ino, size, mtimeNs, ctimeNs } = statSync(file, { bigint: true })
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ')
}

/**
 * The key of one copy of one recording.
 *
 * @param contentHash SHA-256 of the recording.
 * @param fingerprint of the feature options and their version.
 */
export function keyOf(contentHash: string, fingerprint: string, copy: Augmentation): string {
  // As text: JSON has no NaN, and would make it look like an option that is not given.
  const done = [copy.stretchRate, copy.pitchSemitones, copy.noiseSnrDb, copy.noiseSeed].map(String)
  return createHash('sha256')
    .update(JSON.stringify([FORMAT, contentHash, fingerprint, done, LIMITS, computerOf()]))
    .digest('hex')
}

let computer: readonly string[] | undefined

/**
 * What computes: the addon's build, and the processor, as mathematical functions and kernels are chosen by it and may
 * differ in the last bit. A digest of the build cannot be forgotten, as a version to be raised by hand can.
 */
function computerOf(): readonly string[] {
  computer ??= [addonDigest(), process.arch, cpus()[0]?.model ?? '', process.env.EMOVOX_ISA ?? '']
  return computer
}
