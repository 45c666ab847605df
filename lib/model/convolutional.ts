import type * as tfjs from '@tensorflow/tfjs-node'
import type { ModelOptions } from '../options.ts'
import { dilatedConvolution } from './dilated_convolution.ts'
import { fusedBatchNormalization } from './fused_batch_normalization.ts'
import { fusedDense } from './fused_dense.ts'
import { seededDropout } from './seeded_dropout.ts'
import { statisticsPooling } from './statistics_pooling.ts'
import { tensorflow } from './tensorflow.ts'

/** Frames from one dilated convolution's tap to the next: each doubles what the layers before it see. */
const DILATIONS = [1, 2, 4]
/** Share of the channels that are dropped after every dilated convolution, in training. */
const CHANNEL_DROPOUT = 0.1

/**
 * A time-delay network over frames (Peddinti et al. 2015), as many as `members` asks for, each with its own initial weights
 * and dropout: the model's probabilities are the mean of theirs. They are trained side by side, each on its own loss.
 */
export function convolutionalModel(options: ModelOptions): tfjs.LayersModel {
  const tf = tensorflow()
  const members = Array.from({ length: options.members }, (_, index) => createMember(options, index + 1))
  if (members.length === 1) return members[0]
  const input = tf.input({ shape: [options.frames, options.coefficients] })
  const answers = members.map((member) => member.apply(input) as tfjs.SymbolicTensor)
  const mean = tf.layers.average({ name: 'mean' }).apply(answers) as tfjs.SymbolicTensor
  return tf.model({ inputs: input, outputs: mean })
}

/** The networks whose mean a model is; a model that is no such mean is its own only member. */
export function membersOf(model: tfjs.LayersModel): readonly tfjs.LayersModel[] {
  const { LayersModel } = tensorflow()
  if (model.layers.at(-1)?.getClassName() !== 'Average') return [model]
  const members = model.layers.filter((layer) => layer instanceof LayersModel)
  return members.length > 0 ? members : [model]
}

/**
 * Convolution of 5 frames, every second one -> three residual convolutions of 3, dilated -> attention, mean and deviation
 * over the clip -> softmax.
 */
function createMember(options: ModelOptions, index: number): tfjs.LayersModel {
  const tf = tensorflow()
  const { frames, coefficients, channels, classes } = options
  const seed = (options.seed * 16 + index) * 16
  const named = (name: string) => ({ name: `member${index}_${name}` })
  const glorot = (offset: number) => tf.initializers.glorotUniform({ seed: seed + offset })
  const through = (x: tfjs.SymbolicTensor, ...layers: tfjs.layers.Layer[]) =>
    layers.reduce((tensor, layer) => layer.apply(tensor) as tfjs.SymbolicTensor, x)
  const normalised = (name: string) => [
    fusedBatchNormalization(named(`${name}_norm`)),
    tf.layers.activation({ activation: 'relu', ...named(`${name}_relu`) }),
  ]

  const x = tf.input({ shape: [frames, coefficients], ...named('features') })
  let h = through(
    x,
    tf.layers.conv1d({
      filters: channels,
      kernelSize: 5,
      strides: 2,
      padding: 'same',
      useBias: false,
      kernelInitializer: glorot(0),
      ...named('conv'),
    }),
    ...normalised('conv'),
  )
  for (const [k, dilationRate] of DILATIONS.entries()) {
    const name = `dilated${dilationRate}`
    const conv = dilatedConvolution({
      filters: channels,
      kernelSize: 3,
      dilationRate,
      kernelInitializer: glorot(k + 1),
      ...named(name),
    })
    const dropout = seededDropout(CHANNEL_DROPOUT, (seed + k) * 65_537, [null, 1, null])
    const more = through(h, conv, ...normalised(name), dropout)
    h = tf.layers.add(named(`${name}_sum`)).apply([h, more]) as tfjs.SymbolicTensor
  }
  const pooled = statisticsPooling({ kernelInitializer: glorot(8), ...named('pooling') }).apply([h, x])
  const answer = through(
    pooled as tfjs.SymbolicTensor,
    fusedBatchNormalization(named('norm')),
    seededDropout(options.dropout, (seed + 9) * 65_537),
    fusedDense({
      units: classes,
      activation: 'softmax',
      kernelInitializer: glorot(9),
      ...named('classes'),
    }),
  )
  return tf.model({ inputs: x, outputs: answer, ...named('network') })
}
