import { endianness } from 'node:os'
import { EmovoxError } from '../errors.ts'
import type { ElementType } from './schema.ts'

/** Numbers as a file can hold them. A Uint16Array is the bits of float16. */
export type ConstantValues = Float32Array | Int32Array | Uint16Array | Int16Array | Int8Array

export function elementTypeOf(values: ConstantValues): ElementType {
  if (values instanceof Float32Array) return 'FLOAT32'
  if (values instanceof Int32Array) return 'INT32'
  if (values instanceof Uint16Array) return 'FLOAT16'
  if (values instanceof Int16Array) return 'INT16'
  if (values instanceof Int8Array) return 'INT8'
  throw new EmovoxError('INTERNAL', 'constant: expected a typed array that a .tflite file can hold')
}

/** The bytes of numbers as the file has them, little-endian, on any machine. */
export function constantBytes(values: ConstantValues): Uint8Array {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice()
  if (endianness() === 'LE' || values.BYTES_PER_ELEMENT === 1) return bytes
  const buffer = Buffer.from(bytes)
  return new Uint8Array(values.BYTES_PER_ELEMENT === 2 ? buffer.swap16() : buffer.swap32())
}
