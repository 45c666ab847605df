import type { MfccOptions } from '../../options.ts'

/**
 * What the steps of an MFCC multiply by, as `native/dsp` has it (window.cpp, mel.cpp, dct.cpp), which is what librosa and
 * scipy have: a `.tflite` file that takes samples holds these as constants.
 */

const COSINE_TERMS = {
  hann: [0.5, 0.5, 0],
  hamming: [0.54, 0.46, 0],
  blackman: [0.42, 0.5, 0.08],
  rectangular: [1, 0, 0],
} as const

/**
 * A periodic window, `a0 - a1 cos(2 pi n / length) + a2 cos(4 pi n / length)`, in the middle of `nFft` samples, zeros
 * around it. An odd surplus puts the extra zero at the end.
 */
export function centredWindow({ window, winLength, nFft }: MfccOptions): Float64Array {
  const length = winLength ?? nFft
  const [a0, a1, a2] = COSINE_TERMS[window]
  const before = Math.floor((nFft - length) / 2)
  const centred = new Float64Array(nFft)
  for (let n = 0; n < length; n++) {
    const angle = (2 * Math.PI * n) / length
    centred[before + n] = a0 - a1 * Math.cos(angle) + a2 * Math.cos(2 * angle)
  }
  return centred
}

/** Triangular filters, evenly spaced on the mel scale: [nMels, nFft / 2 + 1], row-major. */
export function melFilters(options: MfccOptions, sampleRate: number): Float64Array {
  const { nMels, nFft, fMin, fMax, htk, melNorm } = options
  const bins = Math.floor(nFft / 2) + 1
  const low = hzToMel(fMin, htk)
  const high = hzToMel(fMax ?? sampleRate / 2, htk)
  const edges = Array.from({ length: nMels + 2 }, (_, m) =>
    melToHz(low + ((high - low) * m) / (nMels + 1), htk),
  )
  const filters = new Float64Array(nMels * bins)
  for (let m = 0; m < nMels; m++) {
    const [from, peak, to] = edges.slice(m, m + 3)
    const height = melNorm === 'slaney' ? 2 / (to - from) : 1
    for (let k = 0; k < bins; k++) {
      const hz = (sampleRate * k) / nFft
      const triangle = Math.min((hz - from) / (peak - from), (to - hz) / (to - peak))
      filters[m * bins + k] = Math.fround(Math.max(0, triangle) * height)
    }
  }
  return filters
}

/** Slaney's scale (Auditory Toolbox, 1998): linear below 1 kHz, then 27 mels to a factor of 6.4. */
const HZ_PER_MEL = 200 / 3
const LOG_START_HZ = 1000
const LOG_START_MEL = LOG_START_HZ / HZ_PER_MEL
const LOG_STEP = Math.log(6.4) / 27

function hzToMel(hz: number, htk: boolean): number {
  if (htk) return 2595 * Math.log10(1 + hz / 700)
  return hz < LOG_START_HZ ? hz / HZ_PER_MEL : LOG_START_MEL + Math.log(hz / LOG_START_HZ) / LOG_STEP
}

function melToHz(mel: number, htk: boolean): number {
  if (htk) return 700 * (10 ** (mel / 2595) - 1)
  return mel < LOG_START_MEL ? mel * HZ_PER_MEL : LOG_START_HZ * Math.exp((mel - LOG_START_MEL) * LOG_STEP)
}

/**
 * From decibels in mel bands to cepstral coefficients, [nMfcc, nMels], row-major: the DCT's first rows, each times its
 * lifter, `1 + L / 2 sin(pi (k + 1) / L)`.
 */
export function cepstralMatrix(options: MfccOptions): Float64Array {
  const { nMfcc, nMels, lifter } = options
  const matrix = new Float64Array(nMfcc * nMels)
  for (let k = 0; k < nMfcc; k++) {
    const gain = lifter > 0 ? 1 + (lifter / 2) * Math.sin((Math.PI * (k + 1)) / lifter) : 1
    for (let n = 0; n < nMels; n++) matrix[k * nMels + n] = gain * dctEntry(options, k, n)
  }
  return matrix
}

/** What input n counts in coefficient k, as `scipy.fftpack.dct` defines the types. */
function dctEntry({ dctType, dctNorm, nMels: size }: MfccOptions, k: number, n: number): number {
  const last = size - 1
  const once = (is: boolean) => (is ? 1 : 2)
  /** What makes a row, or a column, as long as the others. */
  const root = (is: boolean, value: number) => (dctNorm === 'ortho' && is ? value : 1)
  const norm = dctNorm === 'ortho' ? 1 / Math.sqrt(2 * (dctType === 1 ? last : size)) : 1
  switch (dctType) {
    case 1: {
      const atEnd = n === 0 || n === last
      const gain = root(k === 0 || k === last, Math.SQRT1_2) * root(atEnd, Math.SQRT2)
      return norm * gain * once(atEnd) * Math.cos((Math.PI * k * n) / last)
    }
    case 2:
      return norm * root(k === 0, Math.SQRT1_2) * 2 * Math.cos((Math.PI * k * (2 * n + 1)) / (2 * size))
    case 3:
      return (
        norm * root(n === 0, Math.SQRT2) * once(n === 0) * Math.cos((Math.PI * (2 * k + 1) * n) / (2 * size))
      )
  }
}
