/**
 * One clip's features as a file of the cache:
 *
 *     SHA-256 of all that follows (32 bytes) | header: one line of JSON | values: float32
 *
 * Values are in the machine's byte order: entries of another kind of machine have other keys. A file that was cut off,
 * changed, or belongs to another key is told by the digest and the header, so nothing has to be flushed to the disk.
 */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { ClipFacts } from '../audio/clip.ts'

export interface CachedClip {
  /** [frames, coefficients], row-major. */
  readonly data: Float32Array
  /** Of the recording. */
  readonly facts: ClipFacts
}

const DIGEST_BYTES = 32
const NEWLINE = 0x0a

const headerSchema = z.strictObject({
  key: z.string(),
  facts: z.strictObject({
    sourceSampleRate: z.number(),
    sourceChannels: z.number(),
    sourceSeconds: z.number(),
    seconds: z.number(),
    silent: z.boolean(),
    truncatedSamples: z.number().optional(),
  }),
})

export function encodeEntry(key: string, { data, facts }: CachedClip): Buffer {
  const header = Buffer.from(`${JSON.stringify({ key, facts })}\n`)
  const values = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  const digest = createHash('sha256').update(header).update(values).digest()
  return Buffer.concat([digest, header, values])
}

/**
 * @param length how many values are expected.
 * @returns nothing if this is not that key's entry, whole.
 */
export function decodeEntry(bytes: Buffer, key: string, length: number): CachedClip | undefined {
  const content = bytes.subarray(DIGEST_BYTES)
  const digest = createHash('sha256').update(content).digest()
  if (!digest.equals(bytes.subarray(0, DIGEST_BYTES))) return undefined
  const headerEnd = content.indexOf(NEWLINE)
  const header = headerOf(content.subarray(0, headerEnd).toString())
  const values = content.subarray(headerEnd + 1)
  if (header?.key !== key || values.length !== length * Float32Array.BYTES_PER_ELEMENT) return undefined
  const data = new Float32Array(length)
  new Uint8Array(data.buffer).set(values)
  return { data, facts: header.facts }
}

function headerOf(text: string): z.output<typeof headerSchema> | undefined {
  try {
    return headerSchema.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}
