import { loadAddon } from '../audio/addon.ts'

/**
 * A moving average of weights over the steps of training (Polyak and Juditsky 1992; Keras's `use_ema`). Its decay grows
 * from 0.9 to what is asked for, so that the initial weights do not count for long.
 */
export class WeightAverage {
  readonly weights: Float32Array
  readonly #decay: number
  #steps = 0

  constructor(initial: Float32Array, decay: number) {
    this.weights = initial.slice()
    this.#decay = decay
  }

  /** Goes on from an average over so many steps. */
  restore(weights: Float32Array, steps: number): void {
    this.weights.set(weights)
    this.#steps = steps
  }

  update(weights: Float32Array): void {
    this.#steps += 1
    const share = 1 - Math.min(this.#decay, 1 - 1 / (10 + this.#steps))
    loadAddon().moveAverage(this.weights, weights, share)
  }
}
