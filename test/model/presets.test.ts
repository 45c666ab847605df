import path from 'node:path'
import t from 'tap'
import { trainOptions } from '../../lib/cli/train.ts'
import { requireRecordings, scanCorpora } from '../../lib/corpora/scan.ts'
import { splitBySpeaker } from '../../lib/corpora/split.ts'
import { evaluate } from '../../lib/model/evaluate.ts'
import { predict } from '../../lib/model/predict.ts'
import { PRESETS } from '../../lib/model/presets.ts'
import { loadRun, saveRun } from '../../lib/model/run.ts'
import { train } from '../../lib/model/train.ts'
import { makeSyntheticCorpus } from '../../lib/synthetic/corpus.ts'
import { exportRun } from '../../lib/tflite/export_run.ts'

const flags = { out: 'x', preset: 'specified', augment: true, spectral: true, cache: false } as const

t.test('flags: a preset sets options, and flags that are given go before it', async (t) => {
  const best = trainOptions({ ...flags, preset: 'best' })
  t.match(best.features, {
    include: ['logMel', 'pitch', 'speaker'],
    mfcc: { nMels: 96, nFft: 1024, hopLength: 512 },
  })
  t.match(best.spectral, { timeMasks: 1, frequencyMasks: 1, tempo: 1.2, cropShare: 0.06 })
  t.match(best.model, { architecture: 'convolutional' })
  t.match(best.training, { mixup: null, labelSmoothing: 0.1, teacher: null })
  const changed = trainOptions({
    ...flags,
    preset: 'best',
    nMels: 40,
    mixup: 0.2,
    members: 3,
    spectral: false,
  })
  t.match(changed, {
    spectral: null,
    features: { mfcc: { nMels: 40 } },
    training: { mixup: 0.2 },
    model: { members: 3 },
  })
})

t.test('flags: specified is the defaults', async (t) => {
  const { features, spectral, model, training } = trainOptions(flags)
  t.match(features, { include: ['mfcc'], mfcc: { nMels: 40, nMfcc: 13 } })
  t.match(spectral, { timeMasks: 2, frequencyMasks: 0, tempo: 1.3, cropShare: 0.1 })
  t.match(training, { mixup: 1, epochs: 200, teacher: 'best' })
  t.same(model, { seed: undefined })
  t.same(PRESETS.specified, { coefficients: 13 })
})

t.test('from recordings to a .tflite file', async (t) => {
  const folder = t.testdir()
  const corpus = path.join(folder, 'corpus')
  await makeSyntheticCorpus({ out: corpus, ravdessActors: 3, tessWords: 0, saveeSpeakers: 0 })
  const recordings = requireRecordings(await scanCorpora([corpus]))
  const split = splitBySpeaker(recordings, { test: 0.3, validation: 0 })
  const run = await train(split, {
    preset: 'best',
    augment: null,
    model: { channels: 12 },
    training: { epochs: 2 },
  })
  t.match(run.options, {
    features: { include: ['logMel', 'pitch', 'speaker'], mfcc: { nMels: 96 } },
    model: { architecture: 'convolutional', channels: 12, members: 2, coefficients: 99 },
    training: { epochs: 2, mixup: null },
  })
  // Clips have their mean subtracted, so padding stays 0 when it is normalised, as pooling needs it.
  t.ok(run.normalisation.mean.every((mean) => Math.abs(mean) < 1e-4))
  const { overall } = await evaluate(run, split.test)
  await saveRun(run, path.join(folder, 'run'))
  const again = await loadRun(path.join(folder, 'run'))
  t.equal((await evaluate(again, split.test)).overall.uar, overall.uar)
  const { probabilities } = await predict(again, split.test[0].path)
  t.ok(Math.abs(probabilities.reduce((sum, value) => sum + value, 0) - 1) < 1e-5)
  const data = new Float32Array(94 * 99).map((_, k) => (k < 99 * 30 ? 0 : 10 * Math.sin(k * k)))
  const { comparison } = await exportRun(again, { clips: data })
  t.ok((comparison?.maxError ?? 1) < 1e-6, `largest difference ${comparison?.maxError}`)
})
