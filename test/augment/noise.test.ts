import t from 'tap'
import { addNoise } from '../../lib/augment/noise.ts'
import { EmovoxError } from '../../lib/errors.ts'
import { largestDifference } from '../float32_file.ts'
import { decibels, power, voice } from './signals.ts'

const clip = voice(150, 16_000)

t.test('the signal-to-noise ratio is the one asked for', async (t) => {
  for (const snrDb of [-10, 0, 12.5, 30]) {
    const noisy = addNoise(clip, { snrDb, seed: 4 })
    const noise = noisy.map((sample, i) => sample - clip[i])
    t.ok(Math.abs(decibels(power(clip), power(noise)) - snrDb) < 0.1)
  }
})

t.test('a seed gives the same noise, another seed another', async (t) => {
  const noisy = (seed?: number) => addNoise(clip, { snrDb: 10, seed })
  t.equal(largestDifference(noisy(4), noisy(4)), 0)
  t.equal(largestDifference(noisy(), noisy(1)), 0)
  t.ok(largestDifference(noisy(4), noisy(5)) > 0.01)
  t.ok(largestDifference(noisy(0xffff_ffff), noisy(0)) > 0.01)
})

t.test('silence, one sample and none', async (t) => {
  t.same(addNoise(new Float32Array(9), { snrDb: 10 }), new Float32Array(9))
  t.equal(addNoise(new Float32Array(0), { snrDb: 10 }).length, 0)
  t.equal(addNoise(Float32Array.of(0.5), { snrDb: 10 }).length, 1)
})

t.test('bad options and samples are refused', async (t) => {
  for (const options of [
    { snrDb: Number.NaN },
    { snrDb: 201 },
    { snrDb: 10, seed: -1 },
    { snrDb: 10, seed: 0.5 },
  ]) {
    t.match(
      t.throws(() => addNoise(clip, options), EmovoxError),
      { code: 'INVALID_OPTION' },
    )
  }
  const broken = clip.slice()
  broken[9] = Number.NaN
  t.throws(() => addNoise(broken, { snrDb: 10 }), { code: 'NON_FINITE', message: /index 9/ })
})
