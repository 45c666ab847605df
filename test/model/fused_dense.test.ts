import type * as tfjs from '@tensorflow/tfjs-node'
import t from 'tap'
import { crossEntropy } from '../../lib/model/cross_entropy.ts'
import { fusedDense } from '../../lib/model/fused_dense.ts'
import { tensorflow } from '../../lib/model/tensorflow.ts'

const tf = tensorflow()

function largestDifference(a: tfjs.Tensor, b: tfjs.Tensor): number {
  return tf.tidy(() => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0])
}

type DenseArguments = Parameters<typeof fusedDense>[0]

/** A fused and a stock layer of the same weights. */
function pair(args: DenseArguments, inputs: number) {
  const [fused, stock] = [fusedDense(args), tf.layers.dense(args)]
  for (const layer of [fused, stock]) layer.build([null, inputs])
  const weights = stock.getWeights().map((w, k) => tf.randomNormal(w.shape, 0, 0.5, 'float32', 7 + k))
  for (const layer of [fused, stock]) layer.setWeights(weights)
  return { fused, stock }
}

for (const activation of ['linear', 'relu', 'softmax'] as const) {
  t.test(`the answer and its gradients are those of the stock layer (${activation})`, async (t) => {
    for (const [rows, inputs, units] of [
      [1, 1, 1],
      [3, 5, 7],
      [32, 64, 64],
      [17, 33, 7],
    ]) {
      const { fused, stock } = pair({ units, activation }, inputs)
      const x = tf.randomNormal([rows, inputs], 0, 1, 'float32', 1)
      const target = tf.randomNormal([rows, units], 0, 1, 'float32', 2)
      const resultsOf = (layer: tfjs.layers.Layer) => {
        const loss = (input: tfjs.Tensor) =>
          tf.sum(tf.mul(layer.apply(input) as tfjs.Tensor, target)).asScalar()
        const variables = layer.trainableWeights.map((weight) => weight.read() as tfjs.Variable)
        const { grads } = tf.variableGrads(() => loss(x), variables)
        const gradients = variables.map(({ name }) => grads[name])
        return [layer.apply(x) as tfjs.Tensor, tf.grad(loss)(x), ...gradients]
      }
      const expected = resultsOf(stock)
      for (const [k, found] of resultsOf(fused).entries()) {
        t.same(found.shape, expected[k].shape)
        const scale = Math.max(1, tf.max(tf.abs(expected[k])).dataSync()[0])
        t.ok(
          largestDifference(found, expected[k]) < 2e-6 * scale,
          `result ${k} of ${rows} x ${inputs} to ${units}`,
        )
      }
    }
  })
}

t.test('it is saved as a stock layer, and what the operation lacks takes the ordinary path', async (t) => {
  for (const args of [
    { units: 3, activation: 'tanh' as const },
    { units: 3, useBias: false },
  ]) {
    const { fused, stock } = pair(args, 4)
    t.equal(fused.getClassName(), 'Dense')
    const config = ({ name, ...rest }: tfjs.serialization.ConfigDict) => rest
    t.same(config(fused.getConfig()), config(stock.getConfig()))
    const x = tf.randomNormal([5, 4], 0, 1, 'float32', 3)
    t.ok(largestDifference(fused.apply(x) as tfjs.Tensor, stock.apply(x) as tfjs.Tensor) < 1e-6)
  }
  const { fused, stock } = pair({ units: 3, activation: 'relu' }, 4)
  const x = tf.randomNormal([5, 2, 4], 0, 1, 'float32', 3)
  t.ok(largestDifference(fused.apply(x) as tfjs.Tensor, stock.apply(x) as tfjs.Tensor) < 1e-6)
})

t.test(
  'cross-entropy and its gradient are those of the formula, no probability being below 1e-7',
  async (t) => {
    const targets = Float32Array.of(1, 0, 0, 0.1, 0.9, 0, 0, 0, 2)
    const p = tf.tensor2d([0.7, 0.2, 0.1, 0.3, 0.3, 0.4, 1, 0, 0], [3, 3])
    const y = tf.tensor2d(targets, [3, 3])
    const formula = (given: tfjs.Tensor) =>
      tf.div(tf.neg(tf.sum(tf.mul(y, tf.log(tf.clipByValue(given, 1e-7, 1))))), 3).asScalar()
    t.ok(largestDifference(crossEntropy(p, targets), formula(p)) < 1e-6)
    const found = tf.grad((given: tfjs.Tensor) =>
      tf.mul(5, crossEntropy(given as tfjs.Tensor2D, targets)).asScalar(),
    )(p)
    const expected = tf.grad((given: tfjs.Tensor) => tf.mul(5, formula(given)).asScalar())(p)
    t.ok(largestDifference(found, expected) < 1e-5)
  },
)
