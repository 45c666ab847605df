import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import t from 'tap'
import { loadLiteRt } from '../../lib/tflite/litert.ts'
import { loadTflite } from '../../lib/tflite/run.ts'
import { writeTflite } from '../../lib/tflite/write.ts'
import { type KerasModelName, kerasModel, maxDifference } from './formula_model.ts'

/** Before anything is loaded. */
const GLOBALS = globals()

function globals() {
  const names = ['self', 'importScripts', 'navigator', 'Module', 'ModuleFactory']
  return names.map((name) =>
    String(Object.getOwnPropertyDescriptor(globalThis, name)?.get ?? Object.hasOwn(globalThis, name)),
  )
}

const NAMES: readonly KerasModelName[] = ['two_lstm', 'one_lstm', 'three_lstm', 'full_size']

for (const name of NAMES)
  t.test(`${name}: Keras's probabilities, at any batch and length, the same every time`, async (t) => {
    const { model, runs } = kerasModel(name)
    const runner = await loadTflite(writeTflite(model))
    t.same(
      [runner.frames, runner.coefficients, runner.classes],
      [model.frames, model.coefficients, model.labels.length],
    )
    for (const { frames, clips, features, probabilities } of runs) {
      const first = await runner.run(features, { frames, batch: clips })
      const difference = maxDifference(first, probabilities)
      t.ok(difference < 1e-6, `${clips} clips of ${frames} frames: largest difference ${difference}`)
      t.same(await runner.run(features, { frames }), first, 'again, bit for bit')
    }
    runner.close()
  })

t.test('a clip that holds NaN is refused; fed all the same, it leaves nothing behind', async (t) => {
  const { model, runs } = kerasModel('two_lstm')
  const [{ features, probabilities }] = runs
  const { frames, coefficients } = model
  const spoilt = features.slice()
  spoilt[frames * coefficients + 5] = Number.NaN
  const file = writeTflite(model)
  const runner = await loadTflite(file)
  await t.rejects(runner.run(spoilt), {
    code: 'NON_FINITE',
    message: /NaN in clip 1, frame 1, coefficient 1/,
  })
  t.ok(maxDifference(await runner.run(features), probabilities) < 1e-6, 'the next request')
  runner.close()

  const litert = await loadLiteRt()
  const compiled = await litert.loadAndCompile(file, { accelerator: 'wasm' })
  const feed = async (values: Float32Array) => {
    const [output] = await compiled.run(new litert.Tensor(values, [1, frames, coefficients]))
    return output.toTypedArray()
  }
  const clip = features.slice(0, frames * coefficients)
  const before = await feed(clip)
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
    await feed(clip.map((number, index) => (index < 3 ? value : number)))
    t.same(await feed(clip), before, `after ${value}`)
  }
  compiled.delete()
})

t.test('many lengths one after the other', async (t) => {
  const { model, runs } = kerasModel('one_lstm')
  const runner = await loadTflite(writeTflite(model))
  const [{ features, probabilities }] = runs
  for (const frames of [1, 2, 3, 4, 5, 6])
    t.equal((await runner.run(features.subarray(0, 3 * frames), { frames })).length, 3)
  t.ok(maxDifference(await runner.run(features), probabilities) < 1e-6)
  const lengths = [7, 2, 9, 11, 13, 15, 7]
  const rows = await Promise.all(
    lengths.map((frames) => runner.run(new Float32Array(3 * frames), { frames })),
  )
  t.same(rows[0], rows[6], 'at once')
  runner.close()
})

t.test('features of another size', async (t) => {
  const { model } = kerasModel('one_lstm')
  const runner = await loadTflite(writeTflite(model))
  const expected = { code: 'INVALID_OPTION', message: /batch x 7 frames x 3 coefficients.*found 20/ }
  await t.rejects(runner.run(new Float32Array(20)), expected)
  await t.rejects(runner.run(new Float32Array(0)), { code: 'INVALID_OPTION' })
  await t.rejects(runner.run(new Float32Array(21), { batch: 2 }), /2 x 21 numbers, found 21/)
  await t.rejects(runner.run(new Float32Array(21), { frames: 0 }), { code: 'INVALID_OPTION' })
  runner.close()
})

t.test('the globals that LiteRT asks for are as they were', async (t) => {
  const { model } = kerasModel('one_lstm')
  const runner = await loadTflite(writeTflite(model))
  runner.close()
  t.same(globals(), GLOBALS)
})

t.test('what is not a .tflite file', async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'emovox-'))
  const file = writeTflite(kerasModel('one_lstm').model)
  const bad = { code: 'BAD_TFLITE' }
  await t.rejects(loadTflite(path.join(folder, 'none.tflite')), {
    code: 'FILE_NOT_FOUND',
    message: /none\.tflite/,
  })
  await t.rejects(loadTflite(folder), { code: 'UNREADABLE' })
  await t.rejects(loadTflite(new Uint8Array()), bad)
  await t.rejects(loadTflite(new TextEncoder().encode('RIFF and something')), bad)
  const text = path.join(folder, 'text.tflite')
  await writeFile(text, 'not a model')
  await t.rejects(loadTflite(text), { ...bad, message: /text\.tflite/ })

  const steps = Array.from({ length: 60 }, (_, index) => Math.floor((index * file.length) / 60))
  for (const length of steps)
    await t.rejects(loadTflite(file.subarray(0, length)), bad, `first ${length} bytes`)
})

t.test('a damaged file gives an error or runs, and the next file is unharmed', async (t) => {
  const { model, runs } = kerasModel('one_lstm')
  const file = writeTflite(model)
  let refused = 0
  for (let at = 8; at < file.length; at += 97) {
    const damaged = file.slice()
    damaged[at] ^= 0x55
    const runner = await loadTflite(damaged).catch((error) => {
      t.match(error, { code: 'BAD_TFLITE' })
      refused += 1
      return undefined
    })
    runner?.close()
  }
  t.ok(refused > 5, `${refused} refused`)
  const runner = await loadTflite(file)
  t.ok(maxDifference(await runner.run(runs[0].features), runs[0].probabilities) < 1e-6)
  runner.close()
})
