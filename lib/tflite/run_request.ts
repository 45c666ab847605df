import { EmovoxError } from '../errors.ts'
import type { TfliteRunner, TfliteRunOptions } from './run.ts'

/**
 * How many clips of how many frames are to be run.
 *
 * @throws EmovoxError `INVALID_OPTION` when the features are not that many; `NON_FINITE` when they hold NaN or an infinity.
 */
export function checkedRequest(
  features: Float32Array,
  { frames: ownFrames, coefficients }: Pick<TfliteRunner, 'frames' | 'coefficients'>,
  options: TfliteRunOptions,
): { readonly frames: number; readonly batch: number; readonly clip: number } {
  const { frames = ownFrames } = options
  const clip = frames * coefficients
  const { batch = features.length / clip } = options
  if (!isCount(frames) || !isCount(batch) || features.length !== batch * clip)
    throw new EmovoxError(
      'INVALID_OPTION',
      `features: expected batch x ${frames} frames x ${coefficients} coefficients = ` +
        `${options.batch ?? 'batch'} x ${clip} numbers, found ${features.length}`,
    )
  checkFinite(features, frames, coefficients)
  return { frames, batch, clip }
}

/** LiteRT's sigmoid for WebAssembly makes an ordinary number of NaN: the answer would look like one. */
function checkFinite(features: Float32Array, frames: number, coefficients: number) {
  const odd = features.findIndex((value) => !Number.isFinite(value))
  if (odd < 0) return
  const frame = Math.floor(odd / coefficients)
  const where = `clip ${Math.floor(frame / frames)}, frame ${frame % frames}, coefficient ${odd % coefficients}`
  throw new EmovoxError('NON_FINITE', `features: expected finite numbers, found ${features[odd]} in ${where}`)
}

const isCount = (value: number) => Number.isInteger(value) && value >= 1
