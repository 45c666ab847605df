import type { Agreement } from './tasks.ts'

/** A peer's result beside ours. */
export interface Comparison {
  /** In the measure's own unit. */
  readonly difference: number
  readonly agrees: boolean
  /** For people. */
  readonly text: string
}

/** Lengths may differ by rounding, not by a frame. */
const LENGTH_SLACK = 2

export function compare(ours: Float32Array, theirs: Float32Array, agreement: Agreement): Comparison {
  if (Math.abs(ours.length - theirs.length) > LENGTH_SLACK) {
    const text = `${theirs.length} numbers where ours are ${ours.length}`
    return { difference: Number.NaN, agrees: false, text }
  }
  const length = Math.min(ours.length, theirs.length)
  const difference = MEASURES[agreement.measure](ours.subarray(0, length), theirs.subarray(0, length))
  const agrees = difference <= agreement.most
  const text = `${agreement.measure} differ by ${difference.toExponential(1)}, at most ${agreement.most} expected`
  return { difference, agrees, text }
}

type Measure = (ours: Float32Array, theirs: Float32Array) => number

const MEASURES: Readonly<Record<Agreement['measure'], Measure>> = {
  values: (ours, theirs) =>
    ours.reduce((most, value, index) => Math.max(most, Math.abs(value - theirs[index])), 0),
  waveform: (ours, theirs) => rms(ours.map((value, index) => value - theirs[index])) / rms(ours),
  level: (ours, theirs) => Math.abs(20 * Math.log10(rms(theirs) / rms(ours))),
}

function rms(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length)
}
