import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import t, { type Test } from 'tap'
import { runExperiment } from '../../lib/experiment/run.ts'
import type { Experiment } from '../../lib/experiment/schema.ts'
import { makeSyntheticCorpus } from '../../lib/synthetic/corpus.ts'
import { VERSION } from '../../lib/version.ts'

/** A training of a second. */
const SMALL = {
  corpora: ['corpus'],
  features: { audio: { clipSeconds: 0.5, quality: 'fast' } },
  augment: { copies: 1 },
  model: { lstm1: 8, lstm2: 6, dense: 8 },
  training: { epochs: 2 },
} satisfies Experiment

async function setting(t: Test) {
  const folder = t.testdir()
  const corpus = path.join(folder, 'corpus')
  await makeSyntheticCorpus({ out: corpus, ravdessActors: 3, tessWords: 0, saveeSpeakers: 0 })
  const out = path.join(folder, 'out')
  const steps: string[] = []
  const cache = path.join(folder, 'cache')
  const run = async (more: Partial<Experiment> = {}, options = {}) => {
    steps.length = 0
    const onFoldDone = (
      { fold, seed }: { fold: { name: string }; seed: number },
      _: object,
      resumed: boolean,
    ) => steps.push(`${fold.name} ${seed}${resumed ? ' resumed' : ''}`)
    return await runExperiment({ ...SMALL, ...more }, { out, from: folder, cache, onFoldDone, ...options })
  }
  const read = async (name: string) => JSON.parse(await readFile(path.join(out, name), 'utf8'))
  return { corpus, out, run, read, steps }
}

t.test('folds and seeds: all that is needed to repeat it, and the results', async (t) => {
  const { corpus, out, run, read, steps } = await setting(t)
  const { result, finishedBefore } = await run({ cv: { folds: 3 }, seeds: 2 })
  t.notOk(finishedBefore)
  t.same(steps, ['fold-1 1', 'fold-2 1', 'fold-3 1', 'fold-1 2', 'fold-2 2', 'fold-3 2'])
  t.equal(result.trainings.length, 6)
  t.equal(result.overall.clips, 90)
  const { made, experiment } = await read('experiment.json')
  t.match(made, {
    emovox: VERSION,
    node: process.version,
    tensorflow: /tfjs-node \d/,
    instructionSet: String,
  })
  t.match(experiment, {
    cv: { by: 'speaker', folds: 3, seed: 1, validation: 0.15 },
    seeds: 2,
    firstSeed: 1,
    preset: 'specified',
    features: { mfcc: { nMfcc: 13, hopLength: 512 }, audio: { clipSeconds: 0.5, pad: 'before' } },
    augment: { copies: 1, combine: 1 },
    spectral: { tempo: Number },
    model: { lstm1: 8, dropout: 0.3 },
    training: { epochs: 2, batchSize: Number },
  })
  const recordings = await read('experiment-recordings.json')
  t.equal(recordings.length, 90)
  t.match(recordings[0], {
    name: /^ravdess\/ravdess-01\/.*wav$/,
    sha256: /^[0-9a-f]{64}$/,
    emotion: 'neutral',
  })
  t.same(await read('cv.json'), JSON.parse(JSON.stringify(result)))
  const groups = (await read('report.json')).options.map(({ group }: { group: string }) => group)
  t.match(groups, ['Audio', 'Features', 'Augmented copies', 'Anew in every epoch', 'Model', 'Training'])

  const before = await stat(path.join(out, 'cv.json'))
  const again = await run({ cv: { folds: 3 }, seeds: 2 }, { onFold: () => t.fail('nothing is left to do') })
  t.ok(again.finishedBefore)
  t.same(again.result, JSON.parse(JSON.stringify(result)))
  t.equal((await stat(path.join(out, 'cv.json'))).mtimeMs, before.mtimeMs, 'nothing is written')

  const wav = path.join(corpus, 'RAVDESS', 'Actor_01', '03-01-05-01-01-01-01.wav')
  await writeFile(wav, await readFile(wav.replace('05-01', '04-01')))
  await t.rejects(run({ cv: { folds: 3 }, seeds: 2, preset: 'best', training: { epochs: 3 } }), {
    code: 'CHANGED',
    message:
      /preset is "best", was "specified".*training\.epochs is 3, was 2.*1 recording is of other content \(.*05-01-01/,
  })
})

t.test('a split is trained once a seed, in one folder each', async (t) => {
  const { out, run, read, steps } = await setting(t)
  const { result } = await run({ split: { testSpeakers: ['ravdess-02'] }, seeds: 2, firstSeed: 5 })
  t.same(steps, ['split 5', 'split 6'])
  t.match(result, { plan: { by: 'speaker' }, overall: { clips: 30, speakers: 1 }, seeds: [5, 6] })
  t.match(result.overall.overSeeds.uar, { mean: Number, deviation: Number })
  t.match(await read('split/seed-5/options.json'), {
    split: { testSpeakers: ['ravdess-02'] },
    training: { seed: 5 },
  })
  t.match(await readFile(path.join(out, 'report.html'), 'utf8'), /Split by speaker, 2 seeds/)
  await t.rejects(run({ split: { test: 0 } }, { out: `${out}-none` }), { message: /expected a test part/ })
})

t.test('stopped, it goes on; changes are refused until they are accepted', async (t) => {
  const { out, run, read, steps } = await setting(t)
  const controller = new AbortController()
  const cv = { folds: 3 }
  const onFoldDone = () => controller.abort()
  await t.rejects(run({ cv }, { onFoldDone, signal: controller.signal }), {
    code: 'ABORTED',
    message: /1 of 3 trainings are finished/,
  })
  await run({ cv })
  t.same(steps, ['fold-1 1 resumed', 'fold-2 1', 'fold-3 1'])

  await t.rejects(run({ cv, seeds: 2 }), {
    code: 'CHANGED',
    message: /seeds is 2, was 1\. .*--accept-changes/,
  })
  await run({ cv, seeds: 2 }, { acceptChanges: true })
  t.same(steps.slice(0, 4), ['fold-1 1 resumed', 'fold-2 1 resumed', 'fold-3 1 resumed', 'fold-1 2'])
  t.equal((await run({ cv, seeds: 2 })).finishedBefore, true)

  const experiment = await read('experiment.json')
  experiment.made.emovox = '0.0.1'
  await writeFile(path.join(out, 'experiment.json'), JSON.stringify(experiment))
  t.equal(
    (await run({ cv, seeds: 2 })).finishedBefore,
    true,
    'results stay those of the version that made them',
  )
  await rm(path.join(out, 'cv.json'))
  await t.rejects(run({ cv, seeds: 2 }), { code: 'CHANGED', message: /emovox is ".*", was "0\.0\.1"/ })
  await writeFile(path.join(out, 'experiment.json'), '{}')
  await t.rejects(run({ cv }), { code: 'BAD_RUN', message: /experiment\.json/ })
})
