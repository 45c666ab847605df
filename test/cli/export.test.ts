import { cp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { dump } from 'npyjs'
import t, { type Test } from 'tap'
import { exportChecked } from '../../lib/cli/export_job.ts'
import { EmovoxError } from '../../lib/errors.ts'
import { loadRun } from '../../lib/model/run.ts'
import type { FormOptions } from '../../lib/tflite/places.ts'
import { readTfliteMetadata } from '../../lib/tflite/read_metadata.ts'
import { emovox, SMALL, smallCorpus } from './emovox_process.ts'

/** Frames and coefficients of a clip of one second with the other options at their defaults. */
const [FRAMES, COEFFICIENTS] = [32, 13]

t.test('every place and kind of weights', { timeout: 240_000 }, async (t) => {
  const corpus = await smallCorpus(t)
  const run = path.join(corpus, '..', 'run')
  const trained = await emovox('train', corpus, '--out', run, ...SMALL)
  t.equal(trained.code, 0, trained.stderr)
  const kept = ['check-clips.npy', 'calibration-clips.npy', 'validation-clips.npy', 'validation-labels.npy']
  const files = await readdir(run)
  for (const file of [...kept, 'export.json']) t.ok(files.includes(file), `${file} is in the run`)
  const report = async () => JSON.parse(await readFile(path.join(run, 'export.json'), 'utf8'))
  t.match(await report(), { 'model.tflite': { weights: 'float32', form: 'loop', repeatExact: true } })

  const cases: [string, Readonly<Record<string, string>>, ...string[]][] = [
    ['half.tflite', { weights: 'float16', form: 'loop' }, '--weights', 'float16'],
    ['web.tflite', { weights: 'dynamic', form: 'loop' }, '--for', 'browser', '--weights', 'dynamic'],
    ['flat.tflite', { weights: 'float32', form: 'unrolled' }, '--form', 'unrolled'],
    ['micro.tflite', { weights: 'int8', form: 'fused', runtime: 'reference' }, '--for', 'micro'],
    ['micro.h', { weights: 'int8', form: 'fused', format: 'c' }, '--for', 'micro', '--format', 'c'],
  ]
  for (const [name, expected, ...flags] of cases) {
    const out = path.join(run, name)
    const exported = await emovox('export', run, '--out', out, ...flags, '--json')
    t.equal(exported.code, 0, exported.stderr)
    const said = JSON.parse(exported.stdout)
    t.match(said, { ...expected, out, repeatExact: true })
    const quantised = ['dynamic', 'int8'].includes(expected.weights)
    t.equal(said.uar !== null, quantised, 'quantised files are scored')
    t.match((await report())[name], expected, 'and noted in the run')
    if (name.endsWith('.tflite'))
      t.equal((await readTfliteMetadata(await readFile(out))).labels.length, 7, 'labels inside')
  }
  t.equal(Object.keys(await report()).length, 6, 'all of them are noted')
  const words = await emovox('export', run, '--out', path.join(run, 'web.tflite'), '--for', 'browser')
  t.match(words.stdout, /web\.tflite: float32, loop, \d+ bytes, within .* same emotion in 100\.0 %/)

  await comparedOnRecordings(t, run, corpus)
  const refused = await emovox('export', run, '--out', 'x.tflite', '--for', 'browser', '--weights', 'int8')
  t.match(refused, { code: 2, stderr: /int8: does not work in LiteRT\.js .*variable tensors/ })
  const unknown = await emovox('export', run, '--out', 'x.tflite', '--weights', 'int4')
  t.match(unknown, { code: 2, stderr: /Allowed choices are float32, float16, dynamic, int8/ })
  await damaged(t, run)
})

/** Files that take samples are compared on real recordings while these are there. */
async function comparedOnRecordings(t: Test, run: string, corpus: string) {
  const out = path.join(run, 'voice.tflite')
  const exported = async (...flags: string[]) => {
    const { code, stdout, stderr } = await emovox('export', run, '--out', out, ...flags, '--json')
    t.equal(code, 0, stderr)
    return JSON.parse(stdout)
  }
  const wave = ['--input', 'waveform', '--weights', 'dynamic']
  const own = await exported(...wave)
  t.match(own, { comparedOn: 'recordings of the run', topAgreement: 1, uar: { model: Number } })
  const given = await exported(...wave, '--check', corpus)
  t.match(given, { comparedOn: 'given recordings', clips: 40, uar: { clips: Number } })
  t.ok(given.uar.clips > own.uar.clips)
  const features = await exported('--check', corpus)
  t.match(features, { comparedOn: 'given recordings', clips: 40, uar: null })
  const moved = `${corpus}-moved`
  await rename(corpus, moved)
  t.match(await exported(...wave), { comparedOn: 'clips of synthetic speech', uar: null })
  await rename(moved, corpus)
  const none = await emovox('export', run, '--out', out, '--check', path.join(run, 'model'))
  t.match(none, { code: 1, stderr: /expected recordings/ })
}

/** Copies of a run, each with something wrong: the error says what, and nothing is written. */
async function damaged(t: Test, run: string) {
  const model = path.join('model', 'model.json')
  const edited = (from: RegExp, to: string) => async (folder: string) => {
    const file = path.join(folder, model)
    await writeFile(file, (await readFile(file, 'utf8')).replace(from, to))
  }
  const weights = (change: (bytes: Buffer) => Uint8Array) => async (folder: string) => {
    const file = path.join(folder, 'model', 'weights.bin')
    await writeFile(file, change(await readFile(file)))
  }
  const array = (name: string, clips: number) => async (folder: string) => {
    const numbers = new Float32Array(clips * FRAMES * COEFFICIENTS)
    const bytes = new Uint8Array(dump(numbers, [clips, FRAMES, COEFFICIENTS]))
    await writeFile(path.join(folder, name), bytes)
  }
  const nan = weights((bytes) => {
    bytes.writeFloatLE(Number.NaN, 400)
    return bytes
  })
  const without = (name: string) => (folder: string) => rm(path.join(folder, name))

  const cases: [string, (folder: string) => Promise<void>, RegExp, FormOptions?][] = [
    ['not finished', without('options.json'), /options\.json: expected a run made by "emovox train"/],
    ['no weights', without(path.join('model', 'weights.bin')), /model\.json: expected a saved tfjs model/],
    ['weights cut short', weights((bytes) => bytes.subarray(0, 1000)), /expected a saved tfjs model/],
    ['NaN weights', nan, /layer \w+, kernel: expected finite numbers, found NaN at 100/],
    [
      'another activation',
      edited(/"activation": ?"relu"/, '"activation":"selu"'),
      /layer \w+: expected activation linear, relu.*found "selu"/,
    ],
    ['not JSON', edited(/^\{/, ''), /model\.json: expected a saved tfjs model/],
    ['no clips to check', without('check-clips.npy'), /check-clips\.npy: expected features of clips/],
    [
      'no calibration clips',
      without('calibration-clips.npy'),
      /calibration-clips\.npy: expected features of clips/,
      { for: 'micro' },
    ],
    [
      'too few calibration clips',
      array('calibration-clips.npy', 3),
      /calibration: .*at least 20 training clips .*found 1248 numbers \(3\.0 clips\)/,
      { for: 'micro' },
    ],
    [
      'no validation clips',
      array('validation-clips.npy', 1),
      /validation-labels\.npy: .*found: \d+ labels for 1 clips/,
      { weights: 'dynamic' },
    ],
  ]
  for (const [what, change, message, options] of cases)
    await t.test(what, async (t) => {
      const place = t.testdir({ out: {} })
      const [folder, out] = [path.join(place, 'run'), path.join(place, 'out')]
      await cp(run, folder, { recursive: true })
      await change(folder)
      const exported = loadRun(folder).then((copy) =>
        exportChecked(copy, folder, path.join(out, 'x.tflite'), options),
      )
      await t.rejects(exported, { constructor: EmovoxError, message })
      t.same(await readdir(out), [], 'nothing is written')
    })
  const unwritable = await emovox('export', run, '--out', path.join(run, 'options.json', 'x.tflite'))
  t.match(unwritable, { code: 1, stderr: /cannot write .*x\.tflite: a part of the path is a file/ })
}
