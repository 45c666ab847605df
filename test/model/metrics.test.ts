import t from 'tap'
import { argMax, score } from '../../lib/model/metrics.ts'
import golden from './golden/metrics.json' with { type: 'json' }

t.test('scores are those of scikit-learn', async (t) => {
  for (const { truth, predicted, accuracy, uar, macroF1, confusion } of golden.cases) {
    const metrics = score(truth, predicted)
    t.ok(Math.abs(metrics.accuracy - accuracy) < 1e-12)
    t.ok(Math.abs(metrics.uar - uar) < 1e-12)
    t.ok(Math.abs(metrics.macroF1 - macroF1) < 1e-12)
    t.same(metrics.confusion, confusion)
  }
})

t.test('the largest of a slice', async (t) => {
  t.equal(argMax([0.1, 0.7, 0.2]), 1)
  t.equal(argMax([9, 9, 0.1, 0.2, 0.7], 2, 5), 2)
})
