import type * as tfjs from '@tensorflow/tfjs-node'
import { EmovoxError } from '../errors.ts'
import type { Tensorflow } from './tensorflow.ts'

/** What tfjs-node's backend offers beyond tfjs's own interface: TensorFlow's operations by name. */
interface NodeBackend {
  readonly binding: {
    readonly TF_FLOAT: number
    readonly TF_INT64: number
    readonly TF_ATTR_FLOAT: number
    readonly TF_ATTR_BOOL: number
    readonly TF_ATTR_TYPE: number
    createTensor(shape: number[], dtype: number, values: Int32Array): number
    executeOp(name: string, attributes: OpAttribute[], inputs: number[], outputs: number): unknown[]
  }
  getInputTensorIds(tensors: tfjs.Tensor[]): number[]
  createOutputTensor(metadata: unknown): tfjs.Tensor
}

function isNodeBackend(backend: object): backend is NodeBackend {
  return 'binding' in backend && 'getInputTensorIds' in backend
}

interface OpAttribute {
  readonly name: string
  readonly type: number
  readonly value: number | boolean
}

/**
 * TensorFlow's fused kernels: the hidden states [steps, batch, units] of an LSTM over x [steps, batch, inputs] in one
 * operation (`BlockLSTMV2`), with its gradient (`BlockLSTMGradV2`). `weights` [inputs + units, 4 units] is the kernel
 * above the recurrent kernel.
 */
export function blockLstm(tf: Tensorflow) {
  const backend: object = tf.backend()
  if (!isNodeBackend(backend))
    throw new EmovoxError('TENSORFLOW_MISSING', `expected the backend of tfjs-node, found ${tf.getBackend()}`)
  const { binding } = backend
  const attribute = (name: string, type: number, value: number | boolean): OpAttribute => ({
    name,
    type,
    value,
  })
  const common = [
    attribute('use_peephole', binding.TF_ATTR_BOOL, false),
    attribute('T', binding.TF_ATTR_TYPE, binding.TF_FLOAT),
  ]
  const forward = [attribute('cell_clip', binding.TF_ATTR_FLOAT, 0), ...common]

  // `seq_len_max` is an int64 scalar, which tfjs cannot make without leaking a handle a call: keep one per length.
  const lengths = new Map<number, number>()
  const lengthId = (steps: number) => {
    const known = lengths.get(steps)
    if (known !== undefined) return known
    const id = binding.createTensor([], binding.TF_INT64, new Int32Array([steps, 0]))
    lengths.set(steps, id)
    return id
  }
  const execute = (
    name: string,
    attributes: OpAttribute[],
    steps: number,
    inputs: tfjs.Tensor[],
    outputs: number,
  ) =>
    binding
      .executeOp(name, attributes, [lengthId(steps), ...backend.getInputTensorIds(inputs)], outputs)
      .map((metadata) => backend.createOutputTensor(metadata))

  return tf.customGrad((...args) => {
    const [x, weights, bias, zeroState, save] = args as [...tfjs.Tensor[], tfjs.GradSaveFunc] as [
      tfjs.Tensor3D,
      tfjs.Tensor2D,
      tfjs.Tensor1D,
      tfjs.Tensor2D,
      tfjs.GradSaveFunc,
    ]
    const steps = x.shape[0]
    const noPeephole = tf.zeros([zeroState.shape[1]])
    const peepholes = [noPeephole, noPeephole, noPeephole]
    const states = [zeroState, zeroState]
    const given = [x, ...states, weights, ...peepholes, bias]
    // The gates i, f, o, the cell states cs, and the activations ci and co are what the gradient needs.
    const [i, cs, f, o, ci, co, h] = execute('BlockLSTMV2', forward, steps, given, 7)
    save([x, weights, bias, zeroState, i, cs, f, o, ci, co, h])
    const gradFunc = (dh: tfjs.Tensor, saved: tfjs.Tensor[]) => {
      const [x, weights, bias, zeroState, i, cs, f, o, ci, co, h] = saved
      const zeros = tf.zeros([zeroState.shape[1] ?? 0])
      const again = [x, zeroState, zeroState, weights, zeros, zeros, zeros, bias, i, cs, f, o, ci, co, h]
      const given = [...again, tf.zerosLike(cs), dh]
      const [dx, dc0, dh0, dWeights, , , , dBias] = execute('BlockLSTMGradV2', common, steps, given, 8)
      return [dx, dWeights, dBias, tf.add(dc0, dh0)]
    }
    return { value: h, gradFunc }
  })
}
