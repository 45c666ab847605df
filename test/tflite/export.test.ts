import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import t from 'tap'
import { compareWithModel } from '../../lib/tflite/check.ts'
import { exportTflite } from '../../lib/tflite/export.ts'
import { loadTflite } from '../../lib/tflite/run.ts'
import { writeTflite } from '../../lib/tflite/write.ts'
import { kerasModel } from './formula_model.ts'

const { model, runs } = kerasModel('two_lstm')
const [{ features: clips, probabilities }] = runs
const predict = () => probabilities
const temporary = () => mkdtemp(path.join(tmpdir(), 'emovox-'))

t.test('writes what it has checked', async (t) => {
  const out = path.join(await temporary(), 'new', 'model.tflite')
  const { file, path: written, comparison } = await exportTflite(model, { out, check: { predict, clips } })
  t.equal(written, out)
  t.same(new Uint8Array(await readFile(out)), file)
  t.same(await readdir(path.dirname(out)), ['model.tflite'], 'and nothing beside it')
  t.match(comparison, { clips: 5, topAgreement: 1, repeatExact: true })
  const runner = await loadTflite(out)
  t.same(runner.labels, model.labels)
  t.same(runner.metadata.options?.features, model.features)
  runner.close()
})

t.test('without a path the file is only returned', async (t) => {
  const result = await exportTflite(model)
  t.same(result.file, writeTflite(model))
  t.notOk(result.path ?? result.comparison)
})

t.test('a file that differs from the model is not written', async (t) => {
  const folder = await temporary()
  const out = path.join(folder, 'model.tflite')
  const wrong = () => probabilities.with(4, probabilities[4] + 2e-5)
  await t.rejects(exportTflite(model, { out, check: { predict: wrong, clips } }), {
    code: 'PARITY',
    message: /within 0.00001, found 2.00e-5/,
  })
  t.same(await readdir(folder), [])
  await exportTflite(model, { out, check: { predict: wrong, clips, tolerance: 1e-4 } })
  t.same(await readdir(folder), ['model.tflite'])
})

t.test('a path that cannot be written', async (t) => {
  const folder = await temporary()
  const file = path.join(folder, 'file')
  await writeFile(file, '')
  const below = path.join(file, 'model.tflite')
  await t.rejects(exportTflite(model, { out: below }), { code: 'WRITE_FAILED', message: new RegExp(below) })
  await t.rejects(exportTflite(model, { out: folder }), { code: 'WRITE_FAILED', message: new RegExp(folder) })
  t.same(await readdir(folder), ['file'], 'nothing is left behind')
})

t.test('comparing', async (t) => {
  const runner = await loadTflite(writeTflite(model))
  const same = await compareWithModel({ tflite: runner, predict, clips })
  t.ok(same.maxError < 1e-6)
  const parity = { code: 'PARITY' }
  const nan = () => probabilities.with(0, Number.NaN)
  await t.rejects(compareWithModel({ tflite: runner, predict: nan, clips }), parity, 'NaN is a difference')
  await t.rejects(compareWithModel({ tflite: runner, predict: () => probabilities.subarray(3), clips }), {
    ...parity,
    message: /expected 5 x 3 probabilities from the model, found 12/,
  })
  const none = { code: 'INVALID_OPTION', message: /clips: expected one or more of 9 x 4/ }
  await t.rejects(compareWithModel({ tflite: runner, predict, clips: new Float32Array() }), none)
  await t.rejects(compareWithModel({ tflite: runner, predict, clips: clips.subarray(1) }), none)

  const swapped = probabilities.slice()
  swapped.set([probabilities[1], probabilities[0]])
  const { topAgreement } = await compareWithModel({
    tflite: runner,
    predict: () => swapped,
    clips,
    tolerance: 1,
  })
  const top = probabilities.subarray(0, 3).indexOf(Math.max(...probabilities.subarray(0, 3)))
  t.equal(topAgreement, top === 2 ? 1 : 0.8)
  runner.close()
})
