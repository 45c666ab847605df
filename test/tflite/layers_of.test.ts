import * as tf from '@tensorflow/tfjs'
import t from 'tap'
import { featureSchema, parseOptions } from '../../lib/options.ts'
import { compareWithModel } from '../../lib/tflite/check.ts'
import { layersOf } from '../../lib/tflite/layers_of.ts'
import { writeTflite } from '../../lib/tflite/write.ts'

// tfjs in plain JavaScript: no TensorFlow library is needed. Its LSTM has a hard sigmoid unless told otherwise.
const lstm = (units: number, more: Partial<Parameters<typeof tf.layers.lstm>[0]> = {}) =>
  tf.layers.lstm({ units, recurrentActivation: 'sigmoid', biasInitializer: 'randomUniform', ...more })
const dense = (units: number, activation: 'relu' | 'softmax' | 'tanh' | 'selu', more = {}) =>
  tf.layers.dense({ units, activation, biasInitializer: 'randomUniform', ...more })

const FRAMES = 6
const COEFFICIENTS = 3
const inputShape = [FRAMES, COEFFICIENTS]

t.test('the layers of a model, without dropout, give its answers', async (t) => {
  const model = tf.sequential({
    layers: [
      lstm(5, { returnSequences: true, inputShape }),
      tf.layers.dropout({ rate: 0.4 }),
      lstm(4),
      dense(6, 'relu', { name: 'thinking' }),
      tf.layers.dropout({ rate: 0.3 }),
      dense(3, 'softmax'),
    ],
  })
  const layers = layersOf(model)
  t.same(
    layers.map(({ kind, units }) => [kind, units]),
    [
      ['lstm', 5],
      ['lstm', 4],
      ['dense', 6],
      ['dense', 3],
    ],
  )
  t.match(layers[0], { returnSequences: true })
  t.match(layers[1], { returnSequences: false })
  t.match(layers[2], { name: 'thinking', activation: 'relu' })

  const mean = [-300, 20, 5]
  const deviation = [90, 30, 10]
  const clips = Float32Array.from({ length: 20 * FRAMES * COEFFICIENTS }, (_, index) => {
    const k = index % COEFFICIENTS
    return mean[k] + deviation[k] * 2 * Math.sin(index * index)
  })
  const predict = (features: Float32Array, count: number) => {
    const normalised = features.map((x, index) => (x - mean[index % 3]) / deviation[index % 3])
    const answer = model.predict(tf.tensor(normalised, [count, ...inputShape]))
    return Float32Array.from((Array.isArray(answer) ? answer[0] : answer).dataSync())
  }
  const tflite = writeTflite({
    layers,
    frames: FRAMES,
    coefficients: COEFFICIENTS,
    normalisation: { mean, deviation },
    labels: ['a', 'b', 'c'],
    features: parseOptions(featureSchema, { mfcc: { nMfcc: 3 } }),
  })
  const comparison = await compareWithModel({ tflite, predict, clips, tolerance: 1e-6 })
  t.match(comparison, { clips: 20, topAgreement: 1, repeatExact: true, bytes: tflite.length })
  t.ok(comparison.maxError > 0 && comparison.medianMs > 0, `largest difference ${comparison.maxError}`)
})

t.test('a functional model that is a chain', async (t) => {
  const input = tf.input({ shape: inputShape })
  const hidden = lstm(4).apply(input)
  const output = symbolic(dense(2, 'softmax').apply(hidden))
  const layers = layersOf(tf.model({ inputs: input, outputs: output }))
  t.same(
    layers.map(({ kind }) => kind),
    ['lstm', 'dense'],
  )
})

t.test('what cannot be lowered is named', async (t) => {
  const refused = (layers: tf.layers.Layer[], message: RegExp) =>
    t.throws(() => layersOf(tf.sequential({ layers })), { code: 'UNSUPPORTED_LAYER', message })
  const first = { inputShape, name: 'first' }
  const end = () => dense(2, 'softmax')
  refused([lstm(4, { ...first, recurrentActivation: 'hardSigmoid' }), end()], /layer first: .*"hardSigmoid"/)
  refused([lstm(4, { ...first, activation: 'relu' }), end()], /first: expected activation tanh, found "relu"/)
  refused([lstm(4, { ...first, useBias: false }), end()], /first: expected useBias true/)
  refused([lstm(4, { ...first, goBackwards: true }), end()], /first: expected goBackwards false/)
  refused(
    [lstm(4, { ...first, stateful: true, batchInputShape: [1, ...inputShape] }), end()],
    /first: .*stateful/,
  )
  refused([tf.layers.gru({ units: 4, ...first }), end()], /first: expected class LSTM, .* found "GRU"/)
  const both = tf.layers.bidirectional({ layer: lstm(4), mergeMode: 'concat', ...first })
  refused([both, end()], /first: .*"Bidirectional"/)
  refused([lstm(4, first), dense(2, 'selu', { name: 'last' })], /last: expected activation linear, .*"selu"/)
  refused(
    [lstm(4, first), dense(2, 'softmax', { name: 'last', useBias: false })],
    /last: expected useBias true/,
  )
})

t.test('branches', async (t) => {
  const input = tf.input({ shape: inputShape })
  const left = symbolic(lstm(4).apply(input))
  const right = symbolic(lstm(4, { name: 'right' }).apply(input))
  t.equal(layersOf(tf.model({ inputs: input, outputs: left })).length, 1)
  const sum = symbolic(tf.layers.add().apply([left, right]))
  t.throws(() => layersOf(tf.model({ inputs: input, outputs: sum })), {
    code: 'UNSUPPORTED_LAYER',
    message: /layer right: expected input what the layer before it gives/,
  })
  t.throws(() => layersOf(tf.model({ inputs: input, outputs: [left, right] })), { code: 'UNSUPPORTED_LAYER' })
})

function symbolic(result: ReturnType<tf.layers.Layer['apply']>): tf.SymbolicTensor {
  if (result instanceof tf.SymbolicTensor) return result
  throw new Error('expected one symbolic tensor')
}
