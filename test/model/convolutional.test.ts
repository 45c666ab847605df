import path from 'node:path'
import t from 'tap'
import { EMOTIONS } from '../../lib/emotions.ts'
import { createModel } from '../../lib/model/architecture.ts'
import { convolutionalModel, membersOf } from '../../lib/model/convolutional.ts'
import { dilatedConvolution } from '../../lib/model/dilated_convolution.ts'
import { fitModel } from '../../lib/model/fit.ts'
import { probabilitiesOf } from '../../lib/model/probabilities.ts'
import { loadRun, type Run, saveRun } from '../../lib/model/run.ts'
import { statisticsPooling } from '../../lib/model/statistics_pooling.ts'
import { tensorflow } from '../../lib/model/tensorflow.ts'
import { featureSchema, modelSchema, parseOptions, trainingSchema } from '../../lib/options.ts'
import { compareWithModel } from '../../lib/tflite/check.ts'
import { exportRun, tfliteModelOf } from '../../lib/tflite/export_run.ts'
import { networksOf } from '../../lib/tflite/networks_of.ts'
import { writeTflite } from '../../lib/tflite/write.ts'
import { plainClips } from './plain_clips.ts'

const tf = tensorflow()
const FRAMES = 21
const COEFFICIENTS = 6
const CLASSES = EMOTIONS.length

const small = parseOptions(modelSchema, {
  architecture: 'convolutional',
  frames: FRAMES,
  coefficients: COEFFICIENTS,
  channels: 8,
  members: 2,
})

/** Clips of a class each, padded in front by as many frames as their number says. */
function clips(count: number) {
  const data = new Float32Array(count * FRAMES * COEFFICIENTS)
  const labels = Int32Array.from({ length: count }, (_, clip) => clip % CLASSES)
  for (let clip = 0; clip < count; clip++)
    for (let frame = clip % 9; frame < FRAMES; frame++)
      for (let k = 0; k < COEFFICIENTS; k++)
        data[(clip * FRAMES + frame) * COEFFICIENTS + k] =
          Math.sin(0.3 * labels[clip] * frame + k) + 0.3 * Math.sin(clip * 7 + frame * 3 + k * 5)
  return { data, labels, frames: FRAMES, coefficients: COEFFICIENTS }
}

t.test('the preset fits in 1 MB as float32', async (t) => {
  const model = createModel({ preset: 'best' })
  t.same(model.inputs[0].shape, [null, 94, 99])
  t.equal(membersOf(model).length, 2)
  const bytes = 4 * model.countParams()
  t.ok(bytes <= 1e6 && bytes > 8e5, `${bytes} bytes`)
})

t.test('a dilated convolution gives what the stock layer gives, and has a gradient', async (t) => {
  const ours = dilatedConvolution({
    filters: 5,
    kernelSize: 3,
    dilationRate: 4,
    kernelInitializer: 'glorotUniform',
    name: 'ours',
  })
  const theirs = tf.layers.conv1d({
    filters: 5,
    kernelSize: 3,
    dilationRate: 4,
    padding: 'same',
    useBias: false,
  })
  const x = tf.randomNormal([3, 11, 4], 0, 1, 'float32', 1)
  const found = ours.apply(x) as ReturnType<typeof tf.tensor>
  theirs.build(x.shape)
  theirs.setWeights(ours.getWeights())
  const expected = theirs.apply(x) as ReturnType<typeof tf.tensor>
  t.ok(tf.max(tf.abs(tf.sub(found, expected))).dataSync()[0] < 1e-6)

  const kernel = ours.trainableWeights[0].read().clone()
  const nudged = tf.randomNormal(kernel.shape, 0, 1, 'float32', 2)
  const loss = () => tf.sum(tf.square(ours.apply(x) as ReturnType<typeof tf.tensor>)).asScalar()
  const { grads } = tf.variableGrads(loss)
  const slope = tf.sum(tf.mul(Object.values(grads)[0], nudged)).dataSync()[0]
  const at = (step: number) => {
    ours.setWeights([tf.add(kernel, tf.mul(nudged, step))])
    return loss().dataSync()[0]
  }
  // The loss is quadratic in the kernel: a difference of two sides is its slope.
  const numeric = (at(0.1) - at(-0.1)) / 0.2
  t.ok(Math.abs(numeric / slope - 1) < 1e-3, `${slope}, expected ${numeric}`)
})

t.test('pooling: the statistics of the frames that are heard, whatever is in the others', async (t) => {
  const pooling = statisticsPooling({ name: 'pooled', kernelInitializer: tf.initializers.zeros() })
  const heard = [
    [1, 2],
    [3, -2],
    [5, 3],
  ]
  const h = tf.tensor3d([[[900, -900], ...heard]])
  // 7 frames of features for 4 of h: the first two are padding.
  const x = tf.tensor3d([[[0], [1e-7], [1], [0], [0], [2], [-1]]])
  const out = Array.from((pooling.apply([h, x]) as ReturnType<typeof tf.tensor>).dataSync())
  const mean = [3, 1]
  // Attention of zeros is even.
  const deviation = [Math.sqrt(8 / 3 + 1e-3), Math.sqrt((1 + 9 + 4) / 3 + 1e-3)]
  for (const [k, value] of [...mean, ...mean, ...deviation].entries()) t.ok(Math.abs(out[k] - value) < 1e-5)
})

