import os from 'node:os'
import type * as tfjs from '@tensorflow/tfjs-node'
import { loadAddon, type NativeLstmGradients } from '../audio/addon.ts'
import { EmovoxError } from '../errors.ts'
import type { LazyTensor } from './lazy_tensor.ts'
import { type LstmRoom, LstmRooms } from './lstm_rooms.ts'
import type { Tensorflow } from './tensorflow.ts'

export interface LstmTensors {
  /** [batch, steps, inputs] */
  readonly x: tfjs.Tensor3D
  /** [inputs, 4 units], gates i, f, c, o. */
  readonly kernel: tfjs.Tensor
  /** [units, 4 units] */
  readonly recurrentKernel: tfjs.Tensor
  /** [4 units] */
  readonly bias: tfjs.Tensor
}

export interface LstmDirections {
  readonly returnSequences: boolean
  readonly goBackwards: boolean
}

const KERNEL = 'EmovoxLstm'

/**
 * An LSTM on our native kernels, as an operation of tfjs with its gradient: h [batch, steps, units], or the last step's
 * [batch, units].
 *
 * A registered kernel rather than `tf.customGrad`: tfjs asks it for the gradients one by one, and leaves out that of
 * the input where nobody wants it, as in a model's first layer. Between an LSTM layer and the next nothing is copied:
 * what one puts out is a tensor that is computed if somebody reads it, and the other knows whose it is.
 */
export function nativeLstm(
  tf: Tensorflow,
): (tensors: LstmTensors, directions: LstmDirections) => tfjs.Tensor {
  const rooms = new LstmRooms(loadAddon())
  // From the attributes of a call, which tfjs hands to its gradient as they are, to the states of that call.
  const passes = new WeakMap<object, Pass>()
  // From the data of tensors that we made to the room that they are in, unless something newer is.
  const sources = new WeakMap<object, LstmRoom>()
  const valuesOf = ({ dataId }: tfjs.TensorInfo): Float32Array => {
    const values = tf.backend().readSync(dataId)
    if (values instanceof Float32Array) return values
    throw new EmovoxError('INTERNAL', `lstm: expected float32 tensors, found ${values.constructor.name}`)
  }

  tf.registerKernel({
    kernelName: KERNEL,
    backendName: tf.getBackend(),
    kernelFunc: ({ inputs, attrs }) => {
      const { x, kernel, recurrentKernel, bias } = inputs as unknown as Record<
        keyof LstmTensors,
        tfjs.TensorInfo
      >
      const [batch, steps, width] = x.shape
      const units = recurrentKernel.shape[0]
      const sequences = attrs?.returnSequences === true
      const training = tf.engine().state.gradientDepth > 0
      const shape = {
        batch,
        steps,
        inputs: width,
        units,
        sequences,
        reverse: attrs?.goBackwards === true,
        training,
        threads: threadsToUse(),
      }
      const weights = [kernel, recurrentKernel, bias] as const
      const room = rooms.take(shape, weights)
      room.setWeights(weights, valuesOf)
      const shapes = {
        kernel: kernel.shape,
        recurrentKernel: recurrentKernel.shape,
        bias: bias.shape,
      }
      const below = sources.get(x.dataId)
      // A gradient reads the states again, so they must stay there: nobody else may go into that room.
      const stays = below?.hasHidden(x) && room.fitsAbove(below) && !(training && rooms.isFree(below))
      const hidden = room.forward(tf, below && stays ? below : valuesOf(x))
      sources.set(hidden.dataId, room)
      if (training && attrs) passes.set(attrs, new Pass(room, rooms, shapes))
      else rooms.giveBack(room)
      return hidden
    },
  })

  tf.registerGradient({
    kernelName: KERNEL,
    gradFunc: (dy, _saved, attrs) => {
      const pass = passes.get(attrs)
      if (!pass) throw new EmovoxError('INTERNAL', 'lstm: expected a gradient of a call that was recorded')
      const gradient = Array.isArray(dy) ? dy[0] : dy
      const above = sources.get(gradient.dataId)
      const dh = () =>
        above?.hasInputGradient(gradient) && above.fitsAbove(pass.room) ? above : valuesOf(gradient)
      return {
        x: () => {
          const lazy = pass.inputGradient(tf, dh)
          sources.set(lazy.dataId, pass.room)
          return tf.engine().makeTensorFromDataId(lazy.dataId, lazy.shape, lazy.dtype)
        },
        kernel: () => tf.tensor(pass.gradients(dh).kernel, pass.shapes.kernel),
        recurrentKernel: () => tf.tensor(pass.gradients(dh).recurrentKernel, pass.shapes.recurrentKernel),
        bias: () => tf.tensor(pass.gradients(dh).bias, pass.shapes.bias),
      }
    },
  })

  return (tensors, directions) => tf.engine().runKernel(KERNEL, { ...tensors }, { ...directions })
}

type Shapes = Readonly<Record<Exclude<keyof LstmTensors, 'x'>, number[]>>

/** The gradient of h, or the room that it is in. */
type HiddenGradient = () => Float32Array | LstmRoom

/** The states of one call, until its gradients are asked for. */
class Pass {
  readonly room: LstmRoom
  readonly shapes: Shapes
  #found: NativeLstmGradients | undefined
  readonly #rooms: LstmRooms

  constructor(room: LstmRoom, rooms: LstmRooms, shapes: Shapes) {
    this.room = room
    this.shapes = shapes
    this.#rooms = rooms
  }

  /** All of them at the first call, which is the one for x if that is wanted: it is the operation's first input. */
  gradients(dh: HiddenGradient, withX = false): NativeLstmGradients {
    if (this.#found && withX)
      throw new EmovoxError('INTERNAL', 'lstm: expected the gradient of x to be asked for first, and once')
    if (!this.#found) {
      this.#found = this.room.backward(dh(), withX)
      this.#rooms.giveBack(this.room)
    }
    return this.#found
  }

  inputGradient(tf: Tensorflow, dh: HiddenGradient): LazyTensor {
    this.gradients(dh, true)
    return this.room.inputGradient(tf)
  }
}

/** `EMOVOX_LSTM_THREADS`, 1 or 2; by default 2 where there are as many cores. Results do not depend on it. */
function threadsToUse(): number {
  const asked = process.env.EMOVOX_LSTM_THREADS
  if (asked === '1' || asked === '2') return Number(asked)
  if (asked) throw new EmovoxError('INVALID_OPTION', `EMOVOX_LSTM_THREADS: expected 1 or 2, found ${asked}`)
  return Math.min(2, CORES)
}

const CORES = os.availableParallelism()
