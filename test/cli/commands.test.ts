import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parse } from 'npyjs'
import t, { type Test } from 'tap'
import { encodeWav } from '../../lib/audio/wav.ts'
import { makeSyntheticCorpus } from '../../lib/synthetic/corpus.ts'
import { outsideTap } from '../outside_tap.ts'

const BIN = fileURLToPath(new URL('../../bin/emovox.js', import.meta.url))
/** A model and a training that take seconds. */
const SMALL = [
  '--epochs',
  '2',
  '--copies',
  '1',
  '--lstm1',
  '8',
  '--lstm2',
  '6',
  '--dense',
  '8',
  '--clip-seconds',
  '1',
]

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** What these tests extract is not kept for the user's own work, nor taken from it. */
const env = { ...process.env, EMOVOX_CACHE: t.testdir() }

function start(...args: string[]) {
  const child = spawn(...outsideTap(process.execPath, [BIN, ...args]), {
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
  })
  const heard = { stdout: '', stderr: '' }
  child.stdout.on('data', (text) => {
    heard.stdout += text
  })
  child.stderr.on('data', (text) => {
    heard.stderr += text
  })
  const ended = once(child, 'close').then(([code]): Ended => ({ code, ...heard }))
  return { child, ended, heard }
}

const emovox = (...args: string[]) => start(...args).ended

/** A corpus of a few seconds' making, with every emotion and three kinds of naming. */
async function smallCorpus(t: Test, folder = t.testdir()): Promise<string> {
  const out = path.join(folder, 'corpus')
  await makeSyntheticCorpus({ out, ravdessActors: 3, tessWords: 1, saveeSpeakers: 1, saveeSentences: 1 })
  return out
}

async function rowsOf(file: string): Promise<string[]> {
  return (await readFile(file, 'utf8')).trim().split('\n')
}

