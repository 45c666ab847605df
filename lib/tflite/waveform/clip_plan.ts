import { EmovoxError } from '../../errors.ts'
import type { AudioOptions, FeatureOptions } from '../../options.ts'

/** FFTs of other sizes RFFT2D does not do. */
const isPowerOfTwo = (size: number) => Number.isInteger(Math.log2(size))

/** How the file computes spectra: by the operator RFFT2D, or by a matrix, for runtimes that lack it. */
export type DftKind = 'rfft' | 'matrix'

/** What a file can compute of samples. */
const FEATURES = ['mfcc', 'logMel'] as const

/** What a file that takes samples does with them. */
export interface ClipPlan {
  readonly feature: (typeof FEATURES)[number]
  /** Hz */
  readonly sampleRate: number
  /** Samples of a clip. */
  readonly samples: number
  /** Frames of a clip. */
  readonly frames: number
  readonly mfcc: FeatureOptions['mfcc']
  /** Samples that a centred frame reaches beyond the clip at either end. */
  readonly padding: number
  /** Zeros at the clip's ends are not heard, and frames of them are zeros. Null: all of the clip is heard. */
  readonly silence: {
    /** Where frames of zeros go. */
    readonly pad: AudioOptions['pad']
    /** What is shorter is heard with zeros beside it, in samples. */
    readonly least: number
  } | null
  readonly dft: DftKind
}

/**
 * Plans a file that takes samples, or says which option it cannot have.
 *
 * @throws EmovoxError `INVALID_OPTION`, naming the option.
 */
export function planClip(
  features: FeatureOptions,
  { frames, coefficients }: { readonly frames: number; readonly coefficients: number },
  dft?: DftKind,
): ClipPlan {
  const { audio, mfcc } = features
  const { sampleRate } = audio
  const samples = Math.round(audio.clipSeconds * sampleRate)
  const padding = mfcc.center ? Math.floor(mfcc.nFft / 2) : 0
  const feature = FEATURES.find((name) => name === features.include.join())
  if (feature === undefined)
    throw invalid(
      `option include: expected mfcc alone, or logMel alone, which is all that a file computes from samples (input mfcc takes the others, pitch for one), found ${features.include.join(', ')}`,
    )
  checkFeatures(features, samples, padding)
  if (dft === 'rfft' && !isPowerOfTwo(mfcc.nFft))
    throw invalid(
      `option dft: expected matrix, because RFFT2D wants a power of two and nFft is ${mfcc.nFft}, found rfft`,
    )
  const planned = 1 + Math.floor((samples + 2 * padding - mfcc.nFft) / mfcc.hopLength)
  const width = feature === 'mfcc' ? mfcc.nMfcc : mfcc.nMels
  if (planned !== frames || width !== coefficients)
    throw invalid(
      `features: expected options that give the model's ${frames} x ${coefficients}, found ${planned} x ${width}`,
    )
  const silence = audio.padIn === 'frames' ? { pad: audio.pad, least: Math.min(mfcc.nFft, samples) } : null
  const chosen = dft ?? (isPowerOfTwo(mfcc.nFft) ? 'rfft' : 'matrix')
  return { feature, sampleRate, samples, frames, mfcc, padding, silence, dft: chosen }
}

function checkFeatures({ audio, mfcc, include }: FeatureOptions, samples: number, padding: number) {
  const { nMfcc, nMels, nFft, winLength, fMin, fMax, amin, padMode, center } = mfcc
  const nyquist = audio.sampleRate / 2
  const isMfcc = include.includes('mfcc')
  const wrong: readonly (readonly [boolean, string])[] = [
    [isMfcc && nMfcc > nMels, `nMfcc: expected at most nMels (${nMels}), found ${nMfcc}`],
    [(winLength ?? nFft) > nFft, `winLength: expected at most nFft (${nFft}), found ${winLength}`],
    [
      (fMax ?? nyquist) > nyquist,
      `fMax: expected at most half the sample rate (${nyquist} Hz), found ${fMax}`,
    ],
    [fMin >= (fMax ?? nyquist), `fMin: expected less than fMax (${fMax ?? nyquist} Hz), found ${fMin}`],
    [
      amin < 2 ** -126,
      `amin: expected 2^-126 or more, because the file's logarithm is of 32-bit floats, found ${amin}`,
    ],
    [isMfcc && mfcc.dctType === 1 && nMels < 2, `nMels: expected at least 2 with dctType 1, found ${nMels}`],
    [
      center && padMode === 'reflect' && samples <= padding,
      `padMode: expected a clip of more than nFft / 2 (${padding}) samples to reflect, found ${samples}`,
    ],
    [
      samples >= 2 ** 24,
      `clipSeconds: expected a clip of fewer than 2^24 samples, as the file counts them in 32-bit floats, found ${samples}`,
    ],
    [
      samples + 2 * padding < nFft,
      `clipSeconds: expected a frame of ${nFft} samples or more, found ${samples} samples`,
    ],
  ]
  const first = wrong.find(([is]) => is)
  if (first) throw invalid(`option ${first[1]}`)
}

function invalid(message: string): EmovoxError {
  return new EmovoxError('INVALID_OPTION', message)
}
