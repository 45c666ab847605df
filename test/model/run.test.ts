import { readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import t from 'tap'
import { createModel } from '../../lib/model/architecture.ts'
import { probabilitiesOf } from '../../lib/model/probabilities.ts'
import { loadRun, type Run, saveRun } from '../../lib/model/run.ts'
import {
  augmentSchema,
  featureSchema,
  modelSchema,
  parseOptions,
  spectralAugmentSchema,
  splitSchema,
  trainingSchema,
} from '../../lib/options.ts'

const size = { frames: 6, coefficients: 4, lstm1: 5, lstm2: 4, dense: 3 }

function someRun(): Run {
  return {
    model: createModel(size),
    options: {
      features: parseOptions(featureSchema, {}),
      augment: parseOptions(augmentSchema, {}),
      spectral: parseOptions(spectralAugmentSchema, {}),
      split: parseOptions(splitSchema, {}),
      model: parseOptions(modelSchema, size),
      training: parseOptions(trainingSchema, {}),
    },
    normalisation: { mean: [0, 1, 2, 3], deviation: [1, 1, 2, 2] },
    history: [],
    bestEpoch: 1,
    interrupted: false,
  }
}

t.test('what is saved comes back', async (t) => {
  const folder = path.join(t.testdir(), 'run')
  const run = someRun()
  await saveRun(run, folder)
  const loaded = await loadRun(folder)
  t.same(loaded.options, run.options)
  t.same(loaded.normalisation, run.normalisation)
  const features = {
    data: Float32Array.from({ length: 48 }, (_, k) => Math.sin(k)),
    frames: 6,
    coefficients: 4,
  }
  t.same(probabilitiesOf(loaded.model, features), probabilitiesOf(run.model, features))
  const topology = JSON.parse(await readFile(path.join(folder, 'model', 'model.json'), 'utf8'))
  const names = topology.modelTopology.config.layers.map((layer: { class_name: string }) => layer.class_name)
  t.same(names, ['LSTM', 'LSTM', 'Dense', 'Dropout', 'Dense'], 'stock class names: any tfjs loads it')
})

t.test('a run saved before an option was there does what it did then', async (t) => {
  const folder = path.join(t.testdir(), 'run')
  await saveRun(someRun(), folder)
  const file = path.join(folder, 'options.json')
  const { features, spectral, ...rest } = JSON.parse(await readFile(file, 'utf8'))
  const { padIn, ...audio } = features.audio
  const { cepstralNormalisation, ...mfcc } = features.mfcc
  t.same([padIn, cepstralNormalisation], ['frames', 'mean'], 'what runs do now')
  await writeFile(file, JSON.stringify({ features: { audio, mfcc }, ...rest }))
  const { options } = await loadRun(folder)
  t.match(options.features, { audio: { padIn: 'samples' }, mfcc: { cepstralNormalisation: 'none' } })
  t.equal(options.spectral, null)
  t.ok(spectral)
})

t.test('a folder that is not a whole run is refused by name', async (t) => {
  const folder = path.join(t.testdir(), 'run')
  await t.rejects(loadRun(folder), { code: 'BAD_RUN', message: /options\.json/ })
  await saveRun(someRun(), folder)
  await writeFile(path.join(folder, 'normalisation.json'), '{"mean": [0], "deviation": [1]}')
  await t.rejects(loadRun(folder), { code: 'BAD_RUN', message: /expected 4 means, found 1/ })
  await saveRun(someRun(), folder)
  await rm(path.join(folder, 'model', 'weights.bin'))
  await t.rejects(loadRun(folder), { code: 'BAD_RUN', message: /model\.json/ })
})

t.test('a place that cannot be written to is named', async (t) => {
  const folder = t.testdir({ file: 'in the way' })
  await t.rejects(saveRun(someRun(), path.join(folder, 'file')), { code: 'WRITE_FAILED', message: /file/ })
})

t.test(
  'a temperature is saved with its run, and goes when the next run in the folder has none',
  async (t) => {
    const folder = path.join(t.testdir(), 'run')
    const errors = { ece: 0.1, nll: 1.5 }
    const calibration = { temperature: 1.4, clips: 60, speakers: 1, before: errors, after: errors }
    await saveRun({ ...someRun(), calibration }, folder)
    t.same((await loadRun(folder)).calibration, calibration)
    await writeFile(path.join(folder, 'calibration.json'), '{"temperature": 0}')
    await t.rejects(loadRun(folder), { code: 'BAD_RUN', message: /calibration\.json: .*above 0, found 0/ })
    await saveRun(someRun(), folder)
    t.equal((await loadRun(folder)).calibration, null)
  },
)
