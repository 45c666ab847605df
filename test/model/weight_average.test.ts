import t from 'tap'
import { WeightAverage } from '../../lib/model/weight_average.ts'

t.test('it forgets where it began, and follows', async (t) => {
  const average = new WeightAverage(Float32Array.of(100), 0.995)
  for (let step = 0; step < 3000; step++) average.update(Float32Array.of(1))
  t.ok(Math.abs(average.weights[0] - 1) < 1e-3)
})

t.test('it averages what alternates', async (t) => {
  const average = new WeightAverage(Float32Array.of(0), 0.995)
  for (let step = 0; step < 2000; step++) average.update(Float32Array.of(step % 2))
  t.ok(Math.abs(average.weights[0] - 0.5) < 0.01)
})

t.test('without decay it is the weights, and it keeps no hold of them', async (t) => {
  const weights = Float32Array.of(3)
  const average = new WeightAverage(weights, 0)
  weights[0] = 7
  t.equal(average.weights[0], 3)
  average.update(weights)
  t.equal(average.weights[0], 7)
})
