import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import t from 'tap'
import { buildAddon, isAddonCurrent } from '../../scripts/build-addon.mjs'
import { isConfiguredFor } from '../../scripts/setup/addon-builders.mjs'
import { SetupProblem } from '../../scripts/setup/problem.mjs'
import { findCompiler } from '../../scripts/setup/programs.mjs'
import { listen } from './local_library.ts'

const require = createRequire(import.meta.url)

/** The smallest addon that loads. */
const SOURCE = '#include <node_api.h>\nNAPI_MODULE_INIT() { return exports; }\n'

const compiler = {
  name: 'the compiler',
  build: async (root: string) => {
    const built = path.join(root, 'fresh.node')
    const headers = path.join(path.dirname(require.resolve('node-api-headers/package.json')), 'include')
    const dynamic = process.platform === 'darwin' ? ['-undefined', 'dynamic_lookup'] : []
    const args = [
      '-shared',
      '-fPIC',
      ...dynamic,
      '-I',
      headers,
      path.join(root, 'native/addon/addon.cpp'),
      '-o',
      built,
    ]
    execFileSync(findCompiler() ?? 'c++', args)
    return built
  },
}

function project(root: string): void {
  fs.mkdirSync(path.join(root, 'native', 'addon'), { recursive: true })
  fs.writeFileSync(path.join(root, 'package.json'), '{}')
  fs.writeFileSync(path.join(root, 'native-sources.json'), '{}')
  fs.writeFileSync(path.join(root, 'native', 'addon', 'addon.cpp'), SOURCE)
}

t.test('the addon is built once, and again when a source changes', async (t) => {
  const root = t.testdir()
  project(root)
  t.equal(isAddonCurrent(root), false)
  t.equal(
    await buildAddon({ root, cache: path.join(root, 'cache'), builder: compiler, say: listen().say }),
    true,
  )
  t.equal(isAddonCurrent(root), true)
  t.equal(
    await buildAddon({ root, cache: path.join(root, 'cache'), builder: compiler, say: listen().say }),
    false,
  )

  fs.appendFileSync(path.join(root, 'native', 'addon', 'addon.cpp'), '// changed\n')
  t.equal(isAddonCurrent(root), false)
  t.equal(
    await buildAddon({ root, cache: path.join(root, 'cache'), builder: compiler, say: listen().say }),
    true,
  )

  fs.writeFileSync(path.join(root, 'native', 'addon', 'another.h'), '')
  t.equal(isAddonCurrent(root), false, 'a new file counts too')
})

t.test('a broken build leaves the addon that was there', async (t) => {
  const root = t.testdir()
  project(root)
  await buildAddon({ root, cache: path.join(root, 'cache'), builder: compiler, say: listen().say })
  const addon = path.join(root, 'build', 'Release', 'emovox.node')
  const before = fs.readFileSync(addon)
  fs.appendFileSync(path.join(root, 'native', 'addon', 'addon.cpp'), '// changed\n')
  const broken = {
    name: 'a broken compiler',
    build: async () => {
      fs.writeFileSync(path.join(root, 'half.node'), 'half an addon')
      return path.join(root, 'half.node')
    },
  }
  const problem = await t.rejects(
    buildAddon({ root, cache: path.join(root, 'cache'), builder: broken, say: listen().say }),
    SetupProblem,
  )
  t.match(String(problem), /does not load/)
  t.ok(before.equals(fs.readFileSync(addon)))
  t.equal(isAddonCurrent(root), false, 'it is known to be out of date')
  t.same(fs.readdirSync(path.join(root, 'build')), ['Release'])
})

t.test('another checkout of the same sources takes what was built, if it loads', async (t) => {
  const one = t.testdir({ one: {}, two: {}, three: {} })
  const roots = ['one', 'two', 'three'].map((name) => path.join(one, name))
  for (const root of roots) project(root)
  const [first = '', second = '', third = ''] = roots
  const cache = path.join(one, 'cache')
  await buildAddon({ root: first, cache, builder: compiler, say: listen().say })
  const heard = listen()
  const unneeded = { name: 'nobody', build: () => Promise.reject(new Error('not needed')) }
  t.equal(await buildAddon({ root: second, cache, builder: unneeded, say: heard.say }), true)
  t.match(heard.lines, [/from the cache/])
  t.equal(isAddonCurrent(second), true)

  for (const name of fs.readdirSync(path.join(cache, 'addons')))
    fs.writeFileSync(path.join(cache, 'addons', name), 'spoilt')
  t.equal(await buildAddon({ root: third, cache, builder: compiler, say: listen().say }), true)
  t.equal(isAddonCurrent(third), true)
})

t.test('without a compiler it says how to get one', async (t) => {
  const root = t.testdir()
  project(root)
  const before = process.env.CXX
  process.env.CXX = 'no-such-compiler'
  t.teardown(() => {
    if (before === undefined) delete process.env.CXX
    else process.env.CXX = before
  })
  const problem = await t.rejects(
    buildAddon({ root, cache: path.join(root, 'cache'), builder: compiler, say: listen().say }),
    SetupProblem,
  )
  t.match(problem, { message: /C\+\+17 compiler/, advice: /apt-get install g\+\+/ })
})

t.test('a build folder that was made for other sources is told', async (t) => {
  const here = t.testdir({
    own: {},
    fresh: {},
    copied: {},
    broken: { 'CMakeCache.txt': 'nothing' },
    other: {},
  })
  const cacheFor = (root: string) => `# This is the CMakeCache file.\nCMAKE_HOME_DIRECTORY:INTERNAL=${root}\n`
  fs.writeFileSync(path.join(here, 'own', 'CMakeCache.txt'), cacheFor(here))
  fs.writeFileSync(path.join(here, 'copied', 'CMakeCache.txt'), cacheFor(path.join(here, 'other')))
  const fits = (name: string) => isConfiguredFor(path.join(here, name), here)
  t.same(['own', 'fresh', 'copied', 'broken'].map(fits), [true, true, false, false])
})
