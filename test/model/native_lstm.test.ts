import type * as tfjs from '@tensorflow/tfjs-node'
import t from 'tap'
import { loadAddon } from '../../lib/audio/addon.ts'
import { fusedLstm, lstmKernels } from '../../lib/model/fused_lstm.ts'
import { LstmRooms } from '../../lib/model/lstm_rooms.ts'
import { tensorflow } from '../../lib/model/tensorflow.ts'

const tf = tensorflow()
process.env.EMOVOX_LSTM = 'native'

type Layer = (args: Parameters<typeof fusedLstm>[0]) => tfjs.layers.Layer

function largestDifference(a: tfjs.Tensor, b: tfjs.Tensor): number {
  return tf.tidy(() => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0])
}

/** As the emotion model, small, with sizes that fill no vector. */
function classifier(layer: Layer, frames = 12): tfjs.LayersModel {
  return tf.sequential({
    layers: [
      layer({ units: 19, returnSequences: true, recurrentActivation: 'sigmoid', inputShape: [frames, 5] }),
      layer({ units: 10, recurrentActivation: 'sigmoid' }),
      tf.layers.dense({ units: 3, activation: 'softmax' }),
    ],
  })
}

function sameWeights(fused: tfjs.LayersModel, stock: tfjs.LayersModel) {
  const weights = stock.getWeights().map((w, k) => tf.randomNormal(w.shape, 0, 0.3, 'float32', 20 + k))
  fused.setWeights(weights)
  stock.setWeights(weights)
}

/** Losses of Adam steps, batch after batch, the last one of which is smaller. */
function train(model: tfjs.LayersModel, epochs: number): number[] {
  const optimizer = tf.train.adam(0.01)
  const losses: number[] = []
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (const [batch, clips] of [20, 20, 7].entries()) {
      const loss = tf.tidy(() => {
        const x = tf.randomNormal([clips, 12, 5], 0, 1, 'float32', 1 + batch)
        const sums = tf.tidy(() => tf.sum(x, [1, 2]).dataSync())
        const y = tf.oneHot(
          tf.tensor1d(
            [...sums].map((sum) => (sum < -3 ? 0 : sum < 3 ? 1 : 2)),
            'int32',
          ),
          3,
        )
        const cost = optimizer.minimize(
          () => tf.losses.logLoss(y, model.apply(x, { training: true }) as tfjs.Tensor).asScalar(),
          true,
        )
        return cost?.dataSync()[0] ?? Number.NaN
      })
      losses.push(loss)
    }
  }
  optimizer.dispose()
  return losses
}

t.test('the gradient of the input is that of the stock layer, forwards and backwards in time', async (t) => {
  for (const goBackwards of [false, true]) {
    for (const returnSequences of [false, true]) {
      const args = { units: 11, goBackwards, returnSequences, recurrentActivation: 'sigmoid' as const }
      const x = tf.randomNormal([18, 9, 7], 0, 1, 'float32', 1)
      const fused = fusedLstm(args)
      const stock = tf.layers.lstm(args)
      const expected = stock.apply(x) as tfjs.Tensor
      const found = fused.apply(x) as tfjs.Tensor
      fused.setWeights(stock.getWeights())
      t.same(found.shape, expected.shape)
      t.ok(largestDifference(fused.apply(x) as tfjs.Tensor, expected) < 1e-6)
      const dy = tf.randomNormal(expected.shape, 0, 1, 'float32', 2)
      const gradient = (layer: tfjs.layers.Layer) =>
        tf.grad((input: tfjs.Tensor) => layer.apply(input) as tfjs.Tensor)(x, dy)
      t.ok(largestDifference(gradient(fused), gradient(stock)) < 2e-6)
    }
  }
})

t.test('training follows the stock layer within the noise of float32', async (t) => {
  const fused = classifier(fusedLstm)
  const stock = classifier(tf.layers.lstm)
  sameWeights(fused, stock)
  const [found, expected] = [train(fused, 10), train(stock, 10)]
  t.ok(expected[29] < 0.8 * expected[2], `there is something to learn: ${expected[2]} to ${expected[29]}`)
  for (const [step, loss] of expected.entries())
    t.ok(Math.abs(found[step] - loss) < 2e-4 * loss, `step ${step}: ${found[step]} against ${loss}`)
})

t.test('one thread and two give the same, bit for bit', async (t) => {
  t.teardown(() => {
    delete process.env.EMOVOX_LSTM_THREADS
  })
  const [first, second] = ['1', '2'].map((threads) => {
    process.env.EMOVOX_LSTM_THREADS = threads
    const model = classifier(fusedLstm)
    sameWeights(model, classifier(tf.layers.lstm))
    return train(model, 3)
  })
  t.same(first, second)
})

t.test('one layer twice in a loss: each call has its own states', async (t) => {
  const stock = tf.layers.lstm({ units: 4, recurrentActivation: 'sigmoid', inputShape: [6, 3] })
  const fused = fusedLstm({ units: 4, inputShape: [6, 3] })
  const [a, b] = [1, 2].map((seed) => tf.randomNormal([5, 6, 3], 0, 1, 'float32', seed))
  const gradients = (layer: tfjs.layers.Layer) => {
    const distance = () => {
      const [p, q] = [layer.apply(a) as tfjs.Tensor, layer.apply(b) as tfjs.Tensor]
      return tf.sum(tf.square(tf.sub(p, q))).asScalar()
    }
    const variables = layer.trainableWeights.map((weight) => weight.read() as tfjs.Variable)
    const { grads } = tf.variableGrads(distance, variables)
    return variables.map(({ name }) => grads[name])
  }
  stock.apply(a)
  fused.apply(a)
  fused.setWeights(stock.getWeights())
  const expected = gradients(stock)
  for (const [k, gradient] of gradients(fused).entries())
    t.ok(largestDifference(gradient, expected[k]) < 1e-5)
})

