import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { VERSION } from '../../lib/version.ts'
import { outsideTap } from '../outside_tap.ts'

const BIN = fileURLToPath(new URL('../../bin/emovox.js', import.meta.url))

function doctor(env: NodeJS.ProcessEnv, ...flags: string[]) {
  const [program, args] = outsideTap(process.execPath, [BIN, 'doctor', ...flags])
  return spawnSync(program, args, { env: { ...process.env, ...env }, encoding: 'utf8' })
}

t.test('everything that is there, for people and for programs', async (t) => {
  const cache = t.testdir()
  mkdirSync(path.join(cache, 'addons'))
  writeFileSync(path.join(cache, 'addons', 'some'), 'x'.repeat(2_000_000))
  const { status, stdout } = doctor({ EMOVOX_CACHE: cache, EMOVOX_ISA: '' }, '--json')
  t.equal(status, 0)
  const told = JSON.parse(stdout)
  t.match(told, {
    ready: true,
    version: VERSION,
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    tensorflow: { ready: true, tfjs: /^\d/ },
    cache: { folder: cache, bytes: 2_000_000 },
  })
  const { used, available } = told.addon.instructionSets
  t.equal(available[0], 'baseline')
  t.equal(used, available.at(-1))
  for (const isa of available) {
    const { status, stdout } = doctor({ EMOVOX_CACHE: cache, EMOVOX_ISA: isa })
    t.equal(status, 0)
    t.match(stdout, `uses ${isa} of ${available.join(', ')}`)
    t.match(stdout, `${cache}, 2 MB`)
  }
})

t.test('an instruction set that is not there is an error that says which are', async (t) => {
  const { status, stdout, stderr } = doctor({ EMOVOX_ISA: 'sse9' })
  t.equal(status, 1)
  t.match(stdout, /addon: +EMOVOX_ISA: expected what this machine has, baseline.*found "sse9"/)
  t.match(stderr, 'not ready: the addon')
})
