import fs from 'node:fs'
import path from 'node:path'
import t from 'tap'
import { SetupProblem } from '../../scripts/setup/problem.mjs'
import { fetchThirdParty, missingThirdParty } from '../../scripts/third-party.mjs'
import { listen, serve, sha256, tinyArchive, tinyLibrary } from './local_library.ts'

t.test('a library is unpacked as far as it is needed, and kept in the cache', async (t) => {
  const root = t.testdir()
  const bytes = tinyArchive(root)
  const server = await serve({ '/tiny.tar.gz': bytes })
  const libraries = { tiny: tinyLibrary(bytes, `${server.url}/tiny.tar.gz`) }
  const cache = path.join(root, 'cache')
  const heard = listen()
  const out = path.join(root, 'one')
  t.same(await fetchThirdParty({ libraries, cache, out, say: heard.say }), ['tiny'])
  await server.close()
  t.match(heard.lines.join('\n'), /getting tiny 1\.0 \(1 kB\)[\s\S]*tiny 1\.0 from 127\.0\.0\.1/)
  t.same(fs.readdirSync(path.join(out, 'tiny')).sort(), ['.pinned.json', 'COPYING', 'tiny.c'])

  t.test('nothing is done when nothing changed', async (t) => {
    const quiet = listen()
    t.same(await fetchThirdParty({ libraries, cache, out, say: quiet.say }), [])
    t.same(quiet.lines, [])
  })
  t.test('another checkout takes it from the cache: the server is gone', async (t) => {
    const other = path.join(root, 'two')
    t.same(await fetchThirdParty({ libraries, cache, out: other, say: listen().say }), ['tiny'])
    t.ok(fs.existsSync(path.join(other, 'tiny', 'tiny.c')))
  })
  t.test('a changed, added or missing file is noticed and put right', async (t) => {
    for (const spoil of [
      () => fs.appendFileSync(path.join(out, 'tiny', 'tiny.c'), '// mine\n'),
      () => fs.writeFileSync(path.join(out, 'tiny', 'more.c'), ''),
      () => fs.rmSync(path.join(out, 'tiny', 'COPYING')),
    ]) {
      spoil()
      t.same(missingThirdParty(libraries, out), ['tiny'])
      await fetchThirdParty({ libraries, cache, out, say: listen().say })
      t.same(missingThirdParty(libraries, out), [])
    }
  })
  t.same(leftovers(root), [])
})

t.test('a wrong checksum stops with the name, both sums and what to do', async (t) => {
  const root = t.testdir()
  const bytes = tinyArchive(root)
  const tampered = tinyArchive(root, 'int tiny(void) { return 2; }\n')
  const server = await serve({ '/tiny.tar.gz': tampered })
  t.teardown(server.close)
  const libraries = { tiny: tinyLibrary(bytes, `${server.url}/tiny.tar.gz`) }
  const cache = path.join(root, 'cache')
  const out = path.join(root, 'out')
  const problem = await t.rejects(fetchThirdParty({ libraries, cache, out, say: listen().say }), SetupProblem)
  t.match(String(problem), /tiny 1\.0: wrong checksum/)
  t.match(String(problem), libraries.tiny.sha256)
  t.match(String(problem), sha256(tampered))
  t.match(String(problem), /delete .*tiny-1\.0\.tar\.gz/)
  t.match(String(problem), /report it/)
  t.notOk(fs.existsSync(path.join(out, 'tiny')), 'nothing of it is used')
  t.notOk(fs.existsSync(path.join(cache, 'tiny-1.0.tar.gz')), 'nor kept')
  t.same(leftovers(root), [])
})

t.test('a wrong file from one route is said, and the next route tried', async (t) => {
  const root = t.testdir()
  const bytes = tinyArchive(root)
  const server = await serve({ '/wrong.tar.gz': new Uint8Array(10), '/tiny.tar.gz': bytes })
  t.teardown(server.close)
  const libraries = { tiny: tinyLibrary(bytes, `${server.url}/wrong.tar.gz`, `${server.url}/tiny.tar.gz`) }
  const cache = path.join(root, 'cache')
  fs.mkdirSync(cache)
  fs.writeFileSync(path.join(cache, 'tiny-1.0.tar.gz'), 'cut off')
  const heard = listen()
  await fetchThirdParty({ libraries, cache, out: path.join(root, 'out'), say: heard.say })
  const wrong = heard.lines.filter((line) => line.includes('wrong checksum'))
  t.equal(wrong.length, 2, 'the cached file and the first route')
  t.match(wrong[1], new RegExp(`expected ${sha256(bytes)}, found ${sha256(new Uint8Array(10))}`))
  t.equal(
    sha256(fs.readFileSync(path.join(cache, 'tiny-1.0.tar.gz'))),
    sha256(bytes),
    'the cache is put right',
  )
})

t.test('a download that fails falls through; when all fail, each is named', async (t) => {
  const root = t.testdir()
  const bytes = tinyArchive(root)
  const server = await serve({ '/tiny.tar.gz': bytes })
  const unreachable = await serve({})
  await unreachable.close()
  t.teardown(server.close)
  const good = tinyLibrary(bytes, `${unreachable.url}/a`, `${server.url}/404`, `${server.url}/tiny.tar.gz`)
  const bad = { ...tinyLibrary(bytes, `${unreachable.url}/a`, `${server.url}/404`), archive: 'bad.tar.gz' }
  const out = path.join(root, 'out')
  const cache = path.join(root, 'cache')
  const libraries = { bad, good }
  const problem = await t.rejects(fetchThirdParty({ libraries, cache, out, say: listen().say }), SetupProblem)
  t.match(String(problem), /bad 1\.0 could not be downloaded/)
  t.match(String(problem), /ECONNREFUSED/)
  t.match(String(problem), /the server answered 404/)
  t.match(String(problem), /by hand/)
  t.same(missingThirdParty(libraries, out), ['bad'], 'the other one is there all the same')
})

t.test('two set-ups at once share a cache', async (t) => {
  const root = t.testdir()
  const bytes = tinyArchive(root)
  const server = await serve({ '/tiny.tar.gz': bytes })
  t.teardown(server.close)
  const libraries = { tiny: tinyLibrary(bytes, `${server.url}/tiny.tar.gz`) }
  const outs = ['a', 'b', 'c'].map((name) => path.join(root, name))
  const cache = path.join(root, 'cache')
  await Promise.all(outs.map((out) => fetchThirdParty({ libraries, cache, out, say: listen().say })))
  for (const out of outs) t.same(missingThirdParty(libraries, out), [])
  t.same(leftovers(root), [])
})

/** Scratch folders that were not removed. */
function leftovers(root: string): string[] {
  const names = fs.readdirSync(root, { recursive: true, encoding: 'utf8' })
  return names.filter((name) => path.basename(name).startsWith('.part-'))
}
