import path from 'node:path'
import t from 'tap'
import { emovox, smallCorpus } from './emovox_process.ts'

t.test('wrong usage is exit code 2, and says what was expected', { timeout: 180_000 }, async (t) => {
  const cases: [RegExp, ...string[]][] = [
    [/required option '--out/, 'train', 'somewhere'],
    [/unknown option '--hops'/, 'extract', '.', '--out', 'x', '--hops', '3'],
    [/option mfcc\.hopLength: .*>=1, found -3/, 'extract', '.', '--out', 'x', '--hop-length', '-3'],
    [/Expected one of before, after, both/, 'extract', '.', '--out', 'x', '--pad', 'left'],
    [/expected one or more folders/, 'scan'],
    [/unknown command 'dance'/, 'dance'],
    [/option seed/, 'extract', '.', '--out', 'x', '--seed', 'many'],
    [
      /Allowed choices are speaker, sentence, speaker-and-sentence, recording/,
      'train',
      '.',
      '--out',
      'x',
      '--split',
      'clip',
    ],
    [/Expected a number/, 'cv', '.', '--out', 'x', '--folds', 'some'],
    [/option seeds/, 'cv', '.', '--out', 'x', '--seeds', '0'],
    [/Expected one of speaker, sentence/, 'cv', '.', '--out', 'x', '--by', 'clip'],
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

t.test('help is there for every command', { timeout: 180_000 }, async (t) => {
  for (const command of [
    'scan',
    'extract',
    'train',
    'cv',
    'experiment',
    'evaluate',
    'predict',
    'export',
    'inspect',
    'report',
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
