import t from 'tap'
import { requireRecordings, scanCorpora } from '../../lib/corpora/scan.ts'
import { calibrateRun } from '../../lib/model/calibrate_run.ts'
import { applyTemperature } from '../../lib/model/calibration.ts'
import { evaluate } from '../../lib/model/evaluate.ts'
import { predict } from '../../lib/model/predict.ts'
import { makeSyntheticCorpus } from '../../lib/synthetic/corpus.ts'
import { someRun } from './some_run.ts'

t.test('a run is calibrated, and predicts with its temperature when asked', async (t) => {
  const out = t.testdir()
  await makeSyntheticCorpus({ out, ravdessActors: 1, tessWords: 1, saveeSpeakers: 1, saveeSentences: 1 })
  const recordings = requireRecordings(await scanCorpora([out])).slice(0, 14)
  const run = someRun()
  const calibration = await calibrateRun(run, recordings)
  t.equal(calibration.clips, 14)
  t.equal(calibration.speakers, new Set(recordings.map(({ speaker }) => speaker)).size)
  t.ok(calibration.after.nll <= calibration.before.nll)
  const { predictions } = await evaluate(run, recordings)
  const temperature = 0.5
  const source = predictions[0].recording.path
  const plain = await predict(run, source)
  const scaled = await predict({ ...run, calibration: { ...calibration, temperature } }, source, {
    calibrated: true,
  })
  t.equal(scaled.windows.length, plain.windows.length)
  applyTemperature(plain.windows[0].probabilities, temperature).forEach((p, k) => {
    t.ok(Math.abs(scaled.windows[0].probabilities[k] - p) < 1e-6)
  })
  t.same(
    (await predict({ ...run, calibration }, source)).probabilities,
    plain.probabilities,
    'only when asked',
  )
  await t.rejects(predict(run, source, { calibrated: true }), { code: 'INVALID_OPTION' })
})
