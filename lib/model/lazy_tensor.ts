import type * as tfjs from '@tensorflow/tfjs-node'
import { EmovoxError } from '../errors.ts'
import type { Tensorflow } from './tensorflow.ts'

/** What tfjs-node's backend keeps of a tensor: its values until TensorFlow needs them, then TensorFlow's own. */
interface StoredTensor {
  values: Float32Array | null
}

interface NodeBackend {
  readonly tensorMap: { get(dataId: object): StoredTensor; has(dataId: object): boolean }
  write(values: Float32Array, shape: number[], dtype: 'float32'): object
}

function isNodeBackend(backend: object): backend is NodeBackend {
  return 'tensorMap' in backend && 'write' in backend
}

/**
 * A float32 tensor whose values are asked for when somebody reads them, which may be never: between two native LSTM
 * layers they would be megabytes, written for nobody.
 */
export class LazyTensor {
  readonly dataId: tfjs.DataId
  readonly shape: number[]
  readonly dtype = 'float32'
  readonly #backend: NodeBackend
  #read: (() => Float32Array) | undefined

  /** @param read its values; called once at most. */
  constructor(tf: Tensorflow, shape: number[], read: () => Float32Array) {
    const backend: object = tf.backend()
    if (!isNodeBackend(backend))
      throw new EmovoxError(
        'TENSORFLOW_MISSING',
        `expected the backend of tfjs-node, found ${tf.getBackend()}`,
      )
    this.#backend = backend
    this.shape = shape
    this.#read = read
    this.dataId = backend.write(NOTHING, shape, 'float32')
    let values: Float32Array | null = null
    Object.defineProperty(backend.tensorMap.get(this.dataId), 'values', {
      get: () => {
        if (this.#read) values = this.#read()
        this.#read = undefined
        return values
      },
      set: (given: Float32Array | null) => {
        values = given
      },
    })
  }

  /** Reads the values now, if the tensor is still there and they were not read yet: they are about to change. */
  settle(): void {
    if (this.#read && this.#backend.tensorMap.has(this.dataId))
      this.#backend.tensorMap.get(this.dataId).values
    this.#read = undefined
  }
}

const NOTHING = new Float32Array(0)
