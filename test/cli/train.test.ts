import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import { encodeWav } from '../../lib/audio/wav.ts'
import { readScalars } from '../model/event_file.ts'
import { BIN, emovox, SMALL, smallCorpus, start } from './emovox_process.ts'

async function rowsOf(file: string): Promise<string[]> {
  return (await readFile(file, 'utf8')).trim().split('\n')
}

t.test('train, evaluate, predict, export', { timeout: 240_000 }, async (t) => {
  const corpus = await smallCorpus(t)
  const run = path.join(corpus, '..', 'run')
  const trained = await emovox(
    ...['train', corpus, '--out', run, ...SMALL],
    ...['--tensorboard', path.join(run, 'events'), '--json'],
  )
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
    'calibration.json',
    'report.html',
    'report.json',
  ])
    t.ok(files.includes(file), `${file} is in the run`)
  const report = JSON.parse(await readFile(path.join(run, 'report.json'), 'utf8'))
  t.equal(report.results.overall.uar, overall.uar)
  t.match(report.protocol, /scored once/)
  t.same(
    [...new Set(report.parts.map(({ part }: { part: string }) => part))],
    ['train', 'validation', 'test'],
  )
  const scalars = await readScalars(path.join(run, 'events', 'validation'))
  const { epochs } = JSON.parse(await readFile(path.join(run, 'history.json'), 'utf8'))
  t.same(
    scalars.filter(({ tag }) => tag === 'epoch_uar').map(({ value }) => value),
    epochs.map(({ validationUar }: { validationUar: number }) => Math.fround(validationUar)),
  )
  t.match(await readFile(path.join(run, 'metrics.json'), 'utf8'), /Each test part was scored once/)
  t.equal((await rowsOf(path.join(run, 'predictions.csv'))).length - 1, overall.clips)
  t.same(Object.keys(perCorpus), ['ravdess', 'tess'], 'the lone SAVEE speaker is trained on')
  t.match(await readFile(path.join(run, 'confusion-matrix.svg'), 'utf8'), /^<svg.*UAR/s)

  const actor = path.join(corpus, 'RAVDESS', 'Actor_01')
  const scored = path.join(run, 'scored')
  const evaluated = await emovox('evaluate', run, actor, '--out', scored, '--json')
  t.equal(evaluated.code, 0, evaluated.stderr)
  t.equal(JSON.parse(evaluated.stdout).overall.clips, 30)
  t.match(
    await readFile(path.join(scored, 'report.html'), 'utf8'),
    /only if\s+none of these speakers was trained on/,
  )

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
  const calibrated = await emovox('predict', run, clip, '--calibrated', '--json')
  t.equal(calibrated.code, 0, calibrated.stderr)
  t.notSame(JSON.parse(calibrated.stdout)[0].probabilities, answers[0].probabilities)
  t.equal(JSON.parse(calibrated.stdout)[0].emotion, answers[0].emotion)
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

t.test('one seed gives one run', { timeout: 240_000 }, async (t) => {
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
  const first = await metrics('first', '--seed', '5')
  t.equal(await metrics('second', '--seed', '5'), first)
  t.equal(await metrics('from-file', '--seed', '5', '--feature-memory', '0'), first)
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
