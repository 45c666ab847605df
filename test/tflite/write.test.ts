import t from 'tap'
import { EMOTIONS } from '../../lib/emotions.ts'
import { vectorPosition } from '../../lib/tflite/flatbuffer_reader.ts'
import { readTflite } from '../../lib/tflite/read_tflite.ts'
import { BuiltinOperator, tfliteSchema } from '../../lib/tflite/schema.ts'
import type { DenseWeights, LstmWeights, TfliteModel } from '../../lib/tflite/tflite_model.ts'
import { writeTflite } from '../../lib/tflite/write.ts'
import { kerasModel } from './formula_model.ts'

const { model } = kerasModel('two_lstm')
const [lstm1, lstm2, dense1, dense2] = model.layers

t.test('the same model gives the same bytes', async (t) => {
  t.same(writeTflite(kerasModel('two_lstm').model), writeTflite(kerasModel('two_lstm').model))
})

t.test('the specified architecture fits in 516 kB with labels and options, 515 kB without', async (t) => {
  const { model } = kerasModel('full_size')
  t.same(model.labels, EMOTIONS)
  const file = writeTflite(model)
  t.ok(file.length <= 516_000, `${file.length} bytes`)
  const { buffers = [], metadata = [] } = readTflite(file, 'it')
  const extra = metadata.reduce((sum, { buffer = 0 }) => sum + (buffers[buffer].data?.length ?? 0), 0)
  const archive = file.length - Buffer.from(file).indexOf('PK\x03\x04')
  t.ok(file.length - extra - archive <= 515_000, `${file.length - extra - archive} bytes without`)
})

t.test('form: buffer 0 is empty, constants are aligned, one loop for all layers', async (t) => {
  const file = writeTflite(kerasModel('three_lstm').model)
  const { buffers = [], subgraphs = [], operatorCodes = [] } = readTflite(file, 'it')
  t.same(buffers[0], {})
  for (const index of buffers.keys())
    if (index > 0) t.equal(vectorPosition(tfliteSchema, 'Model', file, ['buffers', index, 'data']) % 16, 0)
  const loops = subgraphs.flatMap(({ operators = [] }) =>
    operators.filter(
      ({ opcodeIndex = 0 }) => operatorCodes[opcodeIndex].builtinCode === BuiltinOperator.WHILE.code,
    ),
  )
  t.equal(loops.length, 1)
  t.equal(subgraphs.length, 3)
  for (const { tensors = [] } of subgraphs)
    for (const { name, shapeSignature, isVariable } of tensors)
      t.notOk(shapeSignature ?? isVariable, `${name}: no signature, no state`)
})

t.test('labels and normalisation that do not fit', async (t) => {
  const cases: [Partial<TfliteModel>, RegExp][] = [
    [{ labels: ['a', 'b'] }, /labels: expected 3, .* found 2/],
    [{ labels: ['a', 'b', 'b'] }, /labels: expected different names/],
    [{ labels: ['a', 'b', 'c\nd'] }, /labels: expected different names of one line/],
    [{ frames: 0 }, /frames: expected a whole number above 0, found 0/],
    [
      { normalisation: { mean: [1], deviation: [1, 1, 1, 1] } },
      /normalisation.mean: expected 4 numbers, found 1/,
    ],
    [
      { normalisation: { mean: [1, 1, 1, 1], deviation: [1, 0, 1, 1] } },
      /deviation: .*above 0, found 0 at 1/,
    ],
  ]
  for (const [change, message] of cases)
    t.throws(() => writeTflite({ ...model, ...change }), { code: 'INVALID_OPTION', message })
  const mean = [1, Number.NaN, 1, 1]
  const bad = { ...model, normalisation: { ...model.normalisation, mean } }
  t.throws(() => writeTflite(bad), { code: 'NON_FINITE', message: /normalisation.mean: .*NaN at 1/ })
})

t.test('layers that cannot be written, or whose weights do not fit', async (t) => {
  if (lstm1.kind !== 'lstm' || lstm2.kind !== 'lstm' || dense1.kind !== 'dense') return t.fail()
  const unsupported = (layers: TfliteModel['layers'], message: RegExp) =>
    t.throws(() => writeTflite({ ...model, layers }), { code: 'UNSUPPORTED_LAYER', message })
  unsupported([], /expected one or more LSTM layers.*no layers/)
  unsupported([dense1, dense2], /found dense dense/)
  unsupported([lstm1, dense1, lstm2, dense2], /found lstm dense lstm dense/)
  unsupported(
    [{ ...lstm1, returnSequences: false }, lstm2, dense1, dense2],
    /lstm_1: expected returnSequences true/,
  )
  unsupported(
    [lstm1, { ...lstm2, returnSequences: true }, dense1, dense2],
    /lstm_2: expected returnSequences false/,
  )
  // @ts-expect-error not an activation of the type
  const odd: DenseWeights = { ...dense1, activation: 'selu' }
  unsupported([lstm1, lstm2, odd, dense2], /dense_3: expected an activation of linear, .* found selu/)

  const short: LstmWeights = { ...lstm1, name: 'ear', kernel: lstm1.kernel.subarray(1) }
  t.throws(() => writeTflite({ ...model, layers: [short, lstm2, dense1, dense2] }), {
    code: 'INVALID_OPTION',
    message: /layer ear: expected kernel of \[4, 24\] = 96 numbers, found 95/,
  })
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
    const recurrentKernel = lstm2.recurrentKernel.with(7, value)
    t.throws(
      () => writeTflite({ ...model, layers: [lstm1, { ...lstm2, recurrentKernel }, dense1, dense2] }),
      {
        code: 'NON_FINITE',
        message: `layer lstm_2, recurrentKernel: expected finite numbers, found ${value} at 7`,
      },
    )
  }
})
