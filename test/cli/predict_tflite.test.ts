/** A `.tflite` file alone answers as the run does that it was made of, and TensorFlow is not loaded for it. */
import { readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import t from 'tap'
import { encodeWav } from '../../lib/audio/wav.ts'
import { saveKeptClips } from '../../lib/cli/kept_clips.ts'
import { EMOTIONS } from '../../lib/emotions.ts'
import { loadTflite, predict, predictTflite, saveRun } from '../../lib/index.ts'
import { createModel } from '../../lib/model/architecture.ts'
import { readTfliteMetadata } from '../../lib/tflite/read_metadata.ts'
import { writeTflite } from '../../lib/tflite/write.ts'
import { someRun } from '../model/some_run.ts'
import { kerasModel, maxDifference } from '../tflite/formula_model.ts'
import { recordings } from '../tflite/waveform/recordings.ts'
import { emovox, smallCorpus } from './emovox_process.ts'

const require = createRequire(import.meta.url)
const isTensorflowLoaded = () => Object.keys(require.cache).some((file) => /tfjs-node/.test(file))

t.test('without TensorFlow', async (t) => {
  const { model } = kerasModel('full_size')
  const named = { ...model, frames: 94, labels: [...EMOTIONS].reverse() }
  const files = [writeTflite(named), writeTflite(named, { input: 'waveform' })]
  const [features, samples] = await Promise.all(files.map((file) => loadTflite(file)))
  for (const recording of recordings(44_100)) {
    const source = { samples: recording.samples, sampleRate: 44_100 }
    const [a, b] = [await predictTflite(features, source), await predictTflite(samples, source)]
    t.equal(a.emotion, b.emotion, recording.name)
    t.ok(maxDifference(a.probabilities, b.probabilities) < 1e-4, recording.name)
    t.same(a.warnings, b.warnings)
  }
  t.equal(isTensorflowLoaded(), false)
  for (const runner of [features, samples]) runner.close()

  const odd = await loadTflite(writeTflite({ ...model, labels: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] }))
  const source = { samples: recordings(16_000)[0].samples, sampleRate: 16_000 }
  await t.rejects(predictTflite(odd, source), { code: 'BAD_TFLITE', message: /labels neutral.*found a, b/ })
  odd.close()
})

t.test('the command line, with a run, and with files made of it', { timeout: 120_000 }, async (t) => {
  const folder = t.testdir()
  const run = { ...someRun(), model: createModel({ ...someRun().options.model, seed: 3 }) }
  const runFolder = path.join(folder, 'run')
  await saveRun(run, runFolder)
  const wav = path.join(folder, 'clip.wav')
  await writeFile(wav, encodeWav(recordings(16_000)[0].samples, 16_000))
  const test = [{ path: wav, emotion: 'sad', speaker: 'a', corpus: 'ravdess' }] as const
  await saveKeptClips(run, runFolder, { train: [], validation: [], test, unused: [], warnings: [] }, false)
  const expected = await predict(run, wav)
  for (const input of ['mfcc', 'waveform']) {
    const out = path.join(folder, `${input}.tflite`)
    const about = ['--author', 'somebody', '--model-version', '7']
    const exported = await emovox('export', runFolder, '--out', out, '--input', input, '--json', ...about)
    t.equal(exported.code, 0, exported.stderr)
    t.match(JSON.parse(exported.stdout), { topAgreement: 1, repeatExact: true })
    const metadata = await readTfliteMetadata(new Uint8Array(await readFile(out)))
    t.match(metadata, { author: 'somebody', version: '7', license: /RAVDESS CC BY-NC-SA 4.0/ })
    const heard = await emovox('predict', out, wav, '--json')
    t.equal(heard.code, 0, heard.stderr)
    const [{ emotion, probabilities }] = JSON.parse(heard.stdout)
    t.equal(emotion, expected.emotion)
    const difference = maxDifference(Object.values<number>(probabilities), expected.probabilities)
    t.ok(difference < 1e-4, `${input}: ${difference}`)
  }
  const corpus = await smallCorpus(t, folder)
  const scored = path.join(folder, 'scored')
  const evaluated = await emovox(
    'evaluate',
    path.join(folder, 'mfcc.tflite'),
    corpus,
    '--out',
    scored,
    '--json',
  )
  t.equal(evaluated.code, 0, evaluated.stderr)
  const byRun = await emovox('evaluate', runFolder, corpus, '--json')
  t.same(JSON.parse(evaluated.stdout), JSON.parse(byRun.stdout), 'the same scores as the run')
  const metrics = JSON.parse(await readFile(path.join(scored, 'metrics.json'), 'utf8'))
  t.match(metrics, { file: /mfcc\.tflite$/, overall: { clips: Number } })
  const report = JSON.parse(await readFile(path.join(scored, 'report.json'), 'utf8'))
  t.same(
    report.options.map(({ group }: { group: string }) => group),
    ['Audio', 'Features'],
  )
  const missing = await emovox('predict', path.join(folder, 'none.tflite'), wav)
  t.match(missing, { code: 1, stderr: /none\.tflite: no such file/ })
})
