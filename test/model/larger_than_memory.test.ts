import { readdir } from 'node:fs/promises'
import path from 'node:path'
import t from 'tap'
import type { Run } from '../../lib/model/run.ts'
import type { TrainOptions } from '../../lib/model/train.ts'
import { makeSyntheticCorpus } from '../../lib/synthetic/corpus.ts'
import { type TrainingName, trainOn } from './resumed_training.ts'

const folder = t.testdir()
process.env.EMOVOX_CACHE = path.join(folder, 'cache')
const corpus = path.join(folder, 'corpus')
await makeSyntheticCorpus({ out: corpus, ravdessActors: 4, tessWords: 0, saveeSpeakers: 0 })

function outcomeOf({ model, history, normalisation }: Run) {
  const weights = model.getWeights().map((weight) => [...new Int32Array(weight.dataSync().slice().buffer)])
  return { weights, history: history.map(({ seconds, ...rest }) => rest), normalisation }
}

/** Files that this process has open. */
async function openFiles(): Promise<number> {
  return process.platform === 'linux' ? (await readdir('/proc/self/fd')).length : 0
}

const cases: [string, TrainingName, TrainOptions][] = [
  ['spectra, one copy an epoch', 'lstm', {}],
  ['the same clips in every epoch', 'lstm', { spectral: null }],
  ['another network, no copies', 'convolutional', {}],
]
for (const [what, name, options] of cases)
  t.test(`${what}: read from a file, the run is the same, bit for bit`, async (t) => {
    const training = { epochs: 3 }
    const inMemory = outcomeOf(await trainOn(corpus, name, { ...options, training }))
    const before = await openFiles()
    for (const cache of [false, path.join(folder, 'cache')] as const) {
      const onDisk = await trainOn(corpus, name, { ...options, training, cache, featureMemory: 0 })
      t.same(outcomeOf(onDisk), inMemory)
    }
    t.equal(await openFiles(), before, 'no file is left open')
    const left = await readdir(path.join(folder, 'cache')).catch(() => [])
    t.notOk(left.some((file) => file.endsWith('.clips')))
  })

t.test('a training that fails leaves nothing open', async (t) => {
  const before = await openFiles()
  const onEpoch = () => {
    throw new Error('enough')
  }
  await t.rejects(trainOn(corpus, 'lstm', { onEpoch, featureMemory: 0 }), { message: 'enough' })
  t.equal(await openFiles(), before)
})

t.test('options', async (t) => {
  await t.rejects(trainOn(corpus, 'lstm', { featureMemory: -1 }), {
    code: 'INVALID_OPTION',
    message: /option featureMemory/,
  })
})
