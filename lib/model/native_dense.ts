import type * as tfjs from '@tensorflow/tfjs-node'
import { loadAddon, type NativeDense, type NativeDenseGradients } from '../audio/addon.ts'
import { EmovoxError } from '../errors.ts'
import type { Tensorflow } from './tensorflow.ts'

export interface DenseTensors {
  /** [rows, inputs] */
  readonly x: tfjs.Tensor
  /** [inputs, units] */
  readonly kernel: tfjs.Tensor
  /** [units] */
  readonly bias: tfjs.Tensor
}

const KERNEL = 'EmovoxDense'

/**
 * A dense layer as one operation of tfjs with its gradient: TensorFlow runs it as a dozen, each of which costs more to
 * start than layers of this size take to compute.
 */
export function nativeDense(
  tf: Tensorflow,
): (tensors: DenseTensors, activation: NativeDense['activation']) => tfjs.Tensor {
  const addon = loadAddon()
  const valuesOf = ({ dataId }: tfjs.TensorInfo): Float32Array => {
    const values = tf.backend().readSync(dataId)
    if (values instanceof Float32Array) return values
    throw new EmovoxError('INTERNAL', `dense: expected float32 tensors, found ${values.constructor.name}`)
  }
  const planOf = (x: tfjs.TensorInfo, kernel: tfjs.TensorInfo, activation: unknown): NativeDense => ({
    rows: x.shape[0],
    inputs: kernel.shape[0],
    units: kernel.shape[1],
    activation: activation as NativeDense['activation'],
  })

  tf.registerKernel({
    kernelName: KERNEL,
    backendName: tf.getBackend(),
    kernelFunc: ({ inputs, attrs }) => {
      const { x, kernel, bias } = inputs as unknown as Record<keyof DenseTensors, tfjs.TensorInfo>
      const plan = planOf(x, kernel, attrs?.activation)
      const y = addon.denseForward(plan, valuesOf(x), valuesOf(kernel), valuesOf(bias))
      return tf.tensor(y, [plan.rows, plan.units])
    },
  })

  tf.registerGradient({
    kernelName: KERNEL,
    inputsToSave: ['x', 'kernel'],
    outputsToSave: [true],
    gradFunc: (dy, saved, attrs) => {
      const [x, kernel, y] = saved
      const plan = planOf(x, kernel, attrs.activation)
      let found: NativeDenseGradients | undefined
      const gradients = () => {
        found ??= addon.denseBackward(
          plan,
          ...([x, kernel, y, Array.isArray(dy) ? dy[0] : dy].map(valuesOf) as Four<Float32Array>),
        )
        return found
      }
      return {
        x: () => tf.tensor(gradients().x, x.shape),
        kernel: () => tf.tensor(gradients().kernel, kernel.shape),
        bias: () => tf.tensor(gradients().bias, [plan.units]),
      }
    },
  })

  return (tensors, activation) => tf.engine().runKernel(KERNEL, { ...tensors }, { activation })
}

type Four<T> = [T, T, T, T]
