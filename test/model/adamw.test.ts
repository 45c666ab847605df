import t from 'tap'
import { AdamW, clipNorm } from '../../lib/model/adamw.ts'
import { WeightAverage } from '../../lib/model/weight_average.ts'
import { seededRandom } from '../../lib/random.ts'

t.test('the steps of torch.optim.AdamW', async (t) => {
  // torch 2.x: w = tensor([1., -2.]); AdamW([w], lr=0.1, weight_decay=0.1); gradients [0.5, 0], [-1, 0], [0.25, 3].
  // By hand from the formula in double precision, as torch documents it:
  const gradients = [
    [0.5, 0],
    [-1, 0],
    [0.25, 3],
  ]
  const expected = [1, -2]
  const mean = [0, 0]
  const square = [0, 0]
  const weights = Float32Array.of(1, -2)
  const optimizer = new AdamW(2, 0.1)
  gradients.forEach((gradient, index) => {
    optimizer.step(weights, Float32Array.from(gradient), 0.1)
    gradient.forEach((g, k) => {
      mean[k] = 0.9 * mean[k] + 0.1 * g
      square[k] = 0.999 * square[k] + 0.001 * g * g
      const m = mean[k] / (1 - 0.9 ** (index + 1))
      const v = square[k] / (1 - 0.999 ** (index + 1))
      expected[k] = expected[k] * (1 - 0.1 * 0.1) - (0.1 * m) / (Math.sqrt(v) + 1e-8)
    })
    weights.forEach((weight, k) => {
      t.ok(Math.abs(weight - expected[k]) < 1e-6, `step ${index + 1}, weight ${k}: ${weight}`)
    })
  })
})

t.test(
  'a first step is as long as the rate, whatever the gradient; without gradient a weight only decays',
  async (t) => {
    const weights = Float32Array.of(1, 1, 1)
    new AdamW(3, 0).step(weights, Float32Array.of(1e-3, -50, 0), 0.01)
    t.ok(Math.abs(weights[0] - 0.99) < 1e-5 && Math.abs(weights[1] - 1.01) < 1e-5)
    t.equal(weights[2], 1)
    new AdamW(3, 0.5).step(weights.fill(1), new Float32Array(3), 0.1)
    t.ok(weights.every((weight) => Math.abs(weight - 0.95) < 1e-6))
  },
)

t.test('it is computed natively to the bits of the formula in JavaScript', async (t) => {
  const count = 1003
  const random = seededRandom(1, 'adamw')
  const draw = (scale: number) => Float32Array.from({ length: count }, () => scale * random.uniform(-1, 1))
  const [found, expected] = [draw(1), new Float32Array(count)]
  expected.set(found)
  const [mean, square] = [new Float32Array(count), new Float32Array(count)]
  const average = new WeightAverage(found, 0.995)
  const expectedAverage = found.slice()
  const optimizer = new AdamW(count, 0.02)
  for (let step = 1; step <= 20; step++) {
    const gradient = draw(step % 3 === 0 ? 1e-4 : 1)
    gradient[step] = 0
    const clipped = gradient.slice()
    let squares = 0
    for (const value of gradient) squares += value * value
    const scale = 1 / Math.sqrt(squares)
    if (scale < 1) for (let k = 0; k < count; k++) gradient[k] *= scale
    const rate = 1e-3 * step
    const meanRate = rate / (1 - 0.9 ** step)
    const squareScale = 1 / (1 - 0.999 ** step)
    const share = 1 - Math.min(0.995, 1 - 1 / (10 + step))
    for (let k = 0; k < count; k++) {
      const g = gradient[k]
      mean[k] += (1 - 0.9) * (g - mean[k])
      square[k] += (1 - 0.999) * (g * g - square[k])
      expected[k] =
        (1 - rate * 0.02) * expected[k] - (meanRate * mean[k]) / (Math.sqrt(square[k] * squareScale) + 1e-8)
      expectedAverage[k] += share * (expected[k] - expectedAverage[k])
    }
    clipNorm(clipped, 1)
    t.same(clipped, gradient, `gradient of step ${step}`)
    optimizer.step(found, clipped, rate)
    average.update(found)
    t.same(found, expected, `weights after step ${step}`)
    t.same(average.weights, expectedAverage, `their average after step ${step}`)
  }
})

t.test('a gradient is shortened to the norm, not lengthened', async (t) => {
  const long = Float32Array.of(3, -4)
  clipNorm(long, 1)
  t.ok(Math.abs(long[0] - 0.6) < 1e-6 && Math.abs(long[1] + 0.8) < 1e-6)
  const short = Float32Array.of(0.3, -0.4)
  clipNorm(short, 1)
  t.same(short, Float32Array.of(0.3, -0.4))
  const none = new Float32Array(2)
  clipNorm(none, 1)
  t.same(none, new Float32Array(2))
})
