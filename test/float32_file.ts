import { readFileSync } from 'node:fs'

/** The numbers of a file of raw little-endian float32, as the scripts in the golden folders write them. */
export function readFloat32(file: string | URL): Float32Array {
  const bytes = readFileSync(file)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true))
}

/** The largest difference between two arrays, element by element; infinite when they differ in length or hold NaN. */
export function largestDifference(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY
  const largest = a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0)
  return Number.isNaN(largest) ? Number.POSITIVE_INFINITY : largest
}
