/**
 * The state of a training as a file:
 *
 *     SHA-256 of all that follows (32 bytes) | header: one line of JSON | vectors: float32, one after another
 *
 * Values are in the machine's byte order: a checkpoint is of use where the training was begun.
 */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { FitState } from './fit.ts'

const DIGEST_BYTES = 32
const NEWLINE = 0x0a

// JSON has null for the loss of a training that came to NaN.
const loss = z
  .number()
  .nullable()
  .transform((value) => value ?? Number.NaN)

const recordSchema = z.object({
  epoch: z.int(),
  loss,
  accuracy: loss,
  validationLoss: z.number().nullable(),
  validationAccuracy: z.number().nullable(),
  validationUar: z.number().nullable(),
  seconds: z.number(),
})

const headerSchema = z.object({
  /** Digest of what the training depends on. */
  training: z.string(),
  steps: z.int().min(0),
  history: z.array(recordSchema).min(1),
  /** The epoch whose weights are kept. */
  keptEpoch: z.int().min(1),
  /** Of the vectors. */
  lengths: z.array(z.int().min(0)).length(6),
})

/** @param training digest of what the training depends on. */
export function encodeState({ history, kept, training: state }: FitState, training: string): Buffer {
  const { steps, weights, average, mean, square, untrained } = state
  const vectors = [weights, average, mean, square, untrained, kept.weights]
  const header = {
    training,
    steps,
    history,
    keptEpoch: kept.record.epoch,
    lengths: vectors.map(({ length }) => length),
  }
  const content = Buffer.concat([
    Buffer.from(`${JSON.stringify(header)}\n`),
    ...vectors.map((values) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
  ])
  return Buffer.concat([digestOf(content), content])
}

/** @returns nothing if this is not a whole state of that training. */
export function decodeState(bytes: Buffer, training: string): FitState | undefined {
  const content = bytes.subarray(DIGEST_BYTES)
  if (!digestOf(content).equals(bytes.subarray(0, DIGEST_BYTES))) return undefined
  const headerEnd = content.indexOf(NEWLINE)
  const header = headerSchema.parse(JSON.parse(content.subarray(0, headerEnd).toString()))
  const record = header.history.find(({ epoch }) => epoch === header.keptEpoch)
  if (header.training !== training || !record) return undefined
  const [weights, average, mean, square, untrained, keptWeights] = vectorsOf(
    content.subarray(headerEnd + 1),
    header.lengths,
  )
  return {
    history: header.history,
    kept: { record, weights: keptWeights },
    training: { steps: header.steps, weights, average, mean, square, untrained },
  }
}

function vectorsOf(bytes: Buffer, lengths: readonly number[]): Float32Array[] {
  let at = 0
  return lengths.map((length) => {
    const vector = new Float32Array(length)
    const end = at + vector.byteLength
    new Uint8Array(vector.buffer).set(bytes.subarray(at, end))
    at = end
    return vector
  })
}

function digestOf(content: Buffer): Buffer {
  return createHash('sha256').update(content).digest()
}
