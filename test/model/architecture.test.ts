import t from 'tap'
import { createModel } from '../../lib/model/architecture.ts'

t.test('the specified architecture', async (t) => {
  const model = createModel()
  t.equal(model.countParams(), 126_727)
  t.same(model.inputs[0].shape, [null, 94, 13])
  t.same(
    model.layers.map((layer) => [layer.getClassName(), layer.outputShape]),
    [
      ['LSTM', [null, 94, 128]],
      ['LSTM', [null, 64]],
      ['Dense', [null, 64]],
      ['Dropout', [null, 64]],
      ['Dense', [null, 7]],
    ],
  )
  t.match(model.layers[0].getConfig(), {
    recurrentActivation: 'sigmoid',
    activation: 'tanh',
    unitForgetBias: true,
  })
  t.match(model.layers[3].getConfig(), { rate: 0.3 })
})

t.test('the forget gates start open, as in Keras', async (t) => {
  const [, , bias] = createModel({
    frames: 4,
    coefficients: 3,
    lstm1: 5,
    lstm2: 4,
    dense: 3,
  }).layers[0].getWeights()
  t.same(
    [...bias.dataSync()],
    [0, 1, 0, 0].flatMap((value) => Array(5).fill(value)),
  )
})

t.test('initial weights follow from the seed', async (t) => {
  const small = { frames: 4, coefficients: 3, lstm1: 5, lstm2: 4, dense: 3 }
  const weights = (seed: number) =>
    createModel({ ...small, seed })
      .getWeights()
      .map((weight) => [...weight.dataSync()])
  t.same(weights(1), weights(1))
  t.notSame(weights(1), weights(2))
})

t.test('options out of range are named', async (t) => {
  t.throws(() => createModel({ dropout: 1.5 }), /option dropout: .*0\.95.*found 1\.5/)
  t.throws(() => createModel({ frames: 0 }), /option frames/)
})
