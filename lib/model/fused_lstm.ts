import type { LSTM, LSTMCell } from '@tensorflow/tfjs-layers/dist/layers/recurrent.js'
import type * as tfjs from '@tensorflow/tfjs-node'
import { loadAddon } from '../audio/addon.ts'
import { EmovoxError } from '../errors.ts'
import { blockLstm } from './block_lstm.ts'
import { nativeLstm } from './native_lstm.ts'
import { type Tensorflow, tensorflow } from './tensorflow.ts'

type LstmArguments = ConstructorParameters<typeof LSTM>[0]
type LstmClass = Pick<typeof LSTM, 'className' | 'fromConfig'> & (new (args: LstmArguments) => LSTM)

/**
 * An LSTM layer that computes all its time steps, and their gradients, in one operation each where tfjs-node's own runs
 * about 15 a step. The operation is our native kernels' ({@link nativeLstm}), or TensorFlow's `BlockLSTMV2` where
 * those are slower: see {@link lstmKernels}. Weights, configuration and serialised form are those of `tf.layers.lstm`
 * (class name `LSTM`, Keras's gate order i, f, c, o), so a saved model loads in any tfjs, the browser's included.
 * Settings that the kernels lack (masks, initial state, stateful, dropout within the layer, other activations) take the
 * ordinary path. Defaults are Keras's, where tfjs differs: sigmoid gates, forget bias 1.
 */
export function fusedLstm(args: LstmArguments): tfjs.layers.Layer {
  layerClass ??= defineLayer(tensorflow())
  return new layerClass({ recurrentActivation: 'sigmoid', unitForgetBias: true, ...args })
}

/** Makes `tf.loadLayersModel` build fused layers in this process. */
export function registerFusedLstm(): void {
  layerClass ??= defineLayer(tensorflow())
}

export type LstmKernels = 'native' | 'tensorflow'

/**
 * Whose kernels fused layers run on: what the environment variable `EMOVOX_LSTM` names (`native` or `tensorflow`),
 * otherwise the faster. That is ours, unless all they can use is SSE2: TensorFlow's choose AVX by themselves.
 *
 * @throws EmovoxError `INVALID_OPTION` for another name.
 */
export function lstmKernels(): LstmKernels {
  const asked = process.env.EMOVOX_LSTM
  if (asked === 'native' || asked === 'tensorflow') return asked
  if (asked)
    throw new EmovoxError('INVALID_OPTION', `EMOVOX_LSTM: expected native or tensorflow, found ${asked}`)
  faster ??=
    process.arch === 'x64' && loadAddon().instructionSets().used === 'baseline' ? 'tensorflow' : 'native'
  return faster
}

let faster: LstmKernels | undefined
let layerClass: LstmClass | undefined

function defineLayer(tf: Tensorflow): LstmClass {
  const StockLstm: LstmClass = Object.getPrototypeOf(tf.layers.lstm({ units: 1 })).constructor
  const onTensorflow = blockLstm(tf)
  const onOurs = nativeLstm(tf)

  class FusedLstm extends StockLstm {
    static override readonly className = 'LSTM'

    override call(inputs: tfjs.Tensor | tfjs.Tensor[], kwargs: Parameters<LSTM['call']>[1]) {
      const cell = this.cell as LSTMCell
      if (!fits(this, cell, kwargs)) return super.call(inputs, kwargs)
      return tf.tidy(() => {
        const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tfjs.Tensor3D
        const kernel = cell.kernel.read()
        const recurrentKernel = cell.recurrentKernel.read()
        const bias = cell.bias.read()
        if (lstmKernels() === 'tensorflow') return this.hiddenByTensorflow(x, kernel, recurrentKernel, bias)
        const { returnSequences, goBackwards } = this
        return onOurs({ x, kernel, recurrentKernel, bias }, { returnSequences, goBackwards })
      })
    }

    hiddenByTensorflow(
      batchMajor: tfjs.Tensor3D,
      kernel: tfjs.Tensor,
      recurrentKernel: tfjs.Tensor,
      bias: tfjs.Tensor,
    ): tfjs.Tensor {
      const { units } = this.cell as LSTMCell
      const timeMajor: tfjs.Tensor3D = tf.transpose(batchMajor, [1, 0, 2])
      const x = this.goBackwards ? tf.reverse(timeMajor, 0) : timeMajor
      const [steps, batch] = x.shape
      const weights = tf.concat([kernel, recurrentKernel], 0)
      const hidden = onTensorflow(x, weights, bias, tf.zeros([batch, units]))
      if (this.returnSequences) return tf.transpose(hidden, [1, 0, 2])
      return tf.reshape(tf.slice(hidden, [steps - 1, 0, 0], [1, batch, units]), [batch, units])
    }
  }
  tf.serialization.registerClass(FusedLstm)
  return FusedLstm
}

function fits(layer: LSTM, cell: LSTMCell, kwargs: Parameters<LSTM['call']>[1]): boolean {
  const unusualCall = kwargs != null && (kwargs.mask != null || kwargs.initialState != null)
  const unusualLayer = layer.stateful || layer.returnState || !cell.useBias
  const drops = cell.dropout > 0 || cell.recurrentDropout > 0
  const activations = `${cell.activation.getClassName()} ${cell.recurrentActivation.getClassName()}`
  return !unusualCall && !unusualLayer && !drops && activations === 'tanh sigmoid'
}
