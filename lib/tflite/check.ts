import { EmovoxError } from '../errors.ts'
import { loadTflite } from './run.ts'
import type { TfliteRunner } from './runner.ts'

export interface CompareOptions {
  /** A path, the file's bytes, or a runner (which stays open). */
  readonly tflite: string | Uint8Array | TfliteRunner
  /**
   * The model's own probabilities [count, classes] of what the file takes, [count, frames, coefficients] or
   * [count, samples]: what it does with it before its first layer is its own business.
   */
  readonly predict: (clips: Float32Array, count: number) => Float32Array | Promise<Float32Array>
  /** What the file takes: features as extracted, or samples, row-major, of at least one clip. */
  readonly clips: Float32Array
  /** Largest difference of a probability that passes; default 1e-5. */
  readonly tolerance?: number
}

/** How a `.tflite` file compares with the model that it was made from. */
export interface Comparison {
  readonly clips: number
  /** Largest absolute difference of a probability. */
  readonly maxError: number
  /** Share of the clips whose most probable class is the same. */
  readonly topAgreement: number
  /** Size of the file. */
  readonly bytes: number
  /** Median time of one clip, milliseconds, one thread; says nothing of other runtimes when `runtime` is `reference`. */
  readonly medianMs: number
  readonly runtime: TfliteRunner['runtime']
  /** Every clip, run again after all others, gave the same bits. */
  readonly repeatExact: boolean
}

/**
 * Runs a `.tflite` file and the model that it was made from on the same features, and compares the probabilities.
 *
 * @throws EmovoxError `PARITY` when a probability differs by more than the tolerance, is not a number, or changes when the clip
 *   is run again; `INVALID_OPTION` when there are no clips; and those of {@link loadTflite}.
 * @example
 * const { maxError } = await compareWithModel({ tflite: 'model.tflite', predict, clips: features.data })
 */
export async function compareWithModel(options: CompareOptions): Promise<Comparison> {
  const { tflite } = options
  if (typeof tflite !== 'string' && !(tflite instanceof Uint8Array)) return compare(tflite, options)
  const runner = await loadTflite(tflite)
  try {
    return await compare(runner, options)
  } finally {
    runner.close()
  }
}

async function compare(
  runner: TfliteRunner,
  { predict, clips, tolerance = 1e-5 }: CompareOptions,
): Promise<Comparison> {
  const { classes } = runner
  const size = runner.clipSize
  const count = clips.length / size
  const clip = runner.input === 'mfcc' ? `${runner.frames} x ${runner.coefficients}` : size
  if (!Number.isInteger(count) || count < 1)
    throw new EmovoxError(
      'INVALID_OPTION',
      `clips: expected one or more of ${clip} numbers, found ${clips.length} numbers`,
    )
  const expected = await predict(clips, count)
  if (expected.length !== count * classes)
    throw new EmovoxError(
      'PARITY',
      `expected ${count} x ${classes} probabilities from the model, found ${expected.length}`,
    )
  const probabilities = await runner.run(clips, { batch: count })
  // Timed the second time: JavaScript engines compile WebAssembly again once it has run for a while.
  const { probabilities: again, milliseconds } = await runEach(runner, clips, size)
  const comparison = {
    clips: count,
    maxError: largestDifference(expected, probabilities),
    topAgreement: agreement(expected, probabilities, classes),
    bytes: runner.bytes,
    medianMs: median(milliseconds),
    runtime: runner.runtime,
    repeatExact: probabilities.every((value, index) => Object.is(value, again[index])),
  }
  checkParity(comparison, tolerance)
  return comparison
}

async function runEach(runner: TfliteRunner, clips: Float32Array, size: number) {
  const milliseconds: number[] = []
  const probabilities: number[] = []
  for (let at = 0; at < clips.length; at += size) {
    const start = performance.now()
    const row = await runner.run(clips.subarray(at, at + size))
    milliseconds.push(performance.now() - start)
    probabilities.push(...row)
  }
  return { probabilities: Float32Array.from(probabilities), milliseconds }
}

function checkParity({ maxError, repeatExact, clips }: Comparison, tolerance: number) {
  // Not `maxError > tolerance`, which NaN would pass.
  if (!(maxError <= tolerance))
    throw new EmovoxError(
      'PARITY',
      `the .tflite file and the model differ on ${clips} clips: expected probabilities within ${tolerance}, found ${maxError.toExponential(2)}`,
    )
  if (!repeatExact)
    throw new EmovoxError('PARITY', 'the .tflite file gives another answer when a clip is run again')
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  // Math.max gives NaN if any is.
  return a.reduce((largest, value, index) => Math.max(largest, Math.abs(value - b[index])), 0)
}

function agreement(a: Float32Array, b: Float32Array, classes: number): number {
  const clips = a.length / classes
  const top = (rows: Float32Array, clip: number) => {
    const row = rows.subarray(clip * classes, (clip + 1) * classes)
    return row.indexOf(Math.max(...row))
  }
  const same = Array.from({ length: clips }, (_, clip) => Number(top(a, clip) === top(b, clip)))
  return same.reduce((sum, value) => sum + value, 0) / clips
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return (sorted[Math.floor(middle - 0.5)] + sorted[Math.floor(middle)]) / 2
}
