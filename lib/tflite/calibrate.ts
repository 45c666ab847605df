import { EmovoxError } from '../errors.ts'
import { normalise } from '../features/normalisation.ts'
import { Range } from './quantise_asymmetric.ts'
import { activate, denseSums, runLstm } from './run_layers.ts'
import type { ResolvedModel } from './tflite_model.ts'

/** Fewer clips show too little of what can occur. */
const FEWEST_CLIPS = 20

/** What values occur in a model, layer by layer. */
export interface ModelRanges {
  /** Normalised features. */
  readonly features: Range
  readonly lstm: readonly { readonly h: Range; readonly c: Range }[]
  /** Sums before the activation, and what comes out of it. */
  readonly dense: readonly { readonly sums: Range; readonly outputs: Range }[]
}

/**
 * Runs a model on clips and notes the ranges of all values that an integer graph stores.
 *
 * @param clips features [clips, frames, coefficients] as extracted.
 * @throws EmovoxError `INVALID_OPTION` when there are too few of them, or when they are not whole; `NON_FINITE`.
 */
export function calibrate(model: ResolvedModel, clips: Float32Array | undefined): ModelRanges {
  const { frames, coefficients, lstm, dense } = model
  const size = frames * coefficients
  checkCalibration(clips, model)
  const normalised = normalise(clips, model.normalisation)
  const ranges = {
    features: new Range(),
    lstm: lstm.map(() => ({ h: new Range(), c: new Range() })),
    dense: dense.map(() => ({ sums: new Range(), outputs: new Range() })),
  }
  ranges.features.addAll(normalised)
  for (let at = 0; at < normalised.length; at += size) {
    let x: Float32Array = normalised.subarray(at, at + size)
    for (const [index, layer] of lstm.entries()) {
      const { h: hidden, c: cell } = ranges.lstm[index]
      x = runLstm(layer, x, frames, (h, c) => {
        hidden.addAll(h)
        cell.addAll(c)
      })
    }
    x = x.subarray(x.length - lstm[lstm.length - 1].units)
    for (const [index, layer] of dense.entries()) {
      const sums = denseSums(layer, x)
      x = activate(layer.activation, sums)
      ranges.dense[index].sums.addAll(sums)
      ranges.dense[index].outputs.addAll(x)
    }
  }
  return ranges
}

/**
 * Checks that there are clips enough to calibrate on.
 *
 * @throws EmovoxError `INVALID_OPTION`, `NON_FINITE`.
 */
export function checkCalibration(
  clips: Float32Array | undefined,
  { frames, coefficients }: Pick<ResolvedModel, 'frames' | 'coefficients'>,
): asserts clips is Float32Array {
  const count = (clips?.length ?? 0) / (frames * coefficients)
  if (clips === undefined || !Number.isInteger(count) || count < FEWEST_CLIPS) {
    const numbers = clips === undefined ? 'none' : `${clips.length} numbers (${count.toFixed(1)} clips)`
    throw new EmovoxError(
      'INVALID_OPTION',
      `calibration: weights int8 need features of at least ${FEWEST_CLIPS} training clips of ${frames} x ${coefficients} numbers, found ${numbers}`,
    )
  }
  const odd = clips.findIndex((value) => !Number.isFinite(value))
  if (odd >= 0)
    throw new EmovoxError(
      'NON_FINITE',
      `calibration: expected finite features, found ${clips[odd]} in clip ${Math.floor(odd / (frames * coefficients))}`,
    )
}
