import { Command } from 'commander'
import t from 'tap'
import { addSchemaFlags, schemaValues } from '../../lib/cli/schema_flags.ts'
import {
  audioSchema,
  augmentSchema,
  clipMfccSchema,
  extraSchema,
  includedSchema,
  mfccSchema,
  splitSchema,
} from '../../lib/options.ts'

const schemas = [audioSchema, mfccSchema, includedSchema, extraSchema, augmentSchema, splitSchema]

function command() {
  const command = new Command('x').exitOverride().configureOutput({ writeErr: () => {} })
  for (const schema of schemas) addSchemaFlags(command, 'Options:', schema)
  return command
}

function addClipFlags() {
  const command = new Command('x')
  addSchemaFlags(command, 'Options:', clipMfccSchema)
  return command
}

function parse(...argv: string[]) {
  const flags = command().parse(argv, { from: 'user' }).opts()
  return Object.assign({}, ...schemas.map((schema) => schemaValues(flags, schema)))
}

t.test('flags that are not given leave no value: the schema has the defaults', async (t) => {
  t.same(parse(), {})
})

t.test('numbers, choices, none, pairs, lists and switches', async (t) => {
  t.same(parse('--hop-length', '160', '--pad', 'after', '--dct-type', '3'), {
    hopLength: 160,
    pad: 'after',
    dctType: 3,
  })
  t.same(parse('--trim-db', 'none', '--mel-norm', 'none'), { trimDb: null, melNorm: null })
  const normalisation = addClipFlags().parse(['--cepstral-normalisation', 'none'], { from: 'user' }).opts()
  t.match(
    schemaValues(normalisation, clipMfccSchema),
    { cepstralNormalisation: 'none' },
    'a choice, not null',
  )
  t.same(parse('--noise-snr-db', '5,15', '--pitch-semitones', '-1,1.5'), {
    noiseSnrDb: [5, 15],
    pitchSemitones: [-1, 1.5],
  })
  t.same(parse('--features', 'mfcc,f0', '--f0-max', '500', '--contrast-f-min', '100', '--f0-method', 'yin'), {
    features: ['mfcc', 'f0'],
    f0Max: 500,
    contrastFMin: 100,
    f0Method: 'yin',
  })
  t.same(parse('--test-speakers', 'ravdess-01, tess-oaf'), {
    testSpeakers: ['ravdess-01', 'tess-oaf'],
  })
  t.same(parse('--no-center', '--htk'), { center: false, htk: true })
  // What a preset has turned on can be turned off.
  t.same(parse('--center', '--no-htk'), { center: true, htk: false })
})

t.test('what cannot be read is refused with what was expected', async (t) => {
  t.throws(() => parse('--hop-length', 'many'), /Expected a number/)
  t.throws(() => parse('--pad', 'left'), /Expected one of before, after, both/)
  t.throws(() => parse('--stretch-rate', '1'), /Expected two numbers LOW,HIGH or none/)
})

t.test('help shows choices and defaults', async (t) => {
  const help = command().helpInformation()
  t.match(help, /--n-mfcc <number>.*\(default:\s+13\)/)
  t.match(help, /--quality <best\|medium\|fast>/)
  t.match(help, /--noise-snr-db <low,high>/)
})
