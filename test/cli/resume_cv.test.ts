import { existsSync } from 'node:fs'
import path from 'node:path'
import t from 'tap'
import { emovox, SMALL, smallCorpus } from './emovox_process.ts'
import { killedAt, outcomeOf, stateOf } from './killed_process.ts'

t.test('a fold that was killed goes on after its last epoch', { timeout: 240_000 }, async (t) => {
  const corpus = path.join(await smallCorpus(t), 'RAVDESS')
  const [out, unbroken] = ['cv', 'unbroken'].map((name) => path.join(corpus, '..', '..', name))
  const cv = (folder: string, epochs = '100') => [
    'cv',
    corpus,
    '--out',
    folder,
    '--folds',
    '3',
    ...SMALL,
    '--epochs',
    epochs,
  ]
  await killedAt(stateOf(path.join(out, 'fold-2', 'seed-1')), ...cv(out))
  const resumed = await emovox(...cv(out))
  t.match(resumed, {
    code: 0,
    stderr: /fold-1, seed 1: .*finished before.*\[2\/3\][^[]*Going on after epoch/s,
  })
  t.equal(resumed.stderr.match(/Going on/g)?.length, 1)
  t.notOk(existsSync(path.join(out, 'fold-2', 'seed-1', 'checkpoint')))
  await emovox(...cv(unbroken))
  for (const fold of ['fold-1', 'fold-2', 'fold-3'])
    t.same(
      await outcomeOf(path.join(out, fold, 'seed-1')),
      await outcomeOf(path.join(unbroken, fold, 'seed-1')),
    )

  await killedAt(stateOf(path.join(out, 'fold-1', 'seed-1')), ...cv(out, '101'))
  const other = await emovox(...cv(out, '2'))
  t.match(other, { code: 0 }, 'other options are another cross-validation, as ever')
  t.notMatch(other.stderr, /Going on/)
})
