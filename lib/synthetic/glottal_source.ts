import type { Random } from '../random.ts'
import { normalDeviate } from './normal_deviate.ts'

/** What a glottis is set to for one block. */
export interface GlottalSetting {
  /** Hz. */
  readonly f0: number
  /** Amplitude of the pulses at the block's first sample and after its last. */
  readonly voicing: readonly [from: number, to: number]
  /** Amplitude of noise, likewise. */
  readonly aspiration: readonly [from: number, to: number]
}

export interface Glottis {
  readonly sampleRate: number
  /** Share of the period in which the folds are open. */
  readonly openQuotient: number
  /** Deviation of a period, a share of it. */
  readonly jitter: number
  /** Deviation of a pulse's amplitude, dB. */
  readonly shimmerDb: number
  /** Weakening of the pulses at 3 kHz, dB; 0 is the plain pulse, below 0 strengthens. */
  readonly tiltDb: number
}

/** Where the tilt is measured, Hz (Klatt and Klatt, 1990: parameter TL). */
const TILT_HZ = 3000
/** Noise is made where the air flows: this share of it through the closed folds too. */
const LEAK = 0.4

/**
 * The sound at the glottis, lips' radiation included: the derivative of Rosenberg's (1971) polynomial pulse
 * U(x) = 27/4 x^2 (1 - x), x = 0 to 1 over the open phase, tilted by a first-order filter, plus noise in the rhythm of
 * the pulses. The derivative is a difference of the flow, that is its mean over a sample, which spares most aliasing.
 */
export class GlottalSource {
  readonly #glottis: Glottis
  readonly #random: Random
  readonly #noise: () => number
  readonly #tilt: Tilt
  /** Position in the period, 0 to 1. Speech begins with a pulse. */
  #phase = 0
  #periodSamples = 0
  #pulse = 1
  #flow = 0
  #derivative = 0
  #tilted = 0

  constructor(glottis: Glottis, random: Random, noise: () => number) {
    this.#glottis = glottis
    this.#random = random
    this.#noise = noise
    this.#tilt = tiltFilter(glottis.tiltDb, glottis.sampleRate)
  }

  process(block: Float64Array, length: number, setting: GlottalSetting): void {
    const { openQuotient } = this.#glottis
    const { gain, zero, pole } = this.#tilt
    const [voicingFrom, voicingTo] = setting.voicing
    const [aspirationFrom, aspirationTo] = setting.aspiration
    const voicingStep = (voicingTo - voicingFrom) / length
    const aspirationStep = (aspirationTo - aspirationFrom) / length
    if (this.#periodSamples === 0) this.#beginPeriod(setting.f0)
    for (let n = 0; n < length; n++) {
      this.#phase += 1 / this.#periodSamples
      if (this.#phase >= 1) {
        this.#phase -= 1
        this.#beginPeriod(setting.f0)
      }
      const x = this.#phase / openQuotient
      const opening = x < 1 ? 6.75 * x * x * (1 - x) : 0
      const flow = opening * this.#pulse * (voicingFrom + voicingStep * n)
      // Times the open phase: as strong at its steepest whatever F0 and sample rate are.
      const derivative = (flow - this.#flow) * this.#periodSamples * openQuotient
      this.#flow = flow
      this.#tilted = gain * (derivative - zero * this.#derivative) + pole * this.#tilted
      this.#derivative = derivative
      const breath = (aspirationFrom + aspirationStep * n) * (LEAK + (1 - LEAK) * opening)
      block[n] = this.#tilted + breath * this.#noise()
    }
  }

  #beginPeriod(f0: number): void {
    const { sampleRate, jitter, shimmerDb } = this.#glottis
    this.#periodSamples = sampleRate / (f0 * (1 + jitter * normalDeviate(this.#random)))
    this.#pulse = 10 ** ((shimmerDb * normalDeviate(this.#random)) / 20)
  }
}

/** y[n] = gain (x[n] - zero x[n-1]) + pole y[n-1]. */
interface Tilt {
  readonly gain: number
  readonly zero: number
  readonly pole: number
}

/**
 * A one-pole low-pass y[n] = (1 - p) x[n] + p y[n-1] that weakens 3 kHz by `tiltDb`, or its inverse for a negative
 * tilt; p is the root below 1 of (1 - g) p^2 - 2 (1 - g cos w) p + (1 - g) = 0 with g the power gain and w the angular
 * frequency.
 */
function tiltFilter(tiltDb: number, sampleRate: number): Tilt {
  if (tiltDb === 0) return { gain: 1, zero: 0, pole: 0 }
  const power = 10 ** (-Math.abs(tiltDb) / 10)
  const middle = 1 - power * Math.cos((2 * Math.PI * TILT_HZ) / sampleRate)
  const p = (middle - Math.sqrt(middle * middle - (1 - power) * (1 - power))) / (1 - power)
  return tiltDb > 0 ? { gain: 1 - p, zero: 0, pole: p } : { gain: 1 / (1 - p), zero: p, pole: 0 }
}
