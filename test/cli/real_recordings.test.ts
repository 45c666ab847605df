import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t from 'tap'
import { outsideTap } from '../outside_tap.ts'

const BIN = fileURLToPath(new URL('../../bin/emovox.js', import.meta.url))
const datasets = process.env.EMOVOX_DATASETS
const skip = datasets ? false : 'EMOVOX_DATASETS names no folder with real recordings'

async function emovox(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(...outsideTap(process.execPath, [BIN, ...args]))
  return stdout
}

t.test('the whole job on real recordings', { skip, timeout: 280_000 }, async (t) => {
  const run = path.join(t.testdir(), 'run')
  const actors = ['01', '02', '03', '04', '05', '06'].map((actor) =>
    path.join(datasets ?? '', 'RAVDESS', `Actor_${actor}`),
  )
  const flags = [
    '--out',
    run,
    '--epochs',
    '16',
    '--mixup',
    'none',
    '--label-smoothing',
    '0',
    // Whose answers are the targets then: the loss would end elsewhere.
    '--teacher',
    'none',
    '--copies',
    '1',
    '--batch-size',
    '32',
    '--quality',
    'medium',
    '--no-cache',
    '--json',
  ]
  const { overall } = JSON.parse(await emovox('train', ...actors, ...flags))
  t.equal(overall.clips, 60, 'one unseen actor of six')
  const history = JSON.parse(await readFile(path.join(run, 'history.json'), 'utf8'))
  const losses = history.epochs.map(({ loss }: { loss: number }) => loss)
  t.ok(losses.at(-1) < 0.9 * Math.log(7), `the model learned: loss ${losses}`)
  const { maxError, repeatExact } = JSON.parse(
    await emovox('export', run, '--out', path.join(run, 'again.tflite'), '--json'),
  )
  t.ok(maxError <= 1e-5, `.tflite within ${maxError} of the model`)
  t.ok(repeatExact)
  const clip = path.join(datasets ?? '', 'RAVDESS', 'Actor_16', '03-01-05-02-01-01-16.wav')
  const [{ probabilities }] = JSON.parse(await emovox('predict', run, clip, '--json'))
  t.equal(Object.keys(probabilities).length, 7)
})
