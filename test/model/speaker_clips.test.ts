import path from 'node:path'
import t from 'tap'
import { requireRecordings, scanCorpora } from '../../lib/corpora/scan.ts'
import { splitBySpeaker } from '../../lib/corpora/split.ts'
import { extractFeatures } from '../../lib/features/extract.ts'
import { fitNormalisation } from '../../lib/features/normalisation.ts'
import { frameSums } from '../../lib/features/speaker_mean.ts'
import { evaluateTflite, loadTflite, predictTflite, speakerMeanOf } from '../../lib/index.ts'
import { evaluate } from '../../lib/model/evaluate.ts'
import { predict } from '../../lib/model/predict.ts'
import { loadRun, saveRun } from '../../lib/model/run.ts'
import { type SpeakerDraw, speakerClips, withSpeakerDeviation } from '../../lib/model/speaker_clips.ts'
import { train } from '../../lib/model/train.ts'
import type { TrainingClips } from '../../lib/model/training_clips.ts'
import { featureSchema, parseOptions } from '../../lib/options.ts'
import { makeSyntheticCorpus } from '../../lib/synthetic/corpus.ts'
import { exportRun } from '../../lib/tflite/export_run.ts'

const folder = t.testdir()
const corpus = path.join(folder, 'corpus')
await makeSyntheticCorpus({ out: corpus, ravdessActors: 4, tessWords: 0, saveeSpeakers: 0 })
const recordings = requireRecordings(await scanCorpora([corpus]))
const features = parseOptions(featureSchema, { include: ['mfcc', 'speaker'] })

t.test('the deviation when speakers are known is that of features in which they are', async (t) => {
  const alone = await extractFeatures(recordings)
  const known = await extractFeatures(recordings, features)
  const sums = await frameSums(recordings, features)
  const { mean, deviation } = withSpeakerDeviation(fitNormalisation(alone.data, 13), { sums, features })
  const fitted = fitNormalisation(known.data, 14)
  t.equal(mean.length, 14)
  for (let k = 0; k < 13; k++)
    t.ok(Math.abs(deviation[k] / fitted.deviation[k] - 1) < 1e-4, `${deviation[k]}, ${fitted.deviation[k]}`)
  t.same([mean[13], deviation[13]], [0, 1])
})

t.test('in training, speakers are known some of the time, by some of their recordings', async (t) => {
  const sums = await frameSums(recordings, features)
  const plain: TrainingClips = {
    labels: new Int32Array(recordings.length),
    frames: 2,
    coefficients: 13,
    // A frame of padding, and one of ones.
    batch: async (clips) => Float32Array.from({ length: clips.length * 26 }, (_, k) => (k % 26 < 13 ? 0 : 1)),
  }
  const normalisation = { mean: new Array(14).fill(0), deviation: new Array(14).fill(2) }
  const of = (draw: Partial<SpeakerDraw>) =>
    speakerClips(plain, { recordings, sums, features }, normalisation, {
      share: 0.5,
      some: true,
      seed: 1,
      ...draw,
    })
  const all = [...recordings.keys()]
  const rows = async (draw: Partial<SpeakerDraw>, epoch: number) => {
    const data = await of(draw).batch(all, epoch)
    t.equal(data.length, all.length * 28)
    return all.map((k) => {
      t.ok(
        data.subarray(k * 28, k * 28 + 14).every((value) => value === 0),
        'padding is left',
      )
      return [...data.subarray(k * 28 + 14, (k + 1) * 28)]
    })
  }
  const known = (row: readonly number[]) => row[13] === 1

  const half = await rows({}, 1)
  const share = half.filter(known).length / half.length
  t.ok(share > 0.3 && share < 0.7, `${share} of them known`)
  t.ok(half.every((row) => known(row) || row.every((value, k) => value === (k < 13 ? 1 : -1))))
  t.same(await rows({}, 1), half, 'the same again in the same epoch')
  const next = await rows({}, 2)
  t.ok(
    half.some((row, k) => known(row) !== known(next[k])),
    'another draw in the next',
  )
  t.ok(
    half.some((row, k) => known(row) && known(next[k]) && row[0] !== next[k][0]),
    'other recordings of theirs',
  )

  t.notOk((await rows({ share: 0 }, 1)).some(known))
  const told = await rows({ share: 1, some: false }, 1)
  t.ok(told.every(known))
  t.same(await rows({ share: 1, some: false, seed: 2 }, 7), told, 'of all recordings there is one mean')
  // The distances of all of a speaker's frames add up to nothing.
  const own = all.filter((k) => recordings[k].speaker === 'ravdess-01')
  const weighted = own.reduce((sum, k) => sum + (sums.get(recordings[k])?.frames ?? 0) * (told[k][0] - 1), 0)
  const size = own.reduce(
    (sum, k) => sum + (sums.get(recordings[k])?.frames ?? 0) * Math.abs(told[k][0] - 1),
    0,
  )
  t.ok(size > 1 && Math.abs(weighted) < 1e-4 * size, `${weighted} of ${size}`)
})

