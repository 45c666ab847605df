import { type FeatureMatrix, mfcc } from '../../lib/features/mfcc.ts'
import * as emovox from '../../lib/index.ts'

/** How far a feature may be from librosa's: so much, or so large a share of librosa's value. */
export interface Tolerance {
  readonly absolute: number
  readonly relative?: number
}

/** As the functions' documentation states. Rolloff, and choices of F0, may tie: a share of values may be beyond. */
export const TOLERANCES: Readonly<Record<string, Tolerance>> = {
  spectralCentroid: { absolute: 0.1 },
  spectralBandwidth: { absolute: 0.1 },
  spectralRolloff: { absolute: 0.01 },
  spectralFlatness: { absolute: 1e-4 },
  spectralContrast: { absolute: 0.05 },
  chroma: { absolute: 1e-4 },
  melSpectrogram: { absolute: 1e-9, relative: 0.005 },
  logMel: { absolute: 0.01 },
  rms: { absolute: 1e-6 },
  zeroCrossingRate: { absolute: 1e-7 },
  delta: { absolute: 1e-3 },
  yin: { absolute: 0.01 },
  pyin: { absolute: 1e-3 },
}

const column = (data: Float32Array): FeatureMatrix => ({ data, frames: data.length, coefficients: 1 })

/** A feature by name, of options as the script has them, as a matrix of frames. */
export function featureOf(
  feature: string,
  samples: Float32Array,
  options: { readonly sampleRate: number } & Record<string, unknown>,
): FeatureMatrix {
  const { sampleRate, ...others } = options
  switch (feature) {
    case 'spectralCentroid':
      return column(emovox.spectralCentroid(samples, options))
    case 'spectralBandwidth':
      return column(emovox.spectralBandwidth(samples, options))
    case 'spectralRolloff':
      return column(emovox.spectralRolloff(samples, options))
    case 'spectralFlatness':
      return column(emovox.spectralFlatness(samples, options))
    case 'spectralContrast':
      return emovox.spectralContrast(samples, options)
    case 'chroma':
      return emovox.chroma(samples, options)
    case 'melSpectrogram':
      return emovox.melSpectrogram(samples, options)
    case 'logMel':
      return emovox.logMel(samples, options)
    case 'rms':
      return column(emovox.rms(samples, others))
    case 'zeroCrossingRate':
      return column(emovox.zeroCrossingRate(samples, others))
    case 'delta':
      return emovox.delta(mfcc(samples, { sampleRate }), others)
    case 'yin':
      return column(emovox.yin(samples, options))
    case 'pyin':
      return pyin(samples, options)
    default:
      throw new Error(`no feature ${feature}`)
  }
}

function pyin(samples: Float32Array, options: object): FeatureMatrix {
  const { f0, voiced, probability } = emovox.pyin(samples, options)
  const rows = [...f0].flatMap((hz, t) => [Number.isNaN(hz) ? 0 : hz, voiced[t], probability[t]])
  return { data: Float32Array.from(rows), frames: f0.length, coefficients: 3 }
}

/** The share of values further apart than the tolerance, and how far the furthest is; 1 for other lengths. */
export function apart(
  found: Float32Array,
  expected: Float32Array,
  { absolute, relative = 0 }: Tolerance,
): { readonly share: number; readonly furthest: number } {
  if (found.length !== expected.length) return { share: 1, furthest: Number.POSITIVE_INFINITY }
  let beyond = 0
  let furthest = 0
  for (const [i, value] of found.entries()) {
    const distance = Math.abs(value - expected[i])
    if (!(distance <= absolute + relative * Math.abs(expected[i]))) beyond += 1
    if (!(distance <= furthest)) furthest = distance
  }
  return { share: beyond / Math.max(1, found.length), furthest }
}
