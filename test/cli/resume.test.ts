import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import { emovox, SMALL, smallCorpus, start } from './emovox_process.ts'
import { killedAt, outcomeOf, stateOf } from './killed_process.ts'

t.test('killed, the same command goes on; another is refused', { timeout: 240_000 }, async (t) => {
  const corpus = path.join(await smallCorpus(t), 'RAVDESS')
  const [run, unbroken] = ['run', 'unbroken'].map((name) => path.join(corpus, '..', '..', name))
  const train = (out: string, epochs = '150') => ['train', corpus, '--out', out, ...SMALL, '--epochs', epochs]
  await killedAt(stateOf(run), ...train(run))
  const kept = (await readdir(run)).sort()
  t.same(kept, ['checkpoint', 'teacher'])

  const other = await emovox(...train(run, '151'))
  t.match(other, { code: 1, stderr: /training\.epochs is 151, was 150\. .*--restart/ })
  t.same((await readdir(run)).sort(), kept, 'what is there stays')

  const resumed = await emovox(...train(run))
  t.match(resumed, { code: 0, stderr: /Going on after epoch \d+ of 150\n/ })
  for (const name of kept) t.notOk(existsSync(path.join(run, name)), name)
  await emovox(...train(unbroken))
  t.same(await outcomeOf(run), await outcomeOf(unbroken))
  const predictions = await readFile(path.join(unbroken, 'predictions.csv'), 'utf8')
  t.equal(await readFile(path.join(run, 'predictions.csv'), 'utf8'), predictions)

  const again = await emovox(...train(run, '2'))
  t.match(again, { code: 0, stderr: /2 epochs/ }, 'a folder with a finished run is written anew')
})

t.test(
  'train: stopped by Ctrl-C it leaves a run, and goes on; or begins anew',
  { timeout: 240_000 },
  async (t) => {
    const corpus = path.join(await smallCorpus(t), 'RAVDESS')
    const run = path.join(corpus, '..', '..', 'run')
    const train = ['train', corpus, '--out', run, ...SMALL, '--epochs', '150']
    const { child, ended } = start(...train)
    for (let k = 0; k < 1200 && !existsSync(stateOf(run)); k++) await setTimeout(50)
    child.kill('SIGINT')
    t.match(await ended, {
      code: 1,
      stderr: /interrupted: what was finished is in .*, and the same command goes on/,
    })
    t.ok(existsSync(path.join(run, 'metrics.json')))
    t.ok(existsSync(stateOf(run)))
    const interrupted = JSON.parse(await readFile(path.join(run, 'history.json'), 'utf8'))
    const resumed = await emovox(...train)
    t.match(resumed, { code: 0, stderr: `Going on after epoch ${interrupted.epochs.length} of 150` })
    t.equal(JSON.parse(await readFile(path.join(run, 'history.json'), 'utf8')).interrupted, false)

    await killedAt(stateOf(run), ...train)
    const restarted = await emovox(...train, '--epochs', '2', '--restart')
    t.match(restarted, { code: 0, stderr: /2 epochs/ })
    t.notMatch(restarted.stderr, /Going on/)
  },
)
