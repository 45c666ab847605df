import { readdir, readFile } from 'node:fs/promises'
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
