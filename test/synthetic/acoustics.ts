/** What the tests measure in synthetic speech. */

const FRAME_SECONDS = 0.04
const HOP_SECONDS = 0.01
/** Normalised autocorrelation above which a frame counts as voiced. */
const VOICED = 0.75
/** Frames this far below the loudest one are neither voiced nor speech, dB. */
const SPEECH_DB = 35

export function rms(samples: ArrayLike<number>): number {
  let power = 0
  for (let n = 0; n < samples.length; n++) power += samples[n] * samples[n]
  return Math.sqrt(power / samples.length)
}

export function decibels(ratio: number): number {
  return 20 * Math.log10(ratio)
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
}

/** F0 in Hz of every voiced frame, in time: the first high peak of the normalised autocorrelation. */
export function voicedF0(
  samples: Float32Array,
  sampleRate: number,
  [lowest, highest]: readonly [number, number] = [60, 500],
): number[] {
  const frame = Math.round(FRAME_SECONDS * sampleRate)
  const frames = framesOf(samples, sampleRate)
  const loudest = Math.max(...frames.map(rms))
  return frames.flatMap((block) => {
    if (decibels(rms(block) / loudest) < -SPEECH_DB) return []
    const shortest = Math.floor(sampleRate / highest)
    const longest = Math.min(frame - 2, Math.ceil(sampleRate / lowest))
    const scores = Array.from({ length: longest + 2 }, (_, lag) =>
      lag < shortest - 1 ? 0 : correlation(block, lag),
    )
    const best = Math.max(...scores.slice(shortest, longest + 1))
    if (best < VOICED) return []
    // The first peak that is nearly as high as the highest: a later one is a multiple of the period.
    const lag = scores.findIndex(
      (score, at) =>
        at >= shortest &&
        at <= longest &&
        score > best - 0.1 &&
        score >= scores[at - 1] &&
        score >= scores[at + 1],
    )
    return lag < 0 ? [] : [sampleRate / (lag + parabolicPeak(scores[lag - 1], scores[lag], scores[lag + 1]))]
  })
}

/** Seconds from the first to the last frame of speech, and from the start to the first. */
export function speechExtent(samples: Float32Array, sampleRate: number): { start: number; seconds: number } {
  const levels = framesOf(samples, sampleRate).map(rms)
  const threshold = Math.max(...levels) * 10 ** (-SPEECH_DB / 20)
  const first = levels.findIndex((level) => level > threshold)
  const last = levels.findLastIndex((level) => level > threshold)
  return { start: first * HOP_SECONDS, seconds: (last - first) * HOP_SECONDS + FRAME_SECONDS }
}

/** Mean power of a block between two frequencies under a Hann window, by a discrete Fourier transform, dB. */
export function bandDb(
  samples: ArrayLike<number>,
  sampleRate: number,
  [from, to]: readonly [number, number],
): number {
  const { length } = samples
  const first = Math.ceil((from * length) / sampleRate)
  const last = Math.floor((to * length) / sampleRate)
  let power = 0
  for (let bin = first; bin <= last; bin++) power += binPower(samples, bin)
  return 10 * Math.log10(power / (last - first + 1))
}

function binPower(samples: ArrayLike<number>, bin: number): number {
  const { length } = samples
  let real = 0
  let imaginary = 0
  for (let n = 0; n < length; n++) {
    const hann = 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / length)
    const angle = (2 * Math.PI * ((bin * n) % length)) / length
    real += hann * samples[n] * Math.cos(angle)
    imaginary += hann * samples[n] * Math.sin(angle)
  }
  return real * real + imaginary * imaginary
}

function framesOf(samples: Float32Array, sampleRate: number): Float32Array[] {
  const frame = Math.round(FRAME_SECONDS * sampleRate)
  const hop = Math.round(HOP_SECONDS * sampleRate)
  const count = Math.floor((samples.length - frame) / hop) + 1
  return Array.from({ length: count }, (_, index) => samples.subarray(index * hop, index * hop + frame))
}

function correlation(block: Float32Array, lag: number): number {
  let product = 0
  let power = 0
  for (let n = 0; n < block.length - lag; n++) {
    product += block[n] * block[n + lag]
    power += block[n] * block[n] + block[n + lag] * block[n + lag]
  }
  return power === 0 ? 0 : (2 * product) / power
}

function parabolicPeak(left: number, middle: number, right: number): number {
  const bend = left - 2 * middle + right
  return bend === 0 ? 0 : (0.5 * (left - right)) / bend
}