t.test('what lies between two layers can be read, late and after the layers ran again', async (t) => {
  const args = (units: number, inputs: number) => ({
    units,
    returnSequences: true,
    recurrentActivation: 'sigmoid' as const,
    inputShape: [6, inputs],
  })
  const layers = (layer: Layer) => [layer(args(4, 3)), layer(args(4, 4)), layer(args(5, 4))]
  const x = tf.randomNormal([17, 6, 3], 0, 1, 'float32', 1)
  const hiddenOf = (stack: readonly tfjs.layers.Layer[], input: tfjs.Tensor) => {
    const states: tfjs.Tensor[] = []
    for (const layer of stack) states.push(layer.apply(states.at(-1) ?? input) as tfjs.Tensor)
    return states
  }
  const stock = layers(tf.layers.lstm)
  const fused = layers(fusedLstm)
  const expected = hiddenOf(stock, x)
  hiddenOf(fused, x)
  for (const [k, layer] of fused.entries()) layer.setWeights(stock[k].getWeights())
  const found = hiddenOf(fused, x)
  const others = hiddenOf(fused, tf.neg(x))
  for (const [k, hidden] of found.entries()) t.ok(largestDifference(hidden, expected[k]) < 1e-6, `layer ${k}`)
  for (const [k, hidden] of hiddenOf(stock, tf.neg(x)).entries())
    t.ok(largestDifference(hidden, others[k]) < 1e-6, `layer ${k}, again`)

  // Used twice, by the layer above and by the loss; and of a layer above alone.
  const gradients = ([first, second]: readonly tfjs.layers.Layer[], of: readonly tfjs.layers.Layer[]) => {
    const loss = () => {
      const h = first.apply(x) as tfjs.Tensor
      return tf.add(tf.sum(tf.square(h)), tf.sum(second.apply(h) as tfjs.Tensor)).asScalar()
    }
    const variables = of.flatMap((layer) => layer.trainableWeights.map((w) => w.read() as tfjs.Variable))
    const { grads } = tf.variableGrads(loss, variables)
    return variables.map(({ name }) => grads[name])
  }
  for (const trained of [[0, 1], [1], [0]]) {
    const wanted = gradients(
      stock,
      trained.map((k) => stock[k]),
    )
    for (const [k, gradient] of gradients(
      fused,
      trained.map((k) => fused[k]),
    ).entries())
      t.ok(largestDifference(gradient, wanted[k]) < 1e-4, `gradient ${k} of layers ${trained}`)
  }
})

t.test('weights that change are seen, in training and in prediction', async (t) => {
  const layer = fusedLstm({ units: 4, inputShape: [6, 3] })
  const x = tf.randomNormal([2, 6, 3], 0, 1, 'float32', 1)
  const before = layer.apply(x) as tfjs.Tensor
  t.equal(largestDifference(layer.apply(x) as tfjs.Tensor, before), 0)
  layer.setWeights(layer.getWeights().map((weight) => tf.mul(weight, 1.5)))
  t.ok(largestDifference(layer.apply(x) as tfjs.Tensor, before) > 1e-3)
})

t.test('memory does not grow over 200 epochs', async (t) => {
  const model = classifier(fusedLstm)
  train(model, 20)
  const tensors = tf.memory().numTensors
  const megabytes = process.memoryUsage().rss / 1e6
  train(model, 200)
  t.equal(tf.memory().numTensors, tensors)
  const grown = process.memoryUsage().rss / 1e6 - megabytes
  t.ok(grown < 60, `${grown.toFixed(0)} MB more`)
})

t.test('rooms are used again, those with the weights first', async (t) => {
  const rooms = new LstmRooms(loadAddon())
  const options = { batch: 1, steps: 2, inputs: 1, units: 1, threads: 1 }
  const shape = { ...options, sequences: false, reverse: false, training: false }
  const weights = () => [[1, 4], [1, 4], [4]].map((size) => tf.zeros(size))
  const [own, other] = [weights(), weights()]
  const [first, second] = [rooms.take(shape, own), rooms.take(shape, other)]
  t.not(first, second, 'a room is not given twice')
  const valuesOf = () => new Float32Array(4)
  first.setWeights([own[0], own[1], own[2]], valuesOf)
  second.setWeights([other[0], other[1], other[2]], valuesOf)
  rooms.giveBack(second)
  rooms.giveBack(first)
  t.equal(rooms.take(shape, own), first)
  t.equal(rooms.take(shape, own), second)
  t.not(rooms.take({ ...shape, steps: 3 }, own), second)
})

t.test('the environment chooses the kernels', async (t) => {
  t.teardown(() => {
    process.env.EMOVOX_LSTM = 'native'
  })
  t.equal(lstmKernels(), 'native')
  process.env.EMOVOX_LSTM = 'tensorflow'
  t.equal(lstmKernels(), 'tensorflow')
  process.env.EMOVOX_LSTM = 'cuda'
  t.throws(() => lstmKernels(), { code: 'INVALID_OPTION', message: 'EMOVOX_LSTM' })
  delete process.env.EMOVOX_LSTM
  t.match(lstmKernels(), /^(native|tensorflow)$/)
})
