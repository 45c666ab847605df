import { EmovoxError } from '../errors.ts'

/** What is subtracted from, and what divides, each coefficient. Comes from the training set only. */
export interface Normalisation {
  readonly mean: readonly number[]
  readonly deviation: readonly number[]
}

/** Smallest deviation: a coefficient that never changes must not be divided by zero. */
const LEAST_DEVIATION = 1e-3

/**
 * Mean and standard deviation of every coefficient over all frames of all clips. Frames that are all zeros are padding
 * and do not count.
 *
 * @param data features [clips, frames, coefficients], row-major; only the shape's last dimension matters.
 */
export function fitNormalisation(data: Float32Array, coefficients: number): Normalisation {
  const rows = data.length / coefficients
  if (!Number.isInteger(rows) || rows === 0)
    throw new EmovoxError(
      'INVALID_OPTION',
      `features: expected rows of ${coefficients} coefficients, found ${data.length} values`,
    )
  const padding = countPadding(data, coefficients)
  const frames = Math.max(1, rows - padding)
  const mean = columns(data, coefficients, (value) => value).map((sum) => sum / frames)
  // Padding added the square of each mean.
  const variance = columns(data, coefficients, (value, k) => (value - mean[k]) ** 2).map((sum, k) =>
    Math.max(0, (sum - padding * mean[k] ** 2) / frames),
  )
  return { mean, deviation: variance.map((value) => Math.max(LEAST_DEVIATION, Math.sqrt(value))) }
}

function countPadding(data: Float32Array, width: number): number {
  let padding = 0
  for (let at = 0; at < data.length; at += width) {
    let k = 0
    while (k < width && data[at + k] === 0) k++
    if (k === width) padding += 1
  }
  return padding
}

function columns(data: Float32Array, width: number, of: (value: number, column: number) => number): number[] {
  const sums = new Array<number>(width).fill(0)
  for (let at = 0; at < data.length; at += width)
    for (let k = 0; k < width; k++) sums[k] += of(data[at + k], k)
  return sums
}

/** Normalised copy of features: (x - mean) / deviation, coefficient by coefficient. */
export function normalise(data: Float32Array, { mean, deviation }: Normalisation): Float32Array {
  const width = mean.length
  const out = new Float32Array(data.length)
  for (let at = 0; at < data.length; at += width)
    for (let k = 0; k < width; k++) out[at + k] = (data[at + k] - mean[k]) / deviation[k]
  return out
}
