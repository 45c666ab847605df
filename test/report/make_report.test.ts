import path from 'node:path'
import t from 'tap'
import { reliability } from '../../lib/model/calibration.ts'
import { scorePredictions } from '../../lib/model/evaluate.ts'
import { makeReport } from '../../lib/report/make_report.ts'
import { loadReport, saveReport } from '../../lib/report/save_report.ts'
import { someContext, someEvaluation, someRecordings } from './some_evaluation.ts'

const recordings = someRecordings()
const evaluation = someEvaluation(recordings)

t.test('a report has the scores of all, of each corpus and of each speaker', async (t) => {
  const { results } = makeReport(evaluation, 'Title')
  t.match(results?.overall, { clips: 84, speakers: 6, accuracy: 2 / 3, uar: evaluation.overall.uar })
  t.same(results?.overall.accuracyInterval, evaluation.overall.accuracyInterval)
  t.same(
    results?.perCorpus.map(({ corpus, clips, speakers, uarInterval }) => [
      corpus,
      clips,
      speakers,
      uarInterval,
    ]),
    [
      ['ravdess', 56, 4, evaluation.perCorpus.ravdess?.uarInterval],
      ['tess', 28, 2, null],
    ],
  )
  t.equal(results?.perSpeaker.length, 6)
  t.match(results?.perSpeaker.at(-1), { speaker: 'tess-02', sex: 'female', clips: 14 })
})

t.test('the mistakes that the model was surest of come first', async (t) => {
  const wrong = makeReport(evaluation, '').results?.wrong ?? []
  t.equal(wrong.length, 12)
  t.match(wrong[0], { truth: 'neutral', heard: 'happy', confidence: 0.9 })
  t.ok(Math.abs(wrong[0].truthShare - 0.1 / 6) < 1e-12)
  wrong.slice(1).forEach((clip, k) => {
    t.ok(clip.confidence <= wrong[k].confidence)
  })
  t.ok(wrong.every(({ truth, heard }) => truth !== heard))
})

t.test('a recording that several models scored is listed once', async (t) => {
  const [answer, other] = [0.5, 0.8].map((confidence) => ({
    ...evaluation.predictions[0],
    probabilities: [0.1, confidence, 0, 0, 0, 0, 0],
  }))
  const report = makeReport({ ...scorePredictions([answer, other]), failures: [] }, '')
  t.same(
    report.results?.wrong.map(({ confidence }) => confidence),
    [0.8],
  )
  t.equal(report.parts[0].clips, 1)
})

t.test('confused pairs are counted from the matrix', async (t) => {
  const { results } = makeReport(evaluation, '')
  const [first] = results?.confused ?? []
  t.equal(results?.confused.length, 7, 'every emotion was taken for the next one, and for no other')
  t.equal(first.share, first.clips / 12)
  t.equal(
    results?.confused.reduce((sum, { clips }) => sum + clips, 0),
    28,
  )
})

t.test('calibration: as it is, and with the temperature of the run', async (t) => {
  const plain = makeReport(evaluation, '').results?.calibration
  t.equal(plain?.scaled, null)
  const { results } = makeReport(evaluation, '', someContext(recordings))
  t.match(results?.calibration.scaled, { temperature: 1.5, clips: 14, speakers: 1 })
  const answers = evaluation.predictions.map(({ probabilities, recording }) => ({
    probabilities,
    truth: ['neutral', 'happy', 'sad', 'angry', 'fear', 'disgust', 'surprise'].indexOf(recording.emotion),
  }))
  t.equal(results?.calibration.plain.ece, reliability(answers).ece)
  t.equal(results?.calibration.plain.bins[0].accuracy, null, 'null, not NaN, where no clip is')
})

t.test('data, what was left out, and options that are not the defaults', async (t) => {
  const report = makeReport(evaluation, '', someContext(recordings))
  t.same(
    report.parts.map(({ part, corpus, clips, speakers }) => [part, corpus, clips, speakers.length]),
    [
      ['train', 'ravdess', 28, 2],
      ['train', 'tess', 28, 2],
      ['validation', 'ravdess', 14, 1],
      ['test', 'ravdess', 14, 1],
    ],
  )
  t.same(
    report.leftOut.map(({ kind, files }) => [kind, files]),
    [
      ['NOT_AUDIO', 1],
      ['bad-name', 1],
    ],
  )
  const changed = report.options.flatMap(({ entries }) => entries.filter((entry) => entry.changed))
  t.same(
    changed.map(({ name }) => name),
    ['testSpeakers', 'epochs'],
  )
  t.match(report.protocol, /Each test part was scored once.*validation recordings only/)
  t.match(makeReport(evaluation, '').protocol, /only if none of these speakers was trained on/)
})

t.test('without a test part there are no scores, and with few clips nothing breaks', async (t) => {
  const untested = makeReport(null, '', someContext(recordings))
  t.equal(untested.results, null)
  t.match(untested.protocol, /nothing was scored/)
  const one = makeReport(someEvaluation(recordings.slice(0, 1), true), '')
  t.equal(one.results?.overall.accuracy, 1)
  t.same(one.results?.wrong, [])
  t.equal(one.results?.perEmotion[1].recall, null, 'NaN became null')
})

t.test('what is saved comes back; what is no report is refused by name', async (t) => {
  const folder = t.testdir()
  const report = makeReport(evaluation, 'Title', someContext(recordings))
  await saveReport(report, folder)
  t.same(await loadReport(folder), report)
  const nowhere = path.join(folder, 'nowhere')
  await t.rejects(loadReport(nowhere), { code: 'BAD_RUN', message: new RegExp(`${nowhere}.*report\\.json`) })
  const bad = t.testdir({ 'report.json': '{"name": 5}' })
  await t.rejects(loadReport(bad), { code: 'BAD_RUN', message: /option name: .*found 5/ })
})
