import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import t from 'tap'
import { loadExperiment } from '../../lib/experiment/load.ts'
import { snippet } from '../docs/snippets.ts'

const typescript = `import { defineExperiment, EMOTIONS } from 'emovox'
import { seeds } from './shared.ts'
const epochs: number = EMOTIONS.length
export default defineExperiment({ corpora: ['a'], seeds, training: { epochs } })
`
const wanted = { corpora: ['a'], seeds: 4, training: { epochs: 7 } }

t.test('JSON and modules say the same', async (t) => {
  const folder = t.testdir({
    'package.json': '{ "type": "module" }',
    'shared.ts': 'export const seeds: number = 4\n',
    'a.json': JSON.stringify(wanted),
    'a.ts': typescript,
    'a.mts': typescript,
    'a.mjs': `export default Promise.resolve(${JSON.stringify(wanted)})\n`,
    'a.cjs': `module.exports = { default: ${JSON.stringify(wanted)} }\n`,
    'bare.cjs': `module.exports = ${JSON.stringify(wanted)}\n`,
  })
  for (const name of ['a.json', 'a.ts', 'a.mts', 'a.mjs', 'a.cjs', 'bare.cjs'])
    t.same(await loadExperiment(path.join(folder, name)), wanted, name)
})

t.test('without "type": "module", as npm init leaves it', async (t) => {
  const plain = typescript
    .replace(/^.*emovox.*\n/, '')
    .replace('defineExperiment(', '(')
    .replace('EMOTIONS.length', '7')
  const folder = t.testdir({ 'package.json': '{}', 'shared.ts': 'export const seeds = 4\n', 'a.ts': plain })
  t.same(await loadExperiment(path.join(folder, 'a.ts')), wanted)
})

t.test('the documented one', async (t) => {
  const file = path.join(t.testdir(), 'plain.mts')
  await writeFile(file, snippet('experiments.md', 'plain.ts'))
  t.match(await loadExperiment(file), {
    cv: { folds: 4 },
    spectral: null,
    training: { epochs: 60, mixup: null },
  })
})

t.test('what cannot be used is named', async (t) => {
  const folder = t.testdir({
    'broken.json': '{ "corpora": [',
    'broken.mts': 'export default {',
    'throws.mts': "throw new Error('not today')",
    'nothing.mts': 'export const corpora = []',
    'wrong.mts': "export default { corpora: ['a'], seeds: 0 }",
    'a.yaml': '',
  })
  const wrong: [string, { code: string; message: RegExp }][] = [
    ['broken.json', { code: 'UNREADABLE', message: /broken\.json: expected JSON/ }],
    ['broken.mts', { code: 'UNREADABLE', message: /broken\.mts: expected a module/ }],
    ['throws.mts', { code: 'UNREADABLE', message: /throws\.mts: .*not today/ }],
    ['nothing.mts', { code: 'INVALID_OPTION', message: /nothing\.mts: / }],
    ['wrong.mts', { code: 'INVALID_OPTION', message: /wrong\.mts: option seeds/ }],
    ['a.yaml', { code: 'INVALID_OPTION', message: /found \.yaml/ }],
    ['none.json', { code: 'FILE_NOT_FOUND', message: /none\.json/ }],
    ['none.ts', { code: 'FILE_NOT_FOUND', message: /none\.ts/ }],
  ]
  for (const [name, error] of wrong) await t.rejects(loadExperiment(path.join(folder, name)), error, name)
})
