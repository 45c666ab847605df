import { EmovoxError } from '../errors.ts'
import type { ClipStore } from './clip_store.ts'

/** What is subtracted from, and what divides, each coefficient. Comes from the training set only. */
export interface Normalisation {
  readonly mean: readonly number[]
  readonly deviation: readonly number[]
}

/** Frames whose squares add up to less than this are padding: it is 0 but for the rounding of the normalisation. */
export const LEAST_ENERGY = 1e-6

/** Smallest deviation: a coefficient that never changes must not be divided by zero. */
const LEAST_DEVIATION = 1e-3

/**
 * Mean and standard deviation of every coefficient over all frames of all clips. Frames that are all zeros are padding
 * and do not count.
 *
 * @param data features [clips, frames, coefficients], row-major; only the shape's last dimension matters.
 */
export function fitNormalisation(data: Float32Array, coefficients: number): Normalisation {
  const means = new MeanFit(coefficients)
  means.add(data)
  const deviations = new DeviationFit(means)
  deviations.add(data)
  return deviations.normalisation()
}

/** {@link fitNormalisation} of all clips of a store, bit for bit. */
export async function fitStoredNormalisation(store: ClipStore, coefficients: number): Promise<Normalisation> {
  const means = new MeanFit(coefficients)
  for await (const data of piecesOf(store)) means.add(data)
  const deviations = new DeviationFit(means)
  for await (const data of piecesOf(store)) deviations.add(data)
  return deviations.normalisation()
}

/** Clips that are read from a store at a time. */
const PIECE = 1000

async function* piecesOf(store: ClipStore): AsyncGenerator<Float32Array> {
  if (store.held) return yield store.held
  for (let start = 0; start < store.clips; start += PIECE) {
    const count = Math.min(PIECE, store.clips - start)
    yield await store.read(Array.from({ length: count }, (_, k) => start + k))
  }
}

/** The first look at features, piece by piece. */
class MeanFit {
  readonly #sums: number[]
  #padding = 0
  #rows = 0

  constructor(coefficients: number) {
    this.#sums = new Array<number>(coefficients).fill(0)
  }

  /** Frames that are padding, and those that are not (at least 1). */
  get frames(): { readonly padding: number; readonly real: number } {
    return { padding: this.#padding, real: Math.max(1, this.#rows - this.#padding) }
  }

  add(data: Float32Array): void {
    const width = this.#sums.length
    const rows = data.length / width
    if (!Number.isInteger(rows) || rows === 0)
      throw new EmovoxError(
        'INVALID_OPTION',
        `features: expected rows of ${width} coefficients, found ${data.length} values`,
      )
    this.#rows += rows
    this.#padding += countPadding(data, width)
    addColumns(this.#sums, data, (value) => value)
  }

  mean(): number[] {
    return this.#sums.map((sum) => sum / this.frames.real)
  }
}

/** The second look, at what is apart from the mean. */
class DeviationFit {
  readonly #mean: readonly number[]
  readonly #frames: MeanFit['frames']
  readonly #sums: number[]

  constructor(means: MeanFit) {
    this.#mean = means.mean()
    this.#frames = means.frames
    this.#sums = this.#mean.map(() => 0)
  }

  add(data: Float32Array): void {
    addColumns(this.#sums, data, (value, k) => (value - this.#mean[k]) ** 2)
  }

  normalisation(): Normalisation {
    const { padding, real } = this.#frames
    const mean = this.#mean
    // Padding added the square of each mean.
    const variance = this.#sums.map((sum, k) => Math.max(0, (sum - padding * mean[k] ** 2) / real))
    return { mean, deviation: variance.map((value) => Math.max(LEAST_DEVIATION, Math.sqrt(value))) }
  }
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

function addColumns(sums: number[], data: Float32Array, of: (value: number, column: number) => number): void {
  const width = sums.length
  for (let at = 0; at < data.length; at += width)
    for (let k = 0; k < width; k++) sums[k] += of(data[at + k], k)
}

/** Normalised copy of features: (x - mean) / deviation, coefficient by coefficient. */
export function normalise(data: Float32Array, { mean, deviation }: Normalisation): Float32Array {
  const width = mean.length
  const out = new Float32Array(data.length)
  for (let at = 0; at < data.length; at += width)
    for (let k = 0; k < width; k++) out[at + k] = (data[at + k] - mean[k]) / deviation[k]
  return out
}
