import t from 'tap'
import { EmovoxError } from '../lib/errors.ts'
import { audioSchema, augmentSchema, featureSchema, mfccSchema, parseOptions } from '../lib/options.ts'

t.test('defaults are those of the design', async (t) => {
  const { audio, mfcc } = parseOptions(featureSchema, {})
  t.match(audio, { sampleRate: 16_000, clipSeconds: 3, pad: 'before', trimDb: 40 })
  t.match(mfcc, { nMfcc: 13, nMels: 40, nFft: 512, hopLength: 512, topDb: 80 })
})

t.test('a bad option is named with what was expected and what was found', async (t) => {
  const thrown = t.throws(() => parseOptions(mfccSchema, { hopLength: -3 }), EmovoxError)
  t.match(thrown, { code: 'INVALID_OPTION' })
  t.match(String(thrown), /option hopLength: .*>=1, found -3/)
  t.throws(() => parseOptions(audioSchema, { sampleRte: 8000 }), /sampleRte/)
  t.throws(
    () => parseOptions(augmentSchema, { stretchRate: [1.2, 0.8] }),
    /stretchRate: expected \[low, high\]/,
  )
  t.throws(() => parseOptions(mfccSchema, { nFft: Number.NaN }), /nFft/)
})