const trained = convolutionalModel(small)
const set = clips(70)
const training = parseOptions(trainingSchema, { epochs: 30, batchSize: 35, mixup: null, learningRate: 1e-2 })
const { history } = await fitModel(trained, plainClips(set), null, training)
const run: Run = {
  model: trained,
  options: {
    features: parseOptions(featureSchema, { mfcc: { nMels: COEFFICIENTS, nMfcc: 1 }, include: ['logMel'] }),
    augment: null,
    spectral: null,
    split: null,
    model: small,
    training,
  },
  normalisation: {
    mean: new Array(COEFFICIENTS).fill(0),
    deviation: Array.from({ length: COEFFICIENTS }, (_, k) => 1 + k / 4),
  },
  history,
  bestEpoch: 30,
  interrupted: false,
}

t.test('it learns, every member for itself', async (t) => {
  t.ok(history[29].accuracy > 0.8, `accuracy ${history[29].accuracy}`)
  const [one, other] = membersOf(trained).map((member) => probabilitiesOf(member, set))
  t.notSame(one, other)
  const mean = one.map((value, k) => (value + other[k]) / 2)
  probabilitiesOf(trained, set).forEach((value, k) => {
    if (Math.abs(value - mean[k]) > 1e-6) t.fail(`probability ${k}: ${value}, expected ${mean[k]}`)
  })
  for (const answers of [one, other]) {
    const right = set.labels.filter((label, clip) => {
      const row = answers.subarray(clip * CLASSES, (clip + 1) * CLASSES)
      return row.indexOf(Math.max(...row)) === label
    })
    t.ok(right.length > 0.7 * 70, `${right.length} of 70`)
  }
})

t.test('seeds: the same weights again, others for another seed', async (t) => {
  const weights = (seed: number) => {
    const model = convolutionalModel({ ...small, seed })
    return model.getWeights().map((tensor) => tensor.dataSync())
  }
  t.same(weights(3), weights(3))
  t.notSame(weights(3)[0], weights(4)[0])
})

t.test('saved and loaded, the answers are the same', async (t) => {
  const folder = path.join(t.testdir(), 'run')
  await saveRun(run, folder)
  const again = await loadRun(folder)
  const before = probabilitiesOf(trained, set)
  // Loaded, dilated convolutions are stock layers, which add up in another order.
  const apart = probabilitiesOf(again.model, set).map((value, k) => Math.abs(value - before[k]))
  t.ok(Math.max(...apart) < 1e-6, `${Math.max(...apart)}`)
  t.equal(networksOf(again.model)?.length, 2)
})

t.test('as a .tflite file it gives the same answers, at any batch and length', async (t) => {
  // The model adds up 120 products in another order than LiteRT.
  const { comparison, file } = await exportRun(run, { clips: set.data })
  t.ok((comparison?.maxError ?? 1) < 1e-6, `largest difference ${comparison?.maxError}`)
  t.match(comparison, { clips: 70, topAgreement: 1, repeatExact: true })
  const longer = convolutionalModel({ ...small, frames: 30 })
  longer.setWeights(trained.getWeights())
  const one = {
    ...run,
    model: membersOf(longer)[0],
    options: { ...run.options, model: { ...small, frames: 30 } },
  }
  const alone = await exportRun(one, { clips: set.data.slice(0, 10 * 30 * COEFFICIENTS) })
  t.ok((alone.comparison?.maxError ?? 1) < 1e-6)
  t.ok(alone.file.length < file.length)
})

t.test('the size of the file', async (t) => {
  const model = createModel({ preset: 'best' })
  const options = parseOptions(modelSchema, { frames: 94, coefficients: 99 })
  const normalisation = { mean: new Array(99).fill(0), deviation: new Array(99).fill(1) }
  const file = writeTflite(
    tfliteModelOf({ ...run, model, normalisation, options: { ...run.options, model: options } }),
  )
  t.ok(file.length < 1e6, `${file.length} bytes`)
  const predict = (data: Float32Array) => probabilitiesOf(model, { data, frames: 94, coefficients: 99 })
  const noise = Float32Array.from({ length: 5 * 94 * 99 }, (_, k) => 3 * Math.sin(k * k))
  const { maxError } = await compareWithModel({ tflite: file, predict, clips: noise })
  t.ok(maxError < 1e-6, `largest difference ${maxError}`)
})

t.test('what is not of this form is refused', async (t) => {
  const networks = networksOf(trained) ?? []
  const given = { ...tfliteModelOf(run) }
  t.throws(() => writeTflite({ ...given, networks: [] }), { code: 'UNSUPPORTED_LAYER' })
  const bad = { ...networks[0], attention: new Float32Array(7) }
  t.throws(() => writeTflite({ ...given, networks: [bad] }), {
    code: 'INVALID_OPTION',
    message: /network 1, attention: expected 8 numbers, found 7/,
  })
  const nan = { ...networks[1], bias: networks[1].bias.with(2, Number.NaN) }
  t.throws(() => writeTflite({ ...given, networks: [networks[0], nan] }), {
    code: 'NON_FINITE',
    message: /network 2, bias: .*NaN at 2/,
  })
})
