import { EmovoxError } from '../errors.ts'
import type { TfliteRunner, TfliteRunOptions } from './run.ts'

type Runner = Pick<TfliteRunner, 'input' | 'clipSize' | 'frames' | 'coefficients'>

/**
 * How many clips of how many frames are to be run.
 *
 * @param clips features or samples, whatever the file takes.
 * @throws EmovoxError `INVALID_OPTION` when they are not that many; `NON_FINITE` when they hold NaN or an infinity.
 */
export function checkedRequest(
  clips: Float32Array,
  runner: Runner,
  options: TfliteRunOptions,
): { readonly frames: number; readonly batch: number; readonly clip: number } {
  const { frames = runner.frames } = options
  const isFeatures = runner.input === 'mfcc'
  const clip = isFeatures ? frames * runner.coefficients : runner.clipSize
  const { batch = clips.length / clip } = options
  if (!isFeatures && frames !== runner.frames)
    throw new EmovoxError(
      'INVALID_OPTION',
      `frames: expected ${runner.frames}, as the file takes clips of ${clip} samples only, found ${frames}`,
    )
  if (!isCount(frames) || !isCount(batch) || clips.length !== batch * clip) {
    const what = isFeatures
      ? `features: expected batch x ${frames} frames x ${runner.coefficients} coefficients`
      : `clips: expected batch x ${clip} samples`
    const product = `${options.batch ?? 'batch'} x ${clip}`
    throw new EmovoxError('INVALID_OPTION', `${what} = ${product} numbers, found ${clips.length}`)
  }
  checkFinite(clips, clip, runner)
  return { frames, batch, clip }
}

/** LiteRT's sigmoid for WebAssembly makes an ordinary number of NaN: the answer would look like one. */
function checkFinite(clips: Float32Array, clip: number, { input, coefficients }: Runner) {
  const odd = clips.findIndex((value) => !Number.isFinite(value))
  if (odd < 0) return
  const at = odd % clip
  const [name, place] =
    input === 'mfcc'
      ? ['features', `frame ${Math.floor(at / coefficients)}, coefficient ${at % coefficients}`]
      : ['clips', `sample ${at}`]
  throw new EmovoxError(
    'NON_FINITE',
    `${name}: expected finite numbers, found ${clips[odd]} in clip ${Math.floor(odd / clip)}, ${place}`,
  )
}

const isCount = (value: number) => Number.isInteger(value) && value >= 1
