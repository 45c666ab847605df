import type * as tfjs from '@tensorflow/tfjs-node'
import type { Addon, LstmHandle, NativeLstmGradients, NativeLstmOptions } from '../audio/addon.ts'

/** Room in which the native core runs an LSTM of one shape. */
export class LstmRoom {
  readonly shape: string
  readonly #addon: Addon
  readonly #handle: LstmHandle
  #weights: readonly object[] = []

  constructor(addon: Addon, options: NativeLstmOptions) {
    this.#addon = addon
    this.shape = JSON.stringify(options)
    this.#handle = addon.createLstm(options)
  }

  hasWeights(tensors: readonly tfjs.TensorInfo[]): boolean {
    return tensors.every(({ dataId }, k) => dataId === this.#weights[k])
  }

  /** Kernel, recurrent kernel and bias. A tensor's data never change, so what is here already is not set again. */
  setWeights(
    tensors: readonly [kernel: tfjs.TensorInfo, recurrentKernel: tfjs.TensorInfo, bias: tfjs.TensorInfo],
    valuesOf: (tensor: tfjs.TensorInfo) => Float32Array,
  ): void {
    if (this.hasWeights(tensors)) return
    const [kernel, recurrentKernel, bias] = tensors
    this.#addon.setLstmWeights(this.#handle, valuesOf(kernel), valuesOf(recurrentKernel), valuesOf(bias))
    this.#weights = tensors.map(({ dataId }) => dataId)
  }

  forward(x: Float32Array): Float32Array {
    return this.#addon.lstmForward(this.#handle, x)
  }

  backward(dh: Float32Array, withX: boolean): NativeLstmGradients {
    return this.#addon.lstmBackward(this.#handle, dh, withX)
  }
}

/** Enough for training and validating two layers, with a last batch that is smaller. */
const MOST = 12

/** Rooms that nobody is in, the last used last, so that a training step makes none. */
export class LstmRooms {
  readonly #addon: Addon
  readonly #free: LstmRoom[] = []

  constructor(addon: Addon) {
    this.#addon = addon
  }

  /** A room of this shape; if possible one that has these weights. */
  take(options: NativeLstmOptions, weights: readonly tfjs.TensorInfo[]): LstmRoom {
    const shape = JSON.stringify(options)
    const fits = (room: LstmRoom) => room.shape === shape
    const known = this.#free.findIndex((room) => fits(room) && room.hasWeights(weights))
    const index = known >= 0 ? known : this.#free.findIndex(fits)
    return index < 0 ? new LstmRoom(this.#addon, options) : this.#free.splice(index, 1)[0]
  }

  giveBack(room: LstmRoom): void {
    this.#free.push(room)
    if (this.#free.length > MOST) this.#free.shift()
  }
}
