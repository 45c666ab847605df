/** Bytes that come in pieces of any size, as many at a time as are wanted. */
export class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>
  #held: Uint8Array = new Uint8Array(0)

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]()
  }

  /** The next bytes: so many, or fewer where the source ends. */
  async take(count: number): Promise<Uint8Array> {
    while (this.#held.length < count) {
      const { value, done } = await this.#source.next()
      if (done) break
      this.#held = joined(this.#held, value)
    }
    const taken = this.#held.subarray(0, count)
    this.#held = this.#held.subarray(taken.length)
    return taken
  }

  /** Passes over bytes without keeping them. */
  async skip(count: number): Promise<void> {
    for (let left = count; left > 0; ) {
      const { length } = await this.take(Math.min(left, 65_536))
      if (length === 0) return
      left -= length
    }
  }

  /** Puts bytes back in front. */
  untake(bytes: Uint8Array): void {
    this.#held = joined(bytes, this.#held)
  }

  /** What is left, up to so many bytes, in the source's pieces. */
  async *rest(most: number): AsyncGenerator<Uint8Array> {
    try {
      for (let left = most; left > 0; ) {
        const piece = await this.#piece()
        if (!piece) return
        yield piece.subarray(0, left)
        left -= piece.length
      }
    } finally {
      await this.#source.return?.()
    }
  }

  async #piece(): Promise<Uint8Array | undefined> {
    if (this.#held.length === 0) {
      const { value, done } = await this.#source.next()
      return done ? undefined : value
    }
    const piece = this.#held
    this.#held = new Uint8Array(0)
    return piece
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}
