import path from 'node:path'
import t from 'tap'
import { tensorflow } from '../../lib/model/tensorflow.ts'
import { makeSyntheticCorpus } from '../../lib/synthetic/corpus.ts'
import { TRAININGS, type TrainingName, trainOn } from './resumed_training.ts'

const folder = t.testdir()
process.env.EMOVOX_CACHE = path.join(folder, 'cache')
const corpus = path.join(folder, 'corpus')
await makeSyntheticCorpus({ out: corpus, ravdessActors: 3, tessWords: 0, saveeSpeakers: 0 })

for (const name of Object.keys(TRAININGS) as TrainingName[])
  for (const featureMemory of [1e9, 0])
    t.test(`${name}, ${featureMemory} bytes: every epoch leaves as many tensors as the first`, async (t) => {
      const seen: { readonly numTensors: number; readonly numBytes: number }[] = []
      const { model } = await trainOn(corpus, name, {
        featureMemory,
        training: { epochs: 12, keep: 'last' },
        checkpoint: { folder: path.join(folder, `${name}-${featureMemory}`), everySeconds: 0 },
        onEpoch: () => {
          const { numTensors, numBytes } = tensorflow().memory()
          seen.push({ numTensors, numBytes })
        },
      })
      t.same(
        seen,
        seen.map(() => seen[0]),
      )
      const before = tensorflow().memory().numTensors
      const { numDisposedVariables } = model.dispose()
      t.equal(tensorflow().memory().numTensors, before - numDisposedVariables)
    })