t.test('a model that hears speakers, from training to a file', async (t) => {
  const split = splitBySpeaker(recordings, { test: 0.5, validation: 0 })
  const run = await train(split, {
    features: { include: ['mfcc', 'speaker'] },
    augment: null,
    model: { lstm1: 8, lstm2: 6, dense: 8 },
    training: { epochs: 3, teacher: null },
  })
  t.equal(run.options.model.coefficients, 14)
  await saveRun(run, path.join(folder, 'run'))
  const again = await loadRun(path.join(folder, 'run'))
  const scored = await evaluate(again, split.test)
  t.ok(scored.alone)
  t.equal(scored.alone?.clips, split.test.length)

  const [{ recording }] = scored.predictions
  const close = (found: readonly number[], wanted: readonly number[] | undefined) =>
    t.ok(wanted && found.every((value, k) => Math.abs(value - wanted[k]) < 1e-5), `${found}; ${wanted}`)
  const own = split.test.filter(({ speaker }) => speaker === recording.speaker).map((one) => one.path)
  const speaker = await speakerMeanOf(own, again.options.features)
  const told = await predict(again, recording.path, { speaker })
  const alone = await predict(again, recording.path)
  close(told.probabilities, scored.predictions[0].probabilities)
  close(alone.probabilities, scored.predictions[0].alone)
  t.notSame(told.probabilities, alone.probabilities)

  const [all, many, one] = await Promise.all(
    [undefined, 1000, 1].map((speakerRecordings) => evaluate(again, split.test, { speakerRecordings })),
  )
  const probabilities = ({ predictions }: typeof all) =>
    predictions.map((prediction) => prediction.probabilities)
  t.same(probabilities(many), probabilities(all))
  t.notSame(probabilities(one), probabilities(all))
  t.same(one.alone, all.alone)
  await t.rejects(evaluate(again, split.test, { speakerRecordings: 0 }), {
    code: 'INVALID_OPTION',
    message: /option speakerRecordings: expected a whole number from 1 on, found 0/,
  })

  const file = path.join(folder, 'model.tflite')
  const { data } = await extractFeatures(split.test, again.options.features)
  await exportRun(again, { out: file, clips: data })
  const runner = await loadTflite(file)
  close((await predictTflite(runner, recording.path, { speaker })).probabilities, told.probabilities)
  close((await predictTflite(runner, recording.path)).probabilities, alone.probabilities)
  const ofFile = await evaluateTflite(runner, split.test)
  t.same([ofFile.overall.uar, ofFile.alone?.uar], [scored.overall.uar, scored.alone?.uar])
  runner.close()
  await t.rejects(exportRun(again, { input: 'waveform', recordings: own }), {
    code: 'INVALID_OPTION',
    message: /option include: expected mfcc alone.*speaker/,
  })
})
