import t from 'tap'
import { describeAugmentation, planCopies } from '../../lib/augment/policy.ts'
import { augmentSchema, parseOptions } from '../../lib/options.ts'

const defaults = parseOptions(augmentSchema, {})

t.test('one seed gives one plan, another seed or recording another', async (t) => {
  const plan = planCopies(defaults, 1, 'ravdess/a.wav')
  t.same(planCopies(defaults, 1, 'ravdess/a.wav'), plan)
  t.notSame(planCopies(defaults, 2, 'ravdess/a.wav'), plan)
  t.notSame(planCopies(defaults, 1, 'ravdess/b.wav'), plan)
})

t.test('three copies get the three transformations, within their ranges', async (t) => {
  for (let k = 0; k < 50; k++) {
    const copies = planCopies(defaults, k, 'x')
    const merged = Object.assign({}, ...copies)
    t.ok(
      copies.every(
        (copy) => [copy.noiseSnrDb, copy.stretchRate, copy.pitchSemitones].filter(Boolean).length === 1,
      ),
    )
    t.ok(merged.noiseSnrDb >= 10 && merged.noiseSnrDb <= 25)
    t.ok(merged.stretchRate >= 0.85 && merged.stretchRate <= 1.15)
    t.ok(Math.abs(merged.pitchSemitones) <= 2)
  }
})

t.test('combine and switched-off transformations', async (t) => {
  const both = parseOptions(augmentSchema, { copies: 2, combine: 3, noiseSnrDb: null })
  for (const copy of planCopies(both, 1, 'x')) {
    t.type(copy.stretchRate, 'number')
    t.type(copy.pitchSemitones, 'number')
    t.notOk('noiseSnrDb' in copy)
  }
  const none = parseOptions(augmentSchema, { noiseSnrDb: null, stretchRate: null, pitchSemitones: null })
  t.same(planCopies(none, 1, 'x'), [])
})

t.test('in words', async (t) => {
  t.equal(describeAugmentation({}), 'none')
  t.equal(
    describeAugmentation({ stretchRate: 0.9, noiseSnrDb: 12.34, noiseSeed: 1 }),
    'stretch 0.900 + noise 12.3 dB',
  )
})
