import type * as tfjs from '@tensorflow/tfjs-node'
import type { z } from 'zod'
import { modelSchema, parseOptions } from '../options.ts'
import { convolutionalModel } from './convolutional.ts'
import { fusedDense } from './fused_dense.ts'
import { fusedLstm } from './fused_lstm.ts'
import { PRESETS, type PresetName } from './presets.ts'
import { seededDropout } from './seeded_dropout.ts'
import { tensorflow } from './tensorflow.ts'

/**
 * The speech emotion model, untrained and not compiled:
 * LSTM 128 (sequences) -> LSTM 64 (last step) -> Dense 64 ReLU -> Dropout 0.3 -> Dense 7 softmax; 126,727 parameters
 * for 13 coefficients. Input [batch, frames, coefficients], normalised; output [batch, 7] probabilities in the order of
 * {@link EMOTIONS}. Initial weights are Keras's (Glorot uniform, orthogonal, forget bias 1) and follow from the seed.
 *
 * @param options shape and sizes; default: 94 frames (3 s at 16 kHz, hop 512) of 13 coefficients.
 * @throws EmovoxError `INVALID_OPTION`, or `TENSORFLOW_MISSING`.
 * @example
 * const model = createModel({ frames: 94, coefficients: 13, seed: 7 })
 * model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: ['accuracy'] })
 */
export function createModel({
  preset = 'specified',
  ...options
}: Partial<z.input<typeof modelSchema>> & { readonly preset?: PresetName } = {}): tfjs.LayersModel {
  const { model, coefficients } = PRESETS[preset]
  const o = parseOptions(modelSchema, { frames: 94, coefficients, ...model, ...options })
  if (o.architecture === 'convolutional') return convolutionalModel(o)
  const tf = tensorflow()
  const glorot = (offset: number) => tf.initializers.glorotUniform({ seed: o.seed * 16 + offset })
  const orthogonal = (offset: number) =>
    // tfjs warns of slowness above 2000 elements; the two matrices here take half a second together.
    Object.assign(tf.initializers.orthogonal({ gain: 1, seed: o.seed * 16 + offset }), {
      ELEMENTS_WARN_SLOW: Number.POSITIVE_INFINITY,
    })
  const dense = (units: number, activation: 'relu' | 'softmax', offset: number) =>
    fusedDense({ units, activation, kernelInitializer: glorot(offset) })
  return tf.sequential({
    layers: [
      fusedLstm({
        units: o.lstm1,
        returnSequences: true,
        inputShape: [o.frames, o.coefficients],
        kernelInitializer: glorot(1),
        recurrentInitializer: orthogonal(2),
      }),
      fusedLstm({ units: o.lstm2, kernelInitializer: glorot(3), recurrentInitializer: orthogonal(4) }),
      dense(o.dense, 'relu', 5),
      seededDropout(o.dropout, o.seed * 65_537),
      dense(o.classes, 'softmax', 6),
    ],
  })
}
