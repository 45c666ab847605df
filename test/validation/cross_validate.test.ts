import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import t, { type Test } from 'tap'
import { scanCorpora } from '../../lib/corpora/scan.ts'
import { makeSyntheticCorpus } from '../../lib/synthetic/corpus.ts'
import { type CrossValidateOptions, crossValidate } from '../../lib/validation/cross_validate.ts'
import type { Configuration } from '../../lib/validation/fold_result.ts'

/** A training of a second. */
const configuration: Configuration = {
  features: { audio: { clipSeconds: 0.5, quality: 'fast' } },
  augment: { copies: 1 },
  model: { lstm1: 8, lstm2: 6, dense: 8 },
  training: { epochs: 1 },
}

async function setting(t: Test) {
  const folder = t.testdir()
  const corpus = path.join(folder, 'corpus')
  await makeSyntheticCorpus({ out: corpus, ravdessActors: 4, tessWords: 1, saveeSpeakers: 0 })
  const { recordings } = await scanCorpora(corpus)
  const out = path.join(folder, 'cv')
  const options = { configuration, cache: path.join(folder, 'cache') }
  const run = (more: CrossValidateOptions) => crossValidate(recordings, { ...options, ...more })
  return { recordings, out, run }
}

t.test('every recording is tested once a seed; a finished training is not done again', async (t) => {
  const { recordings, out, run } = await setting(t)
  const steps: string[] = []
  const options: CrossValidateOptions = {
    folds: { folds: 2 },
    seeds: 2,
    out,
    onFoldDone: ({ fold, seed, step, steps: all }, _, resumed) =>
      steps.push(`${step}/${all} ${fold.name} ${seed} ${resumed ? 'resumed' : 'trained'}`),
  }
  const first = await run(options)
  t.same(steps, [
    '1/4 fold-1 1 trained',
    '2/4 fold-2 1 trained',
    '3/4 fold-1 2 trained',
    '4/4 fold-2 2 trained',
  ])
  for (const seed of [1, 2]) {
    const tested = first.predictions.filter((prediction) => prediction.seed === seed)
    t.equal(tested.length, recordings.length)
    t.same(new Set(tested.map(({ recording }) => recording)), new Set(recordings))
  }
  const probabilities = (seed: number) =>
    first.predictions.filter((prediction) => prediction.seed === seed).map((one) => one.probabilities)
  t.notSame(probabilities(1), probabilities(2), 'seeds differ')
  t.match(first.protocol, /^Test speakers were heard neither .* scored once.*validation recordings only/)

  steps.length = 0
  const again = await run(options)
  t.same(
    steps.map((step) => step.split(' ').at(-1)),
    ['resumed', 'resumed', 'resumed', 'resumed'],
  )
  t.same(again, first, 'the same result, to the last bit')

  steps.length = 0
  const more = await run({ ...options, seeds: 3 })
  t.same(
    steps.map((step) => step.split(' ').at(-1)),
    ['resumed', 'resumed', 'resumed', 'resumed', 'trained', 'trained'],
  )
  t.equal(more.foldsDigest, first.foldsDigest)

  steps.length = 0
  await run({ ...options, seeds: 1, configuration: { ...configuration, training: { epochs: 2 } } })
  t.match(steps, [/trained/, /trained/], 'other options')
  const without = await run({ folds: { folds: 2 }, seeds: 1 })
  t.same(without.predictions, first.predictions.slice(0, recordings.length), 'without a folder')
})

t.test('of models that hear speakers, answers to recordings alone are kept as well', async (t) => {
  const { out, run } = await setting(t)
  const features = { ...configuration.features, include: ['mfcc', 'speaker'] as const }
  const options = { folds: { folds: 2 }, out, configuration: { ...configuration, features } }
  const first = await run(options)
  t.equal(first.alone?.clips, first.overall.clips)
  t.ok(first.predictions.every(({ alone, probabilities }) => alone && alone.join() !== probabilities.join()))
  t.same(await run(options), first)
})

t.test('another content of a file is another fold', async (t) => {
  const { recordings, out, run } = await setting(t)
  const trained: string[] = []
  const options: CrossValidateOptions = {
    folds: { by: 'leave-one-corpus-out' },
    out,
    onFoldDone: ({ fold }, _, resumed) => {
      if (!resumed) trained.push(fold.name)
    },
  }
  const first = await run(options)
  t.same(trained, ['ravdess', 'tess'])
  t.same(Object.keys(first.perCorpus), ['ravdess', 'tess'])
  const [one, other] = recordings.filter(({ speaker }) => speaker === 'tess-oaf')
  await writeFile(one.path, await readFile(other.path))
  const second = await run(options)
  t.same(trained, ['ravdess', 'tess', 'ravdess', 'tess'])
  t.not(second.foldsDigest, first.foldsDigest)
})

t.test('stopped, it keeps what is finished and goes on from there', async (t) => {
  const { out, run } = await setting(t)
  const options: CrossValidateOptions = { folds: { by: 'speaker-and-sentence', folds: 2 }, out }
  const controller = new AbortController()
  await t.rejects(
    run({
      ...options,
      signal: controller.signal,
      onFold: ({ step }) => ({ onBatch: () => step === 2 && controller.abort() }),
    }),
    { code: 'ABORTED', message: /^interrupted: 1 of 4 trainings are finished, kept in .*cv: the same call/ },
  )
  const resumed: boolean[] = []
  const whole = await run({ ...options, onFoldDone: (_, __, was) => resumed.push(was) })
  t.same(resumed, [true, false, false, false])
  const unbroken = await run({ folds: options.folds })
  t.same(whole.predictions, unbroken.predictions)
  t.ok(whole.trainings.every(({ unused }) => unused > 0))
  await t.rejects(run({ signal: AbortSignal.abort() }), { code: 'ABORTED' })
})
