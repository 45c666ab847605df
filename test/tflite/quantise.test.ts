import { float16ToFloat32 } from 'npyjs'
import t from 'tap'
import {
  int8Quantisation,
  int16Quantisation,
  quantiseBias,
  Range,
} from '../../lib/tflite/quantise_asymmetric.ts'
import { float16Bits } from '../../lib/tflite/quantise_float16.ts'
import { quantiseSymmetric } from '../../lib/tflite/quantise_symmetric.ts'

t.test('float16: bits that IEEE 754 has', async (t) => {
  const cases: [number, number][] = [
    [0, 0x0000],
    [-0, 0x8000],
    [1, 0x3c00],
    [-2, 0xc000],
    [65504, 0x7bff],
    [65519.99, 0x7bff],
    [65520, 0x7c00],
    [Number.POSITIVE_INFINITY, 0x7c00],
    [2 ** -14, 0x0400],
    [2 ** -24, 0x0001],
    // Half of the least goes to the even zero, and anything more to the least.
    [2 ** -25, 0x0000],
    [2 ** -25 * 1.01, 0x0001],
    // The greatest subnormal, and what rounds up from it into the normals.
    [1023 * 2 ** -24, 0x03ff],
    [1023.6 * 2 ** -24, 0x0400],
    // Ties to even: 1 + 1/2048 down, 1 + 3/2048 up; a carry into the exponent.
    [1 + 1 / 2048, 0x3c00],
    [1 + 3 / 2048, 0x3c02],
    [2 - 1 / 4096, 0x4000],
  ]
  for (const [value, bits] of cases) t.equal(float16Bits(Float32Array.of(value))[0], bits, `${value}`)
  t.ok(Number.isNaN(float16ToFloat32(float16Bits(Float32Array.of(Number.NaN))[0])))
})

t.test('float16: every one of them comes back, and what is between goes to the nearest', async (t) => {
  let [same, nearest] = [true, true]
  for (let bits = 0; bits < 0x7c00; bits++) {
    const value = float16ToFloat32(bits)
    const next = float16ToFloat32(bits + 1)
    same &&= float16Bits(Float32Array.of(value))[0] === bits
    if (!Number.isFinite(next)) continue
    nearest &&= float16Bits(Float32Array.of(value * 0.6 + next * 0.4))[0] === bits
    nearest &&= float16Bits(Float32Array.of(value * 0.4 + next * 0.6))[0] === bits + 1
  }
  t.ok(same, 'comes back')
  t.ok(nearest, 'to the nearest')
})

t.test('8-bit weights', async (t) => {
  const weights = Float32Array.of(0.5, -1, 0.25, 0, 4, -2)
  const whole = quantiseSymmetric(weights)
  t.same([...whole.values], [16, -32, 8, 0, 127, -64], 'one scale, the largest is 127')
  t.same(whole.quantisation, { scale: [Math.fround(4 / 127)], zeroPoint: [0] })
  const rows = quantiseSymmetric(weights, 2)
  t.same([...rows.values], [64, -127, 32, 0, 127, -64], 'a scale a row')
  t.same(rows.quantisation.scale, [Math.fround(1 / 127), Math.fround(4 / 127)])
  t.same([...quantiseSymmetric(new Float32Array(3)).values], [0, 0, 0], 'zeros have a scale too')
})

t.test('ranges: 0 is exact, and the ends are within half a step', async (t) => {
  for (const [least, greatest] of [
    [-1, 3],
    [0, 10],
    [-7, -2],
    [4, 5],
    [0, 0],
  ]) {
    const range = new Range()
    range.addAll(Float32Array.of(least, greatest))
    const { scale, zeroPoint } = int8Quantisation(range)
    t.ok(Number.isInteger(zeroPoint[0]) && zeroPoint[0] >= -128 && zeroPoint[0] <= 127)
    for (const value of [least, greatest, 0]) {
      const q = Math.min(127, Math.max(-128, Math.round(value / scale[0]) + zeroPoint[0]))
      t.ok(
        Math.abs((q - zeroPoint[0]) * scale[0] - value) <= scale[0] * 0.51,
        `${value} of ${least}..${greatest}`,
      )
    }
  }
})

t.test('cell states: a power of two', async (t) => {
  const range = new Range()
  range.add(-5.5)
  t.same(int16Quantisation(range), { scale: [2 ** -12], zeroPoint: [0] }, '8 / 2^15')
})

t.test('biases: in the scale of the sums', async (t) => {
  const { values, quantisation } = quantiseBias(
    Float32Array.of(1, -0.5, 1e12),
    { scale: [0.5], zeroPoint: [3] },
    { scale: [0.25], zeroPoint: [0] },
  )
  t.same([...values], [8, -4, 2 ** 31 - 1], 'and within 32 bits')
  t.same(quantisation, { scale: [0.125], zeroPoint: [0] })
})
