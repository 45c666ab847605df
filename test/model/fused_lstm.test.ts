import type * as tfjs from '@tensorflow/tfjs-node'
import t from 'tap'
import { fusedLstm } from '../../lib/model/fused_lstm.ts'
import { seededDropout } from '../../lib/model/seeded_dropout.ts'
import { tensorflow } from '../../lib/model/tensorflow.ts'

const tf = tensorflow()
const STEPS = 9
const INPUTS = 5

function stack(layer: (args: Parameters<typeof fusedLstm>[0]) => tfjs.layers.Layer): tfjs.LayersModel {
  return tf.sequential({
    layers: [
      layer({ units: 6, returnSequences: true, recurrentActivation: 'sigmoid', inputShape: [STEPS, INPUTS] }),
      layer({ units: 4, recurrentActivation: 'sigmoid' }),
    ],
  })
}

/** A fused and a stock model with the same weights. */
function pair() {
  const fused = stack(fusedLstm)
  const stock = stack(tf.layers.lstm)
  const weights = stock
    .getWeights()
    .map((weight, k) => tf.randomNormal(weight.shape, 0, 0.4, 'float32', 10 + k))
  fused.setWeights(weights)
  stock.setWeights(weights)
  return { fused, stock }
}

function largestDifference(a: tfjs.Tensor, b: tfjs.Tensor): number {
  return tf.max(tf.abs(tf.sub(a, b))).dataSync()[0]
}

/** Runs fused layers on these kernels until the test ends. */
function use(t: { teardown(end: () => void): void }, kernels: string) {
  process.env.EMOVOX_LSTM = kernels
  t.teardown(() => {
    delete process.env.EMOVOX_LSTM
  })
}

for (const kernels of ['native', 'tensorflow']) {
  t.test(`forward is that of the stock layer (${kernels})`, async (t) => {
    use(t, kernels)
    const { fused, stock } = pair()
    const x = tf.randomNormal([3, STEPS, INPUTS], 0, 1, 'float32', 1)
    const y = fused.predict(x) as tfjs.Tensor
    t.same(y.shape, [3, 4])
    t.ok(largestDifference(y, stock.predict(x) as tfjs.Tensor) < 1e-6)
  })

  t.test(`gradients are those of the stock layer (${kernels})`, async (t) => {
    use(t, kernels)
    const { fused, stock } = pair()
    const x = tf.randomNormal([3, STEPS, INPUTS], 0, 1, 'float32', 2)
    const target = tf.randomNormal([3, 4], 0, 1, 'float32', 3)
    const gradients = (model: tfjs.LayersModel) => {
      const loss = () => tf.sum(tf.mul(model.apply(x) as tfjs.Tensor, target)).asScalar()
      const variables = model.trainableWeights.map((weight) => weight.read() as tfjs.Variable)
      const { grads } = tf.variableGrads(loss, variables)
      return variables.map(({ name }) => grads[name])
    }
    const expected = gradients(stock)
    for (const [k, gradient] of gradients(fused).entries()) {
      t.ok(tf.max(tf.abs(expected[k])).dataSync()[0] > 1e-3, 'there is a gradient to compare')
      t.ok(largestDifference(gradient, expected[k]) < 1e-5)
    }
  })

  t.test(`gradients are those of numerical differences (${kernels})`, async (t) => {
    use(t, kernels)
    const { fused } = pair()
    const x = tf.randomNormal([2, STEPS, INPUTS], 0, 1, 'float32', 4)
    const loss = () => tf.sum(fused.apply(x) as tfjs.Tensor).asScalar()
    const kernel = fused.trainableWeights[0].read() as tfjs.Variable
    const gradient = tf.variableGrads(loss, [kernel]).grads[kernel.name].dataSync()
    const start = kernel.dataSync().slice()
    const h = 1e-2
    for (const at of [0, 17, 60, 119]) {
      const lossAt = (delta: number) => {
        const moved = start.slice()
        moved[at] += delta
        kernel.assign(tf.tensor(moved, kernel.shape))
        return loss().dataSync()[0]
      }
      const numerical = (lossAt(h) - lossAt(-h)) / (2 * h)
      t.ok(Math.abs(numerical - gradient[at]) < 2e-3, `weight ${at}: ${gradient[at]} against ${numerical}`)
    }
  })
}

t.test('it is saved as a stock LSTM, and what the kernel lacks takes the stock path', async (t) => {
  const { fused, stock } = pair()
  const classes = (model: tfjs.LayersModel) => model.layers.map((layer) => layer.getClassName())
  t.same(classes(fused), classes(stock))
  const unusual = {
    units: 3,
    unitForgetBias: true,
    recurrentActivation: 'hardSigmoid' as const,
    kernelInitializer: tf.initializers.ones(),
  }
  const x = tf.randomNormal([2, STEPS, INPUTS], 0, 1, 'float32', 5)
  const args = { ...unusual, recurrentInitializer: tf.initializers.ones() }
  const expected = tf.layers.lstm(args).apply(x) as tfjs.Tensor
  t.ok(largestDifference(fusedLstm(args).apply(x) as tfjs.Tensor, expected) < 1e-6)
})

t.test(
  'seeded dropout: another mask each step, the same sequence for a seed, nothing outside training',
  async (t) => {
    const x = tf.ones([4, 100])
    const masks = (seed: number) => {
      const layer = seededDropout(0.3, seed)
      return [1, 2].map(() => [...(layer.apply(x, { training: true }) as tfjs.Tensor).dataSync()])
    }
    const [first, second] = masks(5)
    t.notSame(first, second)
    t.same(masks(5), [first, second])
    t.notSame(masks(6)[0], first)
    const dropped = first.filter((value) => value === 0).length / first.length
    t.ok(dropped > 0.2 && dropped < 0.4, `${dropped} dropped`)
    t.ok(first.every((value) => value === 0 || Math.abs(value - 1 / 0.7) < 1e-6))
    t.ok(largestDifference(seededDropout(0.3, 1).apply(x) as tfjs.Tensor, x) === 0)
    t.equal(seededDropout(0.3, 1).getClassName(), 'Dropout')
  },
)
