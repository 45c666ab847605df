import { normalise } from '../features/normalisation.ts'
import { checkCalibration } from './calibrate.ts'
import { Range } from './quantise_asymmetric.ts'
import { runConvolutions } from './run_convolutions.ts'
import type { ConvolutionalNetwork, ResolvedModel } from './tflite_model.ts'

/** What values occur in convolutional networks, layer by layer. */
export interface NetworkRanges {
  /** Normalised features. */
  readonly features: Range
  readonly networks: readonly {
    /** Of each convolution, and with what was before it added. */
    readonly convolutions: readonly Range[]
    readonly sums: readonly Range[]
  }[]
}

/**
 * Runs networks on clips and notes the ranges of all values that an integer graph stores.
 *
 * @param clips features [clips, frames, coefficients] as extracted.
 * @throws EmovoxError `INVALID_OPTION` when there are too few of them, or when they are not whole; `NON_FINITE`.
 */
export function calibrateNetworks(
  networks: readonly ConvolutionalNetwork[],
  model: Pick<ResolvedModel, 'frames' | 'coefficients' | 'normalisation'>,
  clips: Float32Array | undefined,
): NetworkRanges {
  checkCalibration(clips, model)
  const size = model.frames * model.coefficients
  const normalised = normalise(clips, model.normalisation)
  const features = new Range()
  features.addAll(normalised)
  const ranges = networks.map(({ convolutions }) => ({
    convolutions: convolutions.map(() => new Range()),
    sums: convolutions.map(() => new Range()),
  }))
  for (let at = 0; at < normalised.length; at += size)
    for (const [index, network] of networks.entries()) {
      const values = runConvolutions(network, normalised.subarray(at, at + size), model.frames)
      const { convolutions, sums } = ranges[index]
      for (const [k, range] of convolutions.entries()) range.addAll(values.convolutions[k])
      for (const [k, range] of sums.entries()) range.addAll(values.sums[k])
    }
  return { features, networks: ranges }
}
