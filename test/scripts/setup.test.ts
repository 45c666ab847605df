import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { setup } from '../../scripts/setup.mjs'
import { listen, serve, tinyArchive, tinyLibrary } from './local_library.ts'

const script = fileURLToPath(new URL('../../scripts/setup.mjs', import.meta.url))

t.test('--check changes nothing and tells by its exit code what set-up would do', async (t) => {
  const root = t.testdir()
  const bytes = tinyArchive(root)
  const server = await serve({ '/tiny.tar.gz': bytes })
  t.teardown(server.close)
  const libraries = { tiny: tinyLibrary(bytes, `${server.url}/tiny.tar.gz`) }
  fs.writeFileSync(path.join(root, 'third-party.json'), JSON.stringify({ libraries, tensorflow: {} }))
  const job = { root, cache: path.join(root, 'cache'), parts: ['third-party'] as const }

  const before = listen()
  t.equal(await setup({ ...job, check: true, say: before.say }), 1)
  t.same(before.lines, ['third-party: not ready'])
  t.same(server.requests, [])

  t.equal(await setup({ ...job, say: listen().say }), 0)
  const after = listen()
  t.equal(await setup({ ...job, check: true, say: after.say }), 0)
  t.same(after.lines, ['third-party: ready'])

  const again = listen()
  t.equal(await setup({ ...job, say: again.say }), 0)
  t.equal(again.lines.length, 1, 'one line when there is nothing to do')
  t.equal(server.requests.length, 1)
})

t.test('a part that fails is reported, with exit code 1', async (t) => {
  const root = t.testdir()
  const bytes = tinyArchive(root)
  const libraries = { tiny: tinyLibrary(bytes) }
  fs.writeFileSync(path.join(root, 'third-party.json'), JSON.stringify({ libraries, tensorflow: {} }))
  const heard = listen()
  const job = { root, cache: path.join(root, 'cache'), say: heard.say }
  t.equal(await setup({ ...job, parts: ['third-party', 'addon'] }), 1)
  t.match(heard.lines.join('\n'), /third-party: FAILED: tiny 1\.0 could not be downloaded/)
  t.match(heard.lines.at(-1), /not complete: third-party failed/)
})

t.test('wrong usage is exit code 2', async (t) => {
  for (const args of [['--only', 'dsp'], ['--fast']]) {
    const { status, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' })
    t.equal(status, 2)
    t.match(stderr, /Usage:/)
  }
})
