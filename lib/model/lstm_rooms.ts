import type * as tfjs from '@tensorflow/tfjs-node'
import type { Addon, LstmHandle, NativeLstmGradients, NativeLstmOptions } from '../audio/addon.ts'
import { LazyTensor } from './lazy_tensor.ts'
import type { Tensorflow } from './tensorflow.ts'

/** Room in which the native core runs an LSTM of one shape. */
export class LstmRoom {
  readonly shape: string
  readonly #options: NativeLstmOptions
  readonly #addon: Addon
  readonly #handle: LstmHandle
  #weights: readonly object[] = []
  /** Tensors of what is in it. */
  #hidden: LazyTensor | undefined
  #inputGradient: LazyTensor | undefined

  constructor(addon: Addon, options: NativeLstmOptions) {
    this.#addon = addon
    this.#options = options
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

  /** @returns whether this room can read the states of that one where they are. */
  fitsAbove(below: LstmRoom): boolean {
    return (
      below !== this &&
      below.#options.training === this.#options.training &&
      this.#addon.lstmFitsAbove(this.#handle, below.#handle)
    )
  }

  /** h of x, or of the states in a room that fits. */
  forward(tf: Tensorflow, x: Float32Array | LstmRoom): LazyTensor {
    this.#settle()
    this.#addon.lstmForward(this.#handle, x instanceof LstmRoom ? x.#handle : x)
    const { batch, steps, units, sequences } = this.#options
    const shape = sequences ? [batch, steps, units] : [batch, units]
    this.#hidden = new LazyTensor(tf, shape, () => this.#addon.lstmHidden(this.#handle))
    return this.#hidden
  }

  /** @param dh the gradient of h, or a room that has it as that of its x. */
  backward(dh: Float32Array | LstmRoom, withX: boolean): NativeLstmGradients {
    this.#inputGradient?.settle()
    this.#inputGradient = undefined
    return this.#addon.lstmBackward(this.#handle, dh instanceof LstmRoom ? dh.#handle : dh, withX)
  }

  /** Of the last `backward`, which was asked for it. */
  inputGradient(tf: Tensorflow): LazyTensor {
    const { batch, steps, inputs } = this.#options
    this.#inputGradient = new LazyTensor(tf, [batch, steps, inputs], () =>
      this.#addon.lstmInputGradient(this.#handle),
    )
    return this.#inputGradient
  }

  /** Whether the states in it are this tensor's. */
  hasHidden({ dataId }: tfjs.TensorInfo): boolean {
    return this.#hidden?.dataId === dataId
  }

  hasInputGradient({ dataId }: tfjs.TensorInfo): boolean {
    return this.#inputGradient?.dataId === dataId
  }

  #settle(): void {
    this.#hidden?.settle()
    this.#inputGradient?.settle()
    this.#inputGradient = undefined
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

  isFree(room: LstmRoom): boolean {
    return this.#free.includes(room)
  }
}
