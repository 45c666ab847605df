/** Second-order sections, applied to a block in place. */

/**
 * Klatt's (1980) digital resonator, one formant of the cascade: y[n] = a x[n] + b y[n-1] + c y[n-2], with
 * c = -exp(-2 pi bandwidth / rate), b = 2 exp(-pi bandwidth / rate) cos(2 pi frequency / rate), a = 1 - b - c, so that
 * the gain at 0 Hz is 1.
 */
export class Resonator {
  #a = 1
  #b = 0
  #c = 0
  #y1 = 0
  #y2 = 0

  /** @param frequency Hz. @param bandwidth Hz. @param sampleRate Hz. */
  tune(frequency: number, bandwidth: number, sampleRate: number): void {
    const radius = Math.exp((-Math.PI * bandwidth) / sampleRate)
    this.#c = -radius * radius
    this.#b = 2 * radius * Math.cos((2 * Math.PI * frequency) / sampleRate)
    this.#a = 1 - this.#b - this.#c
  }

  process(block: Float64Array, length: number): void {
    const a = this.#a
    const b = this.#b
    const c = this.#c
    let y1 = this.#y1
    let y2 = this.#y2
    for (let n = 0; n < length; n++) {
      const y = a * block[n] + b * y1 + c * y2
      y2 = y1
      y1 = y
      block[n] = y
    }
    this.#y1 = y1
    this.#y2 = y2
  }
}

/** The band-pass of the Audio EQ Cookbook (Bristow-Johnson), 0 dB at its centre: a noise band. */
export class BandPass {
  #gain = 0
  #b = 0
  #c = 0
  #x1 = 0
  #x2 = 0
  #y1 = 0
  #y2 = 0

  /** @param centre Hz, kept below 0.45 times the rate. @param bandwidth Hz. @param sampleRate Hz. */
  tune(centre: number, bandwidth: number, sampleRate: number): void {
    const frequency = Math.min(centre, 0.45 * sampleRate)
    const omega = (2 * Math.PI * frequency) / sampleRate
    const alpha = (Math.sin(omega) * bandwidth) / (2 * frequency)
    this.#gain = alpha / (1 + alpha)
    this.#b = (2 * Math.cos(omega)) / (1 + alpha)
    this.#c = -(1 - alpha) / (1 + alpha)
  }

  process(block: Float64Array, length: number): void {
    const gain = this.#gain
    const b = this.#b
    const c = this.#c
    let x1 = this.#x1
    let x2 = this.#x2
    let y1 = this.#y1
    let y2 = this.#y2
    for (let n = 0; n < length; n++) {
      const x = block[n]
      const y = gain * (x - x2) + b * y1 + c * y2
      x2 = x1
      x1 = x
      y2 = y1
      y1 = y
      block[n] = y
    }
    this.#x1 = x1
    this.#x2 = x2
    this.#y1 = y1
    this.#y2 = y2
  }
}
