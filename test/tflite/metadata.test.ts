import t from 'tap'
import { featureSchema, parseOptions } from '../../lib/options.ts'
import { readTfliteMetadata } from '../../lib/tflite/read_metadata.ts'
import { appendStoredZip, readAppendedZip } from '../../lib/tflite/stored_zip.ts'
import { writeTflite } from '../../lib/tflite/write.ts'
import { kerasModel } from './formula_model.ts'

const { model } = kerasModel('two_lstm')

t.test('what a file says about itself', async (t) => {
  const features = parseOptions(featureSchema, {
    audio: { sampleRate: 8000 },
    mfcc: { nMfcc: 4, hopLength: 80 },
  })
  const about = { name: 'a name', description: 'naïve', version: '1.2', author: 'somebody', license: 'MIT' }
  const labels = ['glücklich', 'sad', 'so so']
  const file = writeTflite({ ...model, ...about, features, labels })
  const metadata = await readTfliteMetadata(file)
  t.match(metadata, about)
  t.same(metadata.labels, labels)
  t.same(metadata.options, { format: 1, labels, frames: 9, coefficients: 4, input: 'mfcc', features })
  t.same(metadata.input, { name: 'mfcc', shape: [1, 9, 4], type: 'FLOAT32' })
  t.same(metadata.output, { name: 'probabilities', shape: [1, 3], type: 'FLOAT32' })
  t.equal(metadata.minimumRuntime, '1.15.0')
})

t.test('the input is called what it is', async (t) => {
  const nameWith = async (include: readonly ('mfcc' | 'logMel' | 'delta')[]) => {
    const features = parseOptions(featureSchema, { include: [...include] })
    return (await readTfliteMetadata(writeTflite({ ...model, features }))).input.name
  }
  t.equal(await nameWith(['mfcc']), 'mfcc')
  t.equal(await nameWith(['logMel']), 'log_mel')
  t.equal(await nameWith(['mfcc', 'delta']), 'features')
})

t.test('the archive at the end', async (t) => {
  const file = writeTflite(model)
  const texts = await readAppendedZip(file)
  t.same([...texts.keys()], ['labels.txt', 'emovox_options.json'])
  t.equal(texts.get('labels.txt'), `${model.labels.join('\n')}\n`)
  const { audio, mfcc, include } = model.features
  const stored = (text = '') => JSON.parse(text).features
  t.same(
    stored(texts.get('emovox_options.json')),
    { audio, mfcc, include },
    'nothing of features that it lacks',
  )
  const features = parseOptions(featureSchema, { include: ['mfcc', 'delta'], extra: { deltaWidth: 5 } })
  const withDeltas = writeTflite({ ...model, features })
  t.same(stored((await readAppendedZip(withDeltas)).get('emovox_options.json')), features)
  t.same((await readTfliteMetadata(withDeltas)).options?.features, features)
})

t.test('any front, any texts', async (t) => {
  const files = { 'a.txt': '', 'b.txt': 'ß'.repeat(7000) }
  t.same(await readAppendedZip(appendStoredZip(new Uint8Array(1001), files)), new Map(Object.entries(files)))
  await t.rejects(readAppendedZip(new Uint8Array(1001)))
})

t.test('a damaged end', async (t) => {
  const file = writeTflite(model)
  const bad = { code: 'BAD_TFLITE', message: /model\.tflite/ }
  await t.rejects(readTfliteMetadata(file.subarray(0, file.length - 1), 'model.tflite'), bad)
  const label = Buffer.from(file).lastIndexOf(`${model.labels[0]}\n`)
  await t.rejects(readTfliteMetadata(file.with(label, 33), 'model.tflite'), {
    ...bad,
    message: /wrong checksum/,
  })
  const options = Buffer.from(file).indexOf('{"format":1')
  t.ok(options > 0)
  await t.rejects(readTfliteMetadata(file.with(options + 10, 57), 'model.tflite'), {
    ...bad,
    message: /emovox_options/,
  })
})

t.test('options of a format to come', async (t) => {
  const file = Buffer.from(writeTflite(model))
  const texts = Object.fromEntries(await readAppendedZip(file))
  const front = file.subarray(0, file.indexOf('PK\x03\x04'))
  const repacked = (options: string) => appendStoredZip(front, { ...texts, 'emovox_options.json': options })
  t.same(Buffer.from(repacked(texts['emovox_options.json'])), file)
  const refused = { code: 'BAD_TFLITE', message: /whose emovox_options\.json this emovox cannot read/ }
  await t.rejects(readTfliteMetadata(repacked('{"format":2}')), refused)
  await t.rejects(readTfliteMetadata(repacked('{')), refused)
})
