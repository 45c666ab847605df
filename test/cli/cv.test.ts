import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import { emovox, SMALL, smallCorpus, start } from './emovox_process.ts'

t.test('folds and seeds: files, tables, and the same again', { timeout: 240_000 }, async (t) => {
  const corpus = path.join(await smallCorpus(t), 'RAVDESS')
  const out = path.join(corpus, '..', '..', 'cv')
  const cv = (...flags: string[]) =>
    emovox('cv', corpus, '--out', out, '--folds', '3', '--seeds', '2', ...SMALL, ...flags)
  const printed = await cv()
  t.equal(printed.code, 0, printed.stderr)
  t.match(printed.stdout, /fold-1 +ravdess-0\d +30 +30 +30 +0 +[\d.]+ % ± [\d.]+ /)
  t.match(printed.stdout, /± seeds.*\n +all +90 +3 /)
  t.match(printed.stdout, /Each test part was scored once/)
  t.same((await readdir(out)).sort(), [
    'confusion-matrix.svg',
    'cv.json',
    'fold-1',
    'fold-2',
    'fold-3',
    'predictions.csv',
    'recordings.csv',
    'report.html',
    'report.json',
  ])
  const predictions = await readFile(path.join(out, 'predictions.csv'), 'utf8')
  t.equal(predictions.trim().split('\n').length - 1, 180)
  t.match(predictions, /^path,corpus,speaker,sentence,emotion,fold,seed,predicted,neutral/)
  const again = await cv('--json')
  t.match(again.stderr, /\[6\/6\] fold-3, seed 2: test UAR .* \(finished before\)/)
  t.notMatch(again.stderr, /train \d speakers/)
  t.equal(await readFile(path.join(out, 'predictions.csv'), 'utf8'), predictions)
  const stored = JSON.parse(await readFile(path.join(out, 'cv.json'), 'utf8'))
  t.same(JSON.parse(again.stdout), stored)
  t.match(stored, { plan: { by: 'speaker', folds: 3 }, seeds: [1, 2], overall: { clips: 90 } })
  const evaluated = await emovox('evaluate', path.join(out, 'fold-1', 'seed-2'), corpus, '--json')
  t.equal(evaluated.code, 0, 'what a training left is a run')
})

t.test('Ctrl-C keeps what is finished', { timeout: 120_000 }, async (t) => {
  const corpus = path.join(await smallCorpus(t), 'RAVDESS')
  const out = path.join(corpus, '..', '..', 'cv')
  const flags = ['--out', out, '--folds', '3', ...SMALL, '--epochs', '30']
  const { child, ended, heard } = start('cv', corpus, ...flags)
  for (let k = 0; k < 600 && !heard.stderr.includes('[2/3] fold-2, seed 1: train'); k++) await setTimeout(50)
  child.kill('SIGINT')
  const { code, stderr } = await ended
  t.equal(code, 1)
  t.match(stderr, /interrupted: 1 of 3 trainings are finished, kept in/)
  t.same(await readdir(path.join(out, 'fold-1', 'seed-1')).then((names) => names.includes('fold.json')), true)
})

t.test('two configurations, on the same folds; and two results', { timeout: 240_000 }, async (t) => {
  const corpus = path.join(await smallCorpus(t), 'RAVDESS')
  const folder = path.join(corpus, '..', '..')
  const out = path.join(folder, 'ab')
  const files = [path.join(folder, 'plain.json'), path.join(folder, 'longer.json')]
  await writeFile(files[0], '{ "spectral": null, "augment": null }')
  await writeFile(files[1], '{ "training": { "epochs": 3 }, "features": { "mfcc": { "nMfcc": 20 } } }')
  const flags = ['--folds', '3', '--out', out, ...SMALL]
  const compared = await emovox('cv', corpus, ...flags, '--json', '--compare', ...files)
  t.equal(compared.code, 0, compared.stderr)
  t.match(compared.stderr, /Warning: One seed a fold/)
  const { overall, differs } = JSON.parse(compared.stdout)
  t.match(overall, { verdict: 'too few speakers', speakers: 3, uar: { p: null, interval: null } })
  t.same(differs.map(({ option }: { option: string }) => option).sort(), [
    'augment',
    'features.mfcc.nMfcc',
    'spectral',
    'training.epochs',
  ])
  const comparison = JSON.parse(await readFile(path.join(out, 'comparison.json'), 'utf8'))
  t.same(comparison, JSON.parse(compared.stdout))

  const results = ['plain', 'longer'].map((name) => path.join(out, name))
  const again = await emovox('cv', '--compare', results[0], path.join(results[1], 'cv.json'))
  t.equal(again.code, 0, again.stderr)
  t.match(again.stdout, /training\.epochs +2 +3/)
  t.match(again.stdout, /all +UAR +[\d.]+ % +[\d.]+ % +[+-][\d.]+ %/)
  t.match(again.stdout, /3 speakers cannot show whether the difference is real/)

  const wrong: [RegExp, ...string[]][] = [
    [/found one of each/, '--compare', results[0], files[1]],
    [/expected two files, found 1/, '--compare', results[0]],
    [/option out/, corpus, '--compare', ...files],
    [/option out/, corpus],
  ]
  for (const [message, ...args] of wrong) t.match(await emovox('cv', ...args), { code: 2, stderr: message })
  await writeFile(files[0], '{ "epochs": 3 }')
  t.match(await emovox('cv', corpus, '--out', out, '--compare', ...files), {
    code: 2,
    stderr: /plain\.json: .*epochs/,
  })
})
