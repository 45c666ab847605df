import { EmovoxError } from '../errors.ts'
import type { InputKind } from './metadata.ts'
import type { TfliteMetadata } from './read_metadata.ts'
import type { TfliteRunOptions } from './runner.ts'

/** What a file takes. */
export interface FileClip {
  readonly input: InputKind
  /** Numbers of a clip: frames x coefficients, or samples. */
  readonly clipSize: number
  readonly frames: number
  readonly coefficients: number
}

export const inputKind = ({ options }: TfliteMetadata): InputKind => options?.input ?? 'mfcc'

export function clipOf(metadata: TfliteMetadata): FileClip {
  const input = inputKind(metadata)
  const [, ...shape] = metadata.input.shape
  const clipSize = shape.reduce((product, length) => product * length, 1)
  if (input === 'mfcc') return { input, clipSize, frames: shape[0], coefficients: shape[1] }
  const { frames = 0, coefficients = 0 } = metadata.options ?? {}
  return { input, clipSize, frames, coefficients }
}

/**
 * How many clips, of how many frames, are to be run; `size` is the numbers of one.
 *
 * @throws EmovoxError `INVALID_OPTION` when the clips are not that many; `NON_FINITE` when they hold NaN or an infinity.
 */
export function checkedRequest(
  clips: Float32Array,
  file: FileClip,
  options: TfliteRunOptions,
): { readonly frames: number; readonly batch: number; readonly size: number } {
  const { input, coefficients, clipSize } = file
  const { frames = file.frames } = options
  const size = input === 'mfcc' ? frames * coefficients : clipSize
  const { batch = clips.length / size } = options
  if (input === 'waveform' && frames !== file.frames)
    throw invalid(
      `frames: expected ${file.frames}, as the file takes clips of ${clipSize} samples only, found ${frames}`,
    )
  if (!isCount(frames) || !isCount(batch) || clips.length !== batch * size) {
    const what =
      input === 'mfcc'
        ? `features: expected batch x ${frames} frames x ${coefficients} coefficients`
        : `clips: expected batch x ${clipSize} samples`
    throw invalid(`${what} = ${options.batch ?? 'batch'} x ${size} numbers, found ${clips.length}`)
  }
  checkFinite(clips, size, file)
  return { frames, batch, size }
}

/** LiteRT's sigmoid for WebAssembly makes an ordinary number of NaN: the answer would look like one. */
function checkFinite(clips: Float32Array, size: number, { input, coefficients }: FileClip) {
  // A loop: a call for each of 48,000 samples takes as long as a quarter of what follows.
  let odd = 0
  while (odd < clips.length && Number.isFinite(clips[odd])) odd++
  if (odd === clips.length) return
  const at = odd % size
  const [name, where] =
    input === 'mfcc'
      ? ['features', `frame ${Math.floor(at / coefficients)}, coefficient ${at % coefficients}`]
      : ['clips', `sample ${at}`]
  const message = `${name}: expected finite numbers, found ${clips[odd]} in clip ${Math.floor(odd / size)}, ${where}`
  throw new EmovoxError('NON_FINITE', message)
}

function invalid(message: string): EmovoxError {
  return new EmovoxError('INVALID_OPTION', message)
}

const isCount = (value: number) => Number.isInteger(value) && value >= 1
