import t from 'tap'
import { readTflite } from '../../lib/tflite/read_tflite.ts'
import { loadTflite } from '../../lib/tflite/run.ts'
import { TensorType } from '../../lib/tflite/schema.ts'
import { uarLoss } from '../../lib/tflite/uar_loss.ts'
import { writeTflite } from '../../lib/tflite/write.ts'
import { calibrationOf, kerasModel, maxDifference } from './formula_model.ts'

const { model, runs } = kerasModel('two_lstm')
const [{ features, probabilities, clips }] = runs
const size = model.frames * model.coefficients
const calibration = calibrationOf(model, features)

t.test('between normalisation and the answer there are integers only', async (t) => {
  const { subgraphs = [] } = readTflite(writeTflite(model, { weights: 'int8', calibration }), 'it')
  const [{ tensors = [], operators = [] }] = subgraphs
  const typeOf = (index: number) => tensors[index].type
  const quantising = operators.findIndex(({ outputs = [] }) => tensors[outputs[0]].name === 'normalised/int8')
  const floats = operators
    .slice(quantising + 1, -1)
    .flatMap(({ outputs = [] }) => outputs)
    .filter((index) => typeOf(index) === TensorType.FLOAT32)
    .map((index) => tensors[index].name)
  t.same(floats, ['column', 'lstm1/init', 'lstm2/init'], 'and the zeros of the first states')
})

t.test('the same model and clips give the same bytes', async (t) => {
  const write = () => writeTflite(model, { weights: 'int8', calibration })
  t.same(write(), write())
})

t.test('calibration clips: missing, too few, cut, not finite', async (t) => {
  const write = (clips?: Float32Array) => () => writeTflite(model, { weights: 'int8', calibration: clips })
  const invalid = (message: RegExp) => ({ code: 'INVALID_OPTION', message })
  t.throws(write(), invalid(/calibration: .*at least 20 training clips of 9 x 4 numbers, found none/))
  t.throws(write(calibration.subarray(size)), invalid(/found 684 numbers \(19\.0 clips\)/))
  t.throws(write(calibration.subarray(1)), invalid(/found 719 numbers/))
  const odd = calibration.with(size + 3, Number.NaN)
  t.throws(write(odd), { code: 'NON_FINITE', message: /calibration: .*found NaN in clip 1/ })
})

t.test('every activation', async (t) => {
  const [first, second, hidden, last] = model.layers
  if (hidden.kind !== 'dense' || last.kind !== 'dense') return t.fail()
  for (const activation of ['linear', 'relu', 'relu6', 'tanh', 'sigmoid'] as const) {
    const layers = [first, second, { ...hidden, activation }, last]
    const float = await loadTflite(writeTflite({ ...model, layers }))
    const integer = await loadTflite(writeTflite({ ...model, layers }, { weights: 'int8', calibration }))
    const error = maxDifference(await float.run(features), await integer.run(features))
    t.ok(error < 0.06, `${activation}: largest difference ${error}`)
    float.close()
  }
})

t.test('any batch and length', async (t) => {
  const runner = await loadTflite(writeTflite(model, { weights: 'int8', calibration }))
  t.equal(runner.runtime, 'reference')
  t.ok(maxDifference(await runner.run(features, { batch: clips }), probabilities) < 0.05)
  const short = features.subarray(0, 5 * model.coefficients)
  t.equal((await runner.run(short, { frames: 5 })).length, model.labels.length)
  await t.rejects(runner.run(features.with(3, Number.NaN)), { code: 'NON_FINITE' })
  await t.rejects(runner.run(features.subarray(1)), { code: 'INVALID_OPTION' })
})

t.test('what quantisation costs', async (t) => {
  const runner = await loadTflite(writeTflite(model, { weights: 'int8', calibration }))
  const own = await runner.run(features)
  const classes = model.labels.length
  const tops = Array.from({ length: clips }, (_, clip) => {
    const row = own.subarray(clip * classes, (clip + 1) * classes)
    return row.indexOf(Math.max(...row))
  })
  const perfect = await uarLoss(runner, () => own, { features, labels: tops })
  t.same(perfect, { clips, model: 1, file: 1, loss: 0 })
  // A model that always answers with what the file does not.
  const wrong = Float32Array.from(own, (value) => 1 - value)
  const { loss } = await uarLoss(runner, () => wrong, { features, labels: tops })
  t.equal(loss, -1, 'a file may be better')
  await t.rejects(
    uarLoss(runner, () => own, { features, labels: tops.slice(1) }),
    { code: 'INVALID_OPTION' },
  )
})