async function loadNpy(file: string) {
  const bytes = await readFile(file)
  return parse(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
}

t.test('scan and extract', { timeout: 120_000 }, async (t) => {
  const corpus = await smallCorpus(t)
  await writeFile(path.join(corpus, 'stray.wav'), 'not a recording of any corpus')
  const scanned = await emovox('scan', corpus, '--json')
  t.equal(scanned.code, 0, scanned.stderr)
  const { corpora, oddities, recordings } = JSON.parse(scanned.stdout)
  t.same(
    corpora.map((one: { corpus: string; clips: number }) => [one.corpus, one.clips]),
    [
      ['ravdess', 90],
      ['savee', 8],
      ['tess', 14],
    ],
  )
  const stray = oddities.filter((oddity: { kind: string }) => oddity.kind === 'unrecognised')
  t.match(stray, [{ path: /stray\.wav$/ }])

  const out = path.join(corpus, '..', 'features')
  const extracted = await emovox(
    'extract',
    corpus,
    '--out',
    out,
    '--augment',
    '--copies',
    '2',
    '--n-mfcc',
    '20',
    '--json',
  )
  t.equal(extracted.code, 0, extracted.stderr)
  const features = await loadNpy(path.join(out, 'features.npy'))
  const labels = await loadNpy(path.join(out, 'labels.npy'))
  t.same(features.shape, [3 * recordings.length, 188, 20])
  t.ok(features.data instanceof Float32Array && features.data.every(Number.isFinite))
  t.same(labels.shape, [3 * recordings.length])
  const [head, ...rows] = await rowsOf(path.join(out, 'manifest.csv'))
  t.equal(head, 'path,corpus,speaker,emotion,augmentation')
  t.equal(rows.length, 3 * recordings.length)
  t.match(rows[0], /,none$/)
  t.match(rows[1], /,(noise|stretch|pitch) /)
  const options = JSON.parse(await readFile(path.join(out, 'options.json'), 'utf8'))
  t.match(options, { shape: features.shape, mfcc: { nMfcc: 20 }, audio: { sampleRate: 16_000 } })
})

t.test('train, evaluate, predict, export', { timeout: 240_000 }, async (t) => {
  const corpus = await smallCorpus(t)
  const run = path.join(corpus, '..', 'run')
  const trained = await emovox('train', corpus, '--out', run, ...SMALL, '--json')
  t.equal(trained.code, 0, trained.stderr)
  t.match(trained.stderr, /train \d speakers, \d+ clips; validation .*; test /)
  const { overall, perCorpus } = JSON.parse(trained.stdout)
  const files = await readdir(run)
  for (const file of [
    'model',
    'options.json',
    'normalisation.json',
    'history.json',
    'history.csv',
    'metrics.json',
    'predictions.csv',
    'confusion-matrix.svg',
    'learning-curves.svg',
    'manifest.csv',
    'model.tflite',
  ])
    t.ok(files.includes(file), `${file} is in the run`)
  t.equal((await rowsOf(path.join(run, 'predictions.csv'))).length - 1, overall.clips)
  t.same(Object.keys(perCorpus), ['ravdess', 'tess'], 'the lone SAVEE speaker is trained on')
  t.match(await readFile(path.join(run, 'confusion-matrix.svg'), 'utf8'), /^<svg.*UAR/s)

  const actor = path.join(corpus, 'RAVDESS', 'Actor_01')
  const evaluated = await emovox('evaluate', run, actor, '--json')
  t.equal(evaluated.code, 0, evaluated.stderr)
  t.equal(JSON.parse(evaluated.stdout).overall.clips, 30)

  const clip = path.join(actor, '03-01-05-01-01-01-01.wav')
  const long = path.join(run, 'long.wav')
  await writeFile(
    long,
    encodeWav(
      Float32Array.from({ length: 48_000 }, (_, k) => Math.sin(k / 7)),
      16_000,
    ),
  )
  const predicted = await emovox('predict', run, clip, long, path.join(run, 'none.wav'), BIN, '--json')
  t.equal(predicted.code, 1, 'two of the files cannot be used')
  const answers = JSON.parse(predicted.stdout)
  t.match(answers[2], { error: { code: 'FILE_NOT_FOUND', message: /none\.wav/ } })
  t.match(answers[3], { error: { code: 'NOT_AUDIO', message: /emovox\.js/ } })
  const probabilities: number[] = Object.values(answers[0].probabilities)
  t.equal(probabilities.length, 7)
  t.ok(Math.abs(probabilities.reduce((sum, p) => sum + p, 0) - 1) < 1e-5)
  t.same(
    answers[1].windows.map((window: { start: number; end: number }) => [window.start, window.end]),
    [
      [0, 1],
      [0.5, 1.5],
      [1, 2],
      [1.5, 2.5],
      [2, 3],
    ],
  )
  const shown = await emovox('predict', run, clip)
  t.equal(shown.code, 0, shown.stderr)
  t.match(
    shown.stdout,
    /heard +neutral +happy.*\n.*01-01-01\.wav +(neutral|happy|sad|angry|fear|disgust|surprise) /,
  )

  const out = path.join(run, 'again.tflite')
  const exported = await emovox('export', run, '--out', out, '--json')
  t.equal(exported.code, 0, exported.stderr)
  t.ok(JSON.parse(exported.stdout).maxError <= 1e-5)
  t.same(await readFile(out), await readFile(path.join(run, 'model.tflite')))
})

t.test('one seed gives one run, folds test every speaker once', { timeout: 240_000 }, async (t) => {
  const corpus = await smallCorpus(t)
  const metrics = async (name: string, ...flags: string[]) => {
    const run = path.join(corpus, '..', name)
    const { code, stderr } = await emovox(
      'train',
      path.join(corpus, 'RAVDESS'),
      '--out',
      run,
      ...SMALL,
      ...flags,
    )
    t.equal(code, 0, stderr)
    return readFile(path.join(run, 'predictions.csv'), 'utf8')
  }
  t.equal(await metrics('first', '--seed', '5'), await metrics('second', '--seed', '5'))
  const folds = await metrics('folds', '--folds', '3', '--no-augment')
  t.equal(folds.trim().split('\n').length - 1, 90)
  t.equal(new Set(folds.match(/ravdess-\d\d/g)).size, 3)
})

t.test('Ctrl-C keeps the best weights so far', { timeout: 120_000 }, async (t) => {
  const corpus = await smallCorpus(t)
  const run = path.join(corpus, '..', 'run')
  const flags = [...SMALL, '--epochs', '100000', '--patience', '0']
  const { child, ended, heard } = start('train', path.join(corpus, 'RAVDESS'), '--out', run, ...flags)
  // Enough for a few epochs once the features are there; slow machines get more.
  for (let k = 0; k < 400 && !heard.stderr.includes('features ready'); k++) await setTimeout(100)
  await setTimeout(5000)
  child.kill('SIGINT')
  const { code, stderr } = await ended
  t.equal(code, 1)
  t.match(stderr, /interrupted/)
  const history = JSON.parse(await readFile(path.join(run, 'history.json'), 'utf8'))
  t.equal(history.interrupted, true)
  t.ok(history.epochs.length > 0)
  const files = await readdir(run)
  for (const file of ['model', 'metrics.json', 'model.tflite'])
    t.ok(files.includes(file), `${file} is in the run`)
})

t.test('wrong usage is exit code 2, and says what was expected', { timeout: 60_000 }, async (t) => {
  const cases: [RegExp, ...string[]][] = [
    [/required option '--out/, 'train', 'somewhere'],
    [/unknown option '--hops'/, 'extract', '.', '--out', 'x', '--hops', '3'],
    [/option mfcc\.hopLength: .*>=1, found -3/, 'extract', '.', '--out', 'x', '--hop-length', '-3'],
    [/Expected one of before, after, both/, 'extract', '.', '--out', 'x', '--pad', 'left'],
    [/expected one or more folders/, 'scan'],
    [/unknown command 'dance'/, 'dance'],
    [/option seed/, 'extract', '.', '--out', 'x', '--seed', 'many'],
    [/Allowed choices are speaker, recording/, 'train', '.', '--out', 'x', '--split', 'clip'],
    [/option folds/, 'train', '.', '--out', 'x', '--folds', 'some'],
    [/option epochs/, 'train', '.', '--out', 'x', '--epochs', '0'],
  ]
  for (const [expected, ...args] of cases) {
    const { code, stderr } = await emovox(...args)
    t.equal(code, 2, args.join(' '))
    t.match(stderr, expected)
  }
})

t.test('what cannot be done is exit code 1, and names the thing', { timeout: 120_000 }, async (t) => {
  const folder = t.testdir({ empty: {}, file: 'in the way' })
  const missing = await emovox('scan', path.join(folder, 'nowhere'))
  t.match(missing, { code: 1, stderr: /nowhere/ })
  const nothing = await emovox('train', path.join(folder, 'empty'), '--out', path.join(folder, 'run'))
  t.match(nothing, { code: 1, stderr: /expected recordings named as RAVDESS/ })
  const noRun = await emovox('predict', path.join(folder, 'empty'), 'x.wav')
  t.match(noRun, { code: 1, stderr: /options\.json: expected a run made by "emovox train"/ })
  const corpus = path.join(await smallCorpus(t, folder), 'RAVDESS')
  const unwritable = await emovox('extract', corpus, '--out', path.join(folder, 'file'))
  t.match(unwritable, { code: 1, stderr: /cannot write .*file.*: a part of the path is a file/ })
})

t.test(
  'a recording that cannot be used is counted, and the rest goes on',
  { timeout: 120_000 },
  async (t) => {
    const corpus = await smallCorpus(t)
    const actor = path.join(corpus, 'RAVDESS', 'Actor_01')
    const bad = (name: string, data: Uint8Array | string) => writeFile(path.join(actor, name), data)
    await bad('03-01-01-01-01-01-01.wav', 'this is no sound')
    await bad('03-01-05-01-01-01-01.wav', encodeWav(new Float32Array(16_000), 16_000))
    const broken = encodeWav(new Float32Array(16_000), 16_000, { bitDepth: 'float32' })
    new DataView(broken.buffer).setFloat32(broken.length - 400, Number.NaN, true)
    await bad('03-01-06-01-01-01-01.wav', broken)
    const whole = await readFile(path.join(actor, '03-01-07-01-01-01-01.wav'))
    await bad('03-01-07-01-01-01-01.wav', whole.subarray(0, Math.floor(whole.length / 2)))
    await cp(
      path.join(actor, '03-01-04-01-01-01-01.wav'),
      path.join(corpus, 'copy', '03-01-04-01-01-01-01.wav'),
    )
    const out = path.join(corpus, '..', 'features')
    const { code, stderr, stdout } = await emovox('extract', actor, path.join(corpus, 'copy'), '--out', out)
    t.equal(code, 0, stderr)
    t.match(stdout, /^27 clips/, 'thirty, less three; the copy counts once')
    t.match(stderr, /Left out \(3\)/)
    for (const reason of [/05-01-01-01-01\.wav.*silence/, /06-01-01-01-01\.wav/, /01-01-01-01-01\.wav/])
      t.match(stderr, reason)
    t.match(stderr, /Odd, but used \(1\):\n.*07-01-01-01-01\.wav/)
  },
)

t.test('help is there for every command', { timeout: 60_000 }, async (t) => {
  for (const command of [
    'scan',
    'extract',
    'train',
    'evaluate',
    'predict',
    'export',
    'demo',
    'fetch',
    'cache',
    'setup',
  ]) {
    const { code, stdout } = await emovox(command, '--help')
    t.equal(code, 0)
    t.match(stdout, new RegExp(`Usage: emovox ${command}`))
  }
  const tess = await emovox('fetch', 'tess')
  t.match(tess, { code: 0, stdout: /Borealis.*CC BY-NC-ND 4\.0/s })
})
