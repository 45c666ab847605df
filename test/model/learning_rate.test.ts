import t from 'tap'
import { learningRateAt } from '../../lib/model/learning_rate.ts'

const options = { learningRate: 0.002, schedule: 'cosine', warmUp: 0.1 } as const
const rates = Array.from({ length: 1000 }, (_, step) => learningRateAt(step, 1000, options))

t.test('it rises for a tenth of the steps, then falls', async (t) => {
  const peak = rates.indexOf(Math.max(...rates))
  t.ok(peak >= 90 && peak < 100, `highest at step ${peak}`)
  t.ok(rates[0] < 0.002 / 50)
  for (let step = 1; step < 1000; step++)
    if (step <= peak !== rates[step] > rates[step - 1]) t.fail(`step ${step}`)
  t.ok(rates[peak] > 0.0019 && rates[peak] <= 0.002)
})

t.test('half way the cosine is at a half, at the end at 2 %', async (t) => {
  t.ok(Math.abs(rates[500] - 0.002 * 0.51) < 1e-9)
  t.ok(Math.abs(rates[999] - 0.002 * 0.02) < 1e-7)
})

t.test('constant stays', async (t) => {
  const constant = { ...options, schedule: 'constant', warmUp: 0 } as const
  t.equal(learningRateAt(0, 10, constant), 0.002)
  t.equal(learningRateAt(9, 10, constant), 0.002)
})
