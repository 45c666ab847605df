/** A run of convolutional networks as files of every kind of weights that take recordings' samples. */
import t from 'tap'
import { requireRecordings, scanCorpora } from '../../lib/corpora/scan.ts'
import { extractFeatures } from '../../lib/features/extract.ts'
import { createModel } from '../../lib/model/architecture.ts'
import type { Run } from '../../lib/model/run.ts'
import { featureSchema, modelSchema, parseOptions } from '../../lib/options.ts'
import { makeSyntheticCorpus } from '../../lib/synthetic/corpus.ts'
import { exportRun } from '../../lib/tflite/export_run.ts'
import { PLACE_NAMES } from '../../lib/tflite/places.ts'
import { WEIGHT_KINDS } from '../../lib/tflite/store_weights.ts'
import { someRun } from '../model/some_run.ts'

const run: Run = (() => {
  const features = parseOptions(featureSchema, {
    audio: { clipSeconds: 0.5 },
    mfcc: { nMels: 20, hopLength: 256 },
    include: ['logMel'],
  })
  const size = { frames: 32, coefficients: 20 }
  const model = parseOptions(modelSchema, { ...size, architecture: 'convolutional', channels: 8, members: 2 })
  const normalisation = { mean: new Array(20).fill(0), deviation: new Array(20).fill(10) }
  const base = someRun()
  return { ...base, model: createModel(model), normalisation, options: { ...base.options, features, model } }
})()

t.test('from samples, on recordings', async (t) => {
  const out = t.testdir()
  await makeSyntheticCorpus({ out, ravdessActors: 1, tessWords: 0, saveeSpeakers: 0 })
  const scored = requireRecordings(await scanCorpora(out))
  const recordings = scored.map(({ path }) => path).slice(0, 5)
  const { data: calibration } = await extractFeatures(scored, run.options.features)
  const given = { recordings, scored, calibration }
  for (const weights of WEIGHT_KINDS) {
    const { comparison, uar, written } = await exportRun(run, { ...given, weights, input: 'waveform' })
    t.match(written, { weights, form: 'feedforward', input: 'waveform' })
    t.match(comparison, { clips: 5, topAgreement: 1, repeatExact: true, runtime: 'litert' }, weights)
    const quantised = weights === 'dynamic' || weights === 'int8'
    t.match(uar ?? null, quantised ? { clips: scored.length, model: Number } : null, weights)
    if (!quantised) t.ok(Number(comparison?.maxError) < 1e-3, `${weights}: ${comparison?.maxError}`)
  }
  const clips = calibration.subarray(0, 3 * 32 * 20)
  for (const place of PLACE_NAMES) {
    const { written, comparison } = await exportRun(run, { ...given, clips, for: place })
    t.match(written, { form: 'feedforward', weights: place === 'micro' ? 'int8' : 'float32' }, place)
    t.ok(comparison, `${place}: compared`)
  }
})
