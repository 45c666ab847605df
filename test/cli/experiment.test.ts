import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import t from 'tap'
import { emovox, smallCorpus } from './emovox_process.ts'
import { killedAt, stateOf } from './killed_process.ts'

const experiment = (epochs: number) => ({
  ravdess: ['../corpus/RAVDESS'],
  cv: { folds: 3 },
  features: { audio: { clipSeconds: 1 } },
  augment: { copies: 1 },
  model: { lstm1: 8, lstm2: 6, dense: 8 },
  training: { epochs },
})

t.test(
  'killed, it goes on at its epoch; finished, it prints the results',
  { timeout: 240_000 },
  async (t) => {
    const folder = t.testdir({ experiments: {} })
    await smallCorpus(t, folder)
    const file = path.join(folder, 'experiments', 'short.mts')
    const out = path.join(folder, 'experiments', 'short')
    const declare = (epochs: number) =>
      writeFile(
        file,
        `import { defineExperiment } from 'emovox'\nexport default defineExperiment(${JSON.stringify(experiment(epochs))})\n`,
      )
    await declare(100)
    await killedAt(stateOf(path.join(out, 'fold-2', 'seed-1')), 'experiment', file)

    const resumed = await emovox('experiment', file)
    t.match(resumed, {
      code: 0,
      stderr: /fold-1, seed 1: .*\(finished before\).*Going on after epoch \d+ of 100\n/s,
      stdout:
        /fold-1 +ravdess-0\d .*± seeds.*\n +all +90 +3 .*Each test part was scored once.*In .*short\n$/s,
    })
    const finished = await emovox('experiment', file)
    t.match(finished, { code: 0, stderr: /^Finished before, by emovox/ })
    t.equal(finished.stdout, resumed.stdout)
    const { stdout } = await emovox('experiment', file, '--json')
    t.same(JSON.parse(stdout), JSON.parse(await readFile(path.join(out, 'cv.json'), 'utf8')))

    await declare(101)
    t.match(await emovox('experiment', file), {
      code: 1,
      stderr: /short: .*training\.epochs is 101, was 100/,
    })
    await declare(0)
    t.match(await emovox('experiment', file), {
      code: 2,
      stderr: /short\.mts: option training\.epochs: .*found 0/,
    })
  },
)

t.test('usage', { timeout: 120_000 }, async (t) => {
  t.match(await emovox('experiment'), { code: 2, stderr: /expected a file/ })
  t.match(await emovox('experiment', 'none.json'), { code: 1, stderr: /none\.json/ })
  const { code, stdout } = await emovox('experiment', '--schema')
  t.equal(code, 0)
  t.match(JSON.parse(stdout), { type: 'object', properties: { corpora: {}, training: {} } })
})
