import t from 'tap'
import { AdamW, clipNorm } from '../../lib/model/adamw.ts'

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
