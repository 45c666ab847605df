/** A part of a stream. */
export interface Window {
  readonly samples: Float32Array
  /** In samples from the stream's beginning. */
  readonly start: number
  readonly end: number
}

/**
 * Windows of a stream: the last `length` samples, every `stride` samples, the first one as soon as there are `length`.
 * No more than one window is kept.
 */
export class SlidingWindow {
  readonly #stride: number
  /** Sample n of the stream is at n modulo its length. */
  readonly #ring: Float32Array
  #heard = 0
  #lastEnd = 0
  #nextEnd: number

  constructor(length: number, stride: number) {
    this.#ring = new Float32Array(length)
    this.#stride = stride
    this.#nextEnd = length
  }

  /** Takes the next samples, any number of them, and gives the windows that they complete. */
  *push(samples: Float32Array): Generator<Window> {
    for (let from = 0; from < samples.length; ) {
      const to = Math.min(samples.length, from + this.#nextEnd - this.#heard)
      this.#keep(samples.subarray(from, to))
      from = to
      if (this.#heard < this.#nextEnd) continue
      this.#nextEnd += this.#stride
      yield this.#window()
    }
  }

  /** At the stream's end: the last window, with what is in none yet; shorter where the stream is. */
  rest(): Window | undefined {
    return this.#heard > this.#lastEnd ? this.#window() : undefined
  }

  #keep(samples: Float32Array): void {
    const { length } = this.#ring
    const last = samples.subarray(Math.max(0, samples.length - length))
    this.#heard += samples.length
    const at = (this.#heard - last.length) % length
    const untilEnd = Math.min(last.length, length - at)
    this.#ring.set(last.subarray(0, untilEnd), at)
    this.#ring.set(last.subarray(untilEnd), 0)
  }

  #window(): Window {
    const end = this.#heard
    const length = Math.min(end, this.#ring.length)
    const samples = new Float32Array(length)
    const oldest = (end - length) % this.#ring.length
    const untilEnd = Math.min(length, this.#ring.length - oldest)
    samples.set(this.#ring.subarray(oldest, oldest + untilEnd))
    samples.set(this.#ring.subarray(0, length - untilEnd), untilEnd)
    this.#lastEnd = end
    return { samples, start: end - length, end }
  }
}
