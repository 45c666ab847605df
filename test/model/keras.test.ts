import t from 'tap'
import { normalise } from '../../lib/features/normalisation.ts'
import { createModel } from '../../lib/model/architecture.ts'
import { probabilitiesOf } from '../../lib/model/probabilities.ts'
import { tensorflow } from '../../lib/model/tensorflow.ts'
import { kerasModel } from '../tflite/formula_model.ts'

t.test('with the same weights the specified model gives the probabilities of Keras', async (t) => {
  const tf = tensorflow()
  const { model, runs } = kerasModel('full_size')
  for (const { frames, features, probabilities } of runs) {
    const built = createModel({ frames, coefficients: model.coefficients })
    const weights = model.layers.flatMap((layer) =>
      layer.kind === 'lstm' ? [layer.kernel, layer.recurrentKernel, layer.bias] : [layer.kernel, layer.bias],
    )
    built.setWeights(built.getWeights().map(({ shape }, k) => tf.tensor(weights[k], shape)))
    const data = normalise(features, model.normalisation)
    const found = probabilitiesOf(built, { data, frames, coefficients: model.coefficients })
    t.equal(found.length, probabilities.length)
    const worst = found.reduce((most, value, k) => Math.max(most, Math.abs(value - probabilities[k])), 0)
    t.ok(worst < 2e-6, `largest difference ${worst}`)
  }
})
