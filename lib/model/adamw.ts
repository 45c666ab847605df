import { loadAddon } from '../audio/addon.ts'

/** Decay of the mean of the gradients, of the mean of their squares, and what keeps from dividing by 0: Keras's names. */
const BETA_1 = 0.9
const BETA_2 = 0.999
const EPSILON = 1e-8

/** Moving averages of the gradients, and of their squares. */
export interface AdamWState {
  readonly mean: Float32Array
  readonly square: Float32Array
}

/**
 * Adam (Kingma and Ba 2015) with decoupled weight decay (Loshchilov and Hutter 2019), on weights as one vector:
 *
 *     m = b1 m + (1 - b1) g            v = b2 v + (1 - b2) g^2
 *     w = w - rate (weightDecay w + m / (1 - b1^t) / (sqrt(v / (1 - b2^t)) + epsilon))
 *
 * as `torch.optim.AdamW` and Keras's `AdamW` compute it; every weight decays, biases too, as there. Native, to the bits
 * that these formulas give on float32 arrays here.
 */
export class AdamW {
  readonly #weightDecay: number
  readonly #mean: Float32Array
  readonly #square: Float32Array
  #steps = 0

  constructor(weights: number, weightDecay: number) {
    this.#weightDecay = weightDecay
    this.#mean = new Float32Array(weights)
    this.#square = new Float32Array(weights)
  }

  /** Copies of the moving averages. */
  state(): AdamWState {
    return { mean: this.#mean.slice(), square: this.#square.slice() }
  }

  /** Goes on from a state that was reached after so many steps. */
  restore({ mean, square }: AdamWState, steps: number): void {
    this.#mean.set(mean)
    this.#square.set(square)
    this.#steps = steps
  }

  /** One step, in place. */
  step(weights: Float32Array, gradient: Float32Array, rate: number): void {
    this.#steps += 1
    loadAddon().adamw(weights, gradient, this.#mean, this.#square, {
      meanShare: 1 - BETA_1,
      squareShare: 1 - BETA_2,
      kept: 1 - rate * this.#weightDecay,
      rate: rate / (1 - BETA_1 ** this.#steps),
      squareScale: 1 / (1 - BETA_2 ** this.#steps),
      epsilon: EPSILON,
    })
  }
}

/** Shortens a gradient to a length (L2 norm), in place, if it is longer (Pascanu, Mikolov and Bengio 2013). */
export function clipNorm(gradient: Float32Array, longest: number): void {
  loadAddon().clipNorm(gradient, longest)
}
