import t from 'tap'
import { fitNormalisation, normalise } from '../../lib/features/normalisation.ts'
import { storedFeatureSchema } from '../../lib/features/stored_options.ts'
import { featureSchema, parseOptions } from '../../lib/options.ts'

const speech = [1, 10, 3, 30, 5, 20, 7, 0]

t.test('mean and deviation of each coefficient, and frames of zeros do not count', async (t) => {
  const expected = { mean: [4, 15], deviation: [Math.sqrt(5), Math.sqrt(125)] }
  for (const padding of [0, 1, 6]) {
    const data = Float32Array.from([
      ...new Array(2 * padding).fill(0),
      ...speech,
      ...new Array(2 * padding).fill(0),
    ])
    const { mean, deviation } = fitNormalisation(data, 2)
    t.same(mean, expected.mean)
    deviation.forEach((value, k) => {
      t.ok(Math.abs(value - expected.deviation[k]) < 1e-9, `${value}`)
    })
  }
})

t.test('a coefficient that never changes, and nothing but padding, stay finite', async (t) => {
  for (const data of [Float32Array.of(2, 2, 2), new Float32Array(3)]) {
    const normalised = normalise(data, fitNormalisation(data, 1))
    t.ok(normalised.every((value) => value === 0))
  }
})

t.test('options stored before others were there', async (t) => {
  const now = parseOptions(featureSchema, {})
  t.same(parseOptions(storedFeatureSchema, now), now, 'whole ones stay as they are')
  const { padIn: _, ...audio } = now.audio
  const { cepstralNormalisation: __, ...mfcc } = now.mfcc
  t.match(parseOptions(storedFeatureSchema, { audio, mfcc }), {
    audio: { padIn: 'samples' },
    mfcc: { cepstralNormalisation: 'none', hopLength: 512 },
  })
  t.throws(() => parseOptions(storedFeatureSchema, { audio }), { code: 'INVALID_OPTION' })
  t.throws(() => parseOptions(storedFeatureSchema, undefined), { code: 'INVALID_OPTION' })
})
