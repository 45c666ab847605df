import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import t, { type Test } from 'tap'
import { decode } from '../../lib/audio/decode.ts'
import { encodeWav } from '../../lib/audio/wav.ts'
import { predict } from '../../lib/model/predict.ts'
import { loadRun, saveRun } from '../../lib/model/run.ts'
import { exportRun } from '../../lib/tflite/export_run.ts'
import { predictTflite } from '../../lib/tflite/predict_tflite.ts'
import { loadTflite } from '../../lib/tflite/run.ts'
import { someRun } from '../model/some_run.ts'
import { outsideTap } from '../outside_tap.ts'
import { BIN } from './emovox_process.ts'

const signal = Float32Array.from({ length: 20_000 }, (_, k) => 0.5 * Math.sin(k / 9) * Math.sin(k / 4000))

async function savedRun(t: Test): Promise<string> {
  const folder = path.join(t.testdir(), 'run')
  await saveRun(someRun(), folder)
  return folder
}

/** The command, with what is piped into it; the pipe stays open without `end`. */
function listen(args: readonly string[], input: Uint8Array, end = true) {
  const child = spawn(...outsideTap(process.execPath, [BIN, 'listen', ...args]))
  const heard = { stdout: '', stderr: '' }
  child.stdout.on('data', (text) => {
    heard.stdout += text
  })
  child.stderr.on('data', (text) => {
    heard.stderr += text
  })
  // Where the command ends first, nobody reads the rest.
  child.stdin.on('error', () => {})
  child.stdin.write(input)
  if (end) child.stdin.end()
  const ended = once(child, 'close').then(([code]) => ({ code, ...heard }))
  return { child, ended }
}

const lines = (text: string) => text.trimEnd().split('\n')

t.test('a line an answer, as predict gives it', async (t) => {
  const folder = await savedRun(t)
  const wav = encodeWav(signal, 16_000)
  const { code, stdout, stderr } = await listen([folder, '--json', '--stride-seconds', '0.25'], wav).ended
  t.equal(code, 0, stderr)
  t.match(stderr, 'Listening at 16000 Hz')
  const answers = lines(stdout).map((line) => JSON.parse(line))
  t.same(
    answers.map(({ end }) => end),
    [0.5, 0.75, 1, 1.25],
  )
  const { samples } = await decode(wav)
  const { emotion, probabilities } = await predict(await loadRun(folder), {
    samples: samples.subarray(4000, 12_000),
    sampleRate: 16_000,
  })
  t.equal(answers[1].emotion, emotion)
  t.same(Object.values(answers[1].probabilities), probabilities)
})

t.test('a .tflite file hears as predict does', async (t) => {
  const run = someRun()
  const file = path.join(t.testdir(), 'model.tflite')
  await exportRun(run, { out: file, input: 'waveform' })
  const wav = encodeWav(signal, 16_000)
  const { code, stdout, stderr } = await listen([file, '--json'], wav).ended
  t.equal(code, 0, stderr)
  const [first] = lines(stdout).map((line) => JSON.parse(line))
  const { samples } = await decode(wav)
  const runner = await loadTflite(file)
  const heard = await predictTflite(runner, { samples: samples.subarray(0, 8000), sampleRate: 16_000 })
  t.equal(first.emotion, heard.emotion)
  t.same(Object.values(first.probabilities), heard.probabilities)
  runner.close()
})

t.test('raw samples, in words', async (t) => {
  const folder = await savedRun(t)
  const raw = encodeWav(signal, 8000).subarray(44)
  const args = [folder, '--sample-rate', '8000', '--sample-format', 's16']
  const { code, stdout, stderr } = await listen(args, raw).ended
  t.equal(code, 0, stderr)
  t.equal(lines(stdout).length, 3)
  t.match(lines(stdout)[1], /^ +1\.5 s {2}\w+ +\d+\.\d %/)
})

t.test('a signal ends it with what was heard; nobody who reads does too', async (t) => {
  const folder = await savedRun(t)
  const raw = encodeWav(signal, 16_000).subarray(44)
  const interrupted = listen([folder, '--json'], raw, false)
  await once(interrupted.child.stdout, 'data')
  interrupted.child.kill('SIGINT')
  const { code, stdout } = await interrupted.ended
  t.equal(code, 0)
  t.equal(JSON.parse(lines(stdout).at(-1) ?? '').end, 1.25)
  const unread = listen([folder, '--json', '--stride-seconds', '0.01'], raw, false)
  await once(unread.child.stdout, 'data')
  unread.child.stdout.destroy()
  unread.child.stdin.write(raw)
  t.equal((await unread.ended).code, 0)
})

t.test('what cannot be heard is said', async (t) => {
  const folder = await savedRun(t)
  const flac = new TextEncoder().encode('fLaC'.padEnd(50))
  t.match(await listen([folder], flac).ended, { code: 1, stderr: /expected raw samples or a WAV file/ })
  t.match(await listen([folder, '--stride-seconds', '0'], flac).ended, { code: 2, stderr: /strideSeconds/ })
  t.match(await listen([path.join(folder, 'none')], flac).ended, { code: 1, stderr: /none/ })
  t.match(await listen([folder], new Uint8Array(0)).ended, { code: 0, stdout: '' })
})

const { EMOVOX_DATASETS: datasets } = process.env
const skip = datasets ? false : 'EMOVOX_DATASETS names no folder with real recordings'

t.test('a real recording', { skip }, async (t) => {
  const names = readdirSync(datasets ?? '', { recursive: true, encoding: 'utf8' })
  const files = names.filter((name) => /\.wav$/i.test(name)).sort()
  const folder = await savedRun(t)
  for (const name of [files[0], files[files.length - 1]]) {
    const file = path.join(datasets ?? '', name)
    const { code, stdout, stderr } = await listen([folder, '--json'], readFileSync(file)).ended
    t.equal(code, 0, stderr)
    const { samples, sampleRate } = await decode(file)
    const last = JSON.parse(lines(stdout).at(-1) ?? '')
    t.equal(last.end, samples.length / sampleRate, name)
    const window = { samples: samples.slice(Math.round(last.start * sampleRate)), sampleRate }
    const { probabilities } = await predict(await loadRun(folder), window)
    t.same(Object.values(last.probabilities), probabilities)
  }
})
