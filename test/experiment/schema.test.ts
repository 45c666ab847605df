import t from 'tap'
import { checkExperiment, experimentJsonSchema } from '../../lib/experiment/schema.ts'

t.test('an error names the file, the path of the key, what was expected and found', async (t) => {
  const wrong: [RegExp, unknown][] = [
    [/^x\.json: option training\.epochs: .*>=1, found 0$/, { corpora: ['a'], training: { epochs: 0 } }],
    [/option features\.mfcc\.nMfcc: .*number/, { corpora: ['a'], features: { mfcc: { nMfcc: 'many' } } }],
    [/option features\.mfcc: .*nMfc/, { corpora: ['a'], features: { mfcc: { nMfc: 13 } } }],
    [/options: .*"epochs"/, { corpora: ['a'], epochs: 3 }],
    [/option training: .*"seed"/, { corpora: ['a'], training: { seed: 3 } }],
    [/option model: .*"frames"/, { corpora: ['a'], model: { frames: 3 } }],
    [/option cv: expected none beside split/, { corpora: ['a'], cv: {}, split: {} }],
    [/option corpora: expected folders.*savee\)$/, {}],
    [/option cv\.by: /, { corpora: ['a'], cv: { by: 'clip' } }],
    [/option augment\.noiseSnrDb/, { corpora: ['a'], augment: { noiseSnrDb: [30, 10] } }],
    [/option preset: /, { corpora: ['a'], preset: 'worst' }],
    [/options: /, 'corpora'],
    [/options: /, []],
  ]
  for (const [message, value] of wrong)
    t.throws(() => checkExperiment(value, 'x.json'), { code: 'INVALID_OPTION', message })
})

t.test('what is right stays as it is written: defaults would stand above a preset', async (t) => {
  const experiment = { savee: ['a'], preset: 'best', seeds: 2, augment: null, training: { mixup: null } }
  t.same(checkExperiment(experiment, 'x.json'), experiment)
})

t.test('the JSON Schema has every section, with descriptions', async (t) => {
  const schema = experimentJsonSchema()
  t.match(schema, {
    type: 'object',
    additionalProperties: false,
    properties: {
      cv: { properties: { folds: { description: String, default: 5 } } },
      training: { properties: { epochs: { type: 'integer', minimum: 1 } } },
      features: { properties: { mfcc: { properties: { nMfcc: {} } } } },
      augment: { anyOf: [{ type: 'object' }, { type: 'null' }] },
    },
  })
  t.notMatch(schema, { properties: { training: { properties: { seed: {} } } } })
})
