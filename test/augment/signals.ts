/** Signals to try augmentation on, at 16 kHz, and what is measured of the results. */

export const SAMPLE_RATE = 16_000

/** A sine of amplitude 0.5. */
export function sine(hz: number, length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => 0.5 * Math.sin((2 * Math.PI * hz * i) / SAMPLE_RATE))
}

/** Partials at the multiples of hz up to 3.6 kHz, each weaker than the one below, coming and going twice a second. */
export function voice(hz: number, length: number): Float32Array {
  const partials = Array.from({ length: Math.floor(3600 / hz) }, (_, k) => k + 1)
  return Float32Array.from({ length }, (_, i) => {
    const angle = (2 * Math.PI * i) / SAMPLE_RATE
    const loudness = 0.6 + 0.4 * Math.sin(2 * angle)
    return partials.reduce((sum, k) => sum + ((0.2 * loudness) / k) * Math.sin(k * hz * angle + k), 0)
  })
}

export function power(samples: Float32Array): number {
  return samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length
}

/** Of two powers, dB. */
export function decibels(power: number, reference: number): number {
  return 10 * Math.log10(power / reference)
}

/** How far the strongest partial within a semitone of hz is from hz, in cents, to half a cent. */
export function centsOff(samples: Float32Array, hz: number): number {
  const quarter = samples.length >> 2
  const middle = samples.subarray(quarter, samples.length - quarter)
  const amplitude = (cents: number) => amplitudeAt(middle, hz * 2 ** (cents / 1200))
  const best = (from: number, to: number, step: number) => {
    const steps = Array.from({ length: Math.round((to - from) / step) + 1 }, (_, i) => from + i * step)
    const loudness = steps.map(amplitude)
    return steps[loudness.indexOf(Math.max(...loudness))]
  }
  const near = best(-100, 100, 5)
  return best(near - 5, near + 5, 0.5)
}

/** The Fourier transform at hz, under a Hann window. */
export function amplitudeAt(samples: Float32Array, hz: number): number {
  let re = 0
  let im = 0
  for (let i = 0; i < samples.length; i++) {
    const weight = 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / samples.length)
    const angle = (2 * Math.PI * hz * i) / SAMPLE_RATE
    re += weight * samples[i] * Math.cos(angle)
    im += weight * samples[i] * Math.sin(angle)
  }
  return (4 * Math.hypot(re, im)) / samples.length
}
