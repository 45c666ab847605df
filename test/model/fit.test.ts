import t from 'tap'
import { createModel } from '../../lib/model/architecture.ts'
import { inverseFrequencies } from '../../lib/model/class_weights.ts'
import { type FitEvents, fitModel } from '../../lib/model/fit.ts'
import { probabilitiesOf } from '../../lib/model/probabilities.ts'
import { tensorflow } from '../../lib/model/tensorflow.ts'
import { parseOptions, trainingSchema } from '../../lib/options.ts'
import { seededRandom } from '../../lib/random.ts'
import { plainClips } from './plain_clips.ts'

const FRAMES = 6
const COEFFICIENTS = 4

/** Clips whose emotion shows in the level of one coefficient. */
function separable(clips: number, seed: number) {
  const random = seededRandom(seed, 'clips')
  const labels = Int32Array.from({ length: clips }, (_, k) => k % 3)
  const data = Float32Array.from({ length: clips * FRAMES * COEFFICIENTS }, (_, at) => {
    const clip = Math.floor(at / (FRAMES * COEFFICIENTS))
    return random.uniform(-1, 1) + (at % COEFFICIENTS === labels[clip] ? 1.5 : 0)
  })
  return { data, labels, frames: FRAMES, coefficients: COEFFICIENTS }
}

const training = separable(120, 1)
const validation = separable(60, 2)

const smallModel = () =>
  createModel({ frames: FRAMES, coefficients: COEFFICIENTS, lstm1: 8, lstm2: 6, dense: 8, seed: 3 })

async function fit(options: object, events: FitEvents = {}, model = smallModel()) {
  const all = parseOptions(trainingSchema, { epochs: 8, batchSize: 20, learningRate: 0.02, ...options })
  return { model, ...(await fitModel(model, plainClips(training), plainClips(validation), all, events)) }
}

function validationLossOf(model: Parameters<typeof probabilitiesOf>[0]): number {
  const answers = probabilitiesOf(model, validation)
  return -validation.labels.reduce((sum, label, k) => sum + Math.log(answers[k * 7 + label]), 0) / 60
}

t.test('it learns what can be learned, and keeps the last epoch', async (t) => {
  const { model, history, bestEpoch } = await fit({})
  t.equal(history.length, 8)
  t.equal(bestEpoch, 8)
  const last = history.at(-1)
  t.ok((last?.validationUar ?? 0) > 0.9, `UAR ${last?.validationUar}`)
  t.ok(Math.abs(validationLossOf(model) - (last?.validationLoss ?? 0)) < 1e-5)
})

t.test('asked to, it keeps the best epoch', async (t) => {
  const { model, history, bestEpoch } = await fit({ keep: 'best', patience: 0 })
  t.equal(history.length, 8)
  const best = history.find(({ epoch }) => epoch === bestEpoch)
  const uars = history.map(({ validationUar }) => validationUar ?? 0)
  t.equal(best?.validationUar, Math.max(...uars))
  t.ok(
    Math.abs(validationLossOf(model) - (best?.validationLoss ?? 0)) < 1e-5,
    'the weights are of that epoch',
  )
})

t.test('without average the weights are those in training', async (t) => {
  const average = await fit({ epochs: 2 })
  const plain = await fit({ epochs: 2, averageDecay: 0 })
  t.same(
    plain.history.map(({ loss }) => loss),
    average.history.map(({ loss }) => loss),
    'averaging does not touch training',
  )
  t.notSame(plain.history.at(-1)?.validationLoss, average.history.at(-1)?.validationLoss)
})

t.test('one seed gives one run', async (t) => {
  const curve = async (seed: number) => (await fit({ epochs: 3, seed })).history.map(({ loss }) => loss)
  const first = await curve(1)
  t.same(await curve(1), first)
  t.notSame(await curve(2), first)
})

t.test('early stopping waits as long as it is told to', async (t) => {
  const { history, bestEpoch } = await fit({
    epochs: 100,
    keep: 'best',
    patience: 3,
    learningRate: 0.05,
    schedule: 'constant',
    averageDecay: 0,
    labelSmoothing: 0,
    mixup: null,
  })
  t.ok(history.length < 100)
  t.equal(history.length, bestEpoch + 3)
})

t.test('a signal ends training after the batch and keeps the weights of the last whole epoch', async (t) => {
  const controller = new AbortController()
  const { history, interrupted } = await fit(
    { epochs: 50 },
    {
      signal: controller.signal,
      onBatch: (done, _, epoch) => epoch === 3 && done === 2 && controller.abort(),
    },
  )
  t.ok(interrupted)
  t.equal(history.length, 2)
})

t.test('tensors do not pile up', async (t) => {
  const model = smallModel()
  const before = tensorflow().memory().numTensors
  await fit({ epochs: 4 }, {}, model)
  t.equal(tensorflow().memory().numTensors, before)
})

t.test('class weights are those of scikit-learn', async (t) => {
  // compute_class_weight('balanced', classes=[0, 2], y=[0, 0, 0, 2]) is [0.6667, 2].
  const weights = inverseFrequencies(Int32Array.of(0, 0, 0, 2))
  t.same(
    weights.map((weight) => weight.toFixed(4)),
    ['0.6667', '0.0000', '2.0000'],
  )
  const { history } = await fit({ epochs: 8, classWeights: true })
  t.ok((history.at(-1)?.validationUar ?? 0) > 0.8)
})
