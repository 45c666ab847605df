import fs from 'node:fs'
import path from 'node:path'
import t from 'tap'
import { SetupProblem } from '../../scripts/setup/problem.mjs'
import { checkSum } from '../../scripts/setup/tensorflow-wheel.mjs'
import { runOwnInstaller } from '../../scripts/setup/tfjs-installer.mjs'
import { PRODUCTS } from '../../scripts/setup/tfjs-node.mjs'
import { isTensorflowReady, provisionTensorflow } from '../../scripts/tensorflow.mjs'
import { listen, sha256 } from './local_library.ts'

const spec = {
  tfjsNode: '4.22.0',
  wheel: {
    requirement: 'none',
    python: '3.11',
    platforms: [],
    bytes: 1,
    libraryBytes: 1,
    sha256: '0123456789',
  },
}

/** A checkout with a tfjs-node of which nothing but package.json and the install script is there. */
function checkout(root: string, installer = ''): string {
  const folder = path.join(root, 'node_modules', '@tensorflow', 'tfjs-node')
  fs.mkdirSync(path.join(folder, 'scripts'), { recursive: true })
  fs.writeFileSync(path.join(root, 'package.json'), '{}')
  fs.writeFileSync(path.join(folder, 'package.json'), '{ "name": "@tensorflow/tfjs-node" }')
  fs.writeFileSync(path.join(folder, 'scripts', 'install.js'), installer)
  return folder
}

function writeProducts(folder: string, content: string): void {
  const [deps, binding] = PRODUCTS.map((name) => path.join(folder, name))
  fs.mkdirSync(path.join(deps ?? '', 'lib'), { recursive: true })
  fs.mkdirSync(binding ?? '', { recursive: true })
  fs.writeFileSync(path.join(deps ?? '', 'lib', 'libtensorflow.so'), content)
  fs.writeFileSync(path.join(binding ?? '', 'tfjs_binding.node'), content)
}

const route = (name: string, content: string) => ({
  name,
  take: async ({ folder }: { folder: string }) => writeProducts(folder, content),
})

const failing = (name: string, reason: string) => ({
  name,
  take: async () => {
    throw new Error(reason)
  },
})

/** Stands in for loading: a library loads if "good" is in it. */
async function attempt(folder: string) {
  const library = path.join(folder, 'deps', 'lib', 'libtensorflow.so')
  const good = fs.existsSync(library) && fs.readFileSync(library, 'utf8') === 'good'
  return good ? { version: 'TensorFlow 2' } : { problem: 'no good' }
}

t.test('routes are tried in turn until tfjs-node loads, and then nothing is done any more', async (t) => {
  const root = t.testdir()
  const folder = checkout(root)
  const cache = path.join(root, 'cache')
  const routes = [failing('first', 'no network'), route('second', 'broken'), route('third', 'good')]
  t.equal(isTensorflowReady(root), false)
  const heard = listen()
  t.equal(await provisionTensorflow({ root, cache, spec, routes, attempt, say: heard.say }), true)
  t.match(heard.lines.at(-1), /TensorFlow 2 from third works/)
  t.equal(isTensorflowReady(root), true)

  t.equal(await provisionTensorflow({ root, cache, spec, routes: [], attempt, say: heard.say }), false)
  fs.writeFileSync(path.join(folder, 'deps', 'lib', 'libtensorflow.so'), 'something else')
  t.equal(isTensorflowReady(root), false, 'a changed library is noticed')
  writeProducts(folder, 'good')
  await provisionTensorflow({ root, cache, spec, routes: [], attempt, say: heard.say })
  t.equal(isTensorflowReady(root), true, 'what loads is taken as it is')
})

t.test('when no route works each is named with its reason, and nothing half is left', async (t) => {
  const root = t.testdir()
  const folder = checkout(root)
  const routes = [failing('first', 'no network'), route('second', 'broken')]
  const job = { root, cache: path.join(root, 'cache'), spec, routes, attempt, say: listen().say }
  const problem = await t.rejects(provisionTensorflow(job), SetupProblem)
  t.match(String(problem), /first: no network/)
  t.match(String(problem), /second: it does not load: no good/)
  for (const name of PRODUCTS) t.notOk(fs.existsSync(path.join(folder, name)))
})

t.test('no space on the disk says so', async (t) => {
  const root = t.testdir()
  checkout(root)
  const full = Object.assign(new Error('write failed'), { code: 'ENOSPC' })
  const routes = [{ name: 'first', take: () => Promise.reject(full) }]
  const job = { root, cache: path.join(root, 'cache'), spec, routes, attempt, say: listen().say }
  t.match(String(await t.rejects(provisionTensorflow(job))), /no space left on the disk.*EMOVOX_CACHE/)
})

t.test("what tfjs-node's own installer brought is cached for the next checkout", async (t) => {
  const root = t.testdir()
  const installer = `
    const fs = require('node:fs')
    for (const folder of ['deps/lib', '${PRODUCTS[1]}']) fs.mkdirSync(folder, { recursive: true })
    fs.writeFileSync('deps/lib/libtensorflow.so', 'good')
    fs.symlinkSync('libtensorflow.so', 'deps/lib/libtensorflow.so.2')
    fs.writeFileSync('${PRODUCTS[1]}/tfjs_binding.node', 'good')
    fs.writeFileSync('package.json', '{}')`
  const one = path.join(root, 'one')
  const two = path.join(root, 'two')
  const cache = path.join(root, 'cache')
  const folder = checkout(one, installer)
  await provisionTensorflow({ root: one, cache, spec, attempt, say: listen().say })
  t.match(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'), '@tensorflow/tfjs-node', 'put back')
  checkout(two)
  const heard = listen()
  await provisionTensorflow({ root: two, cache, spec, routes: [], attempt, say: heard.say })
  t.match(heard.lines, [/from the cache works/])
  t.equal(isTensorflowReady(two), true)
})

t.test('an installer that fails, or hears nothing, is given up and its edit undone', async (t) => {
  const edit = "require('node:fs').writeFileSync('package.json', '{}');"
  const failed = checkout(
    t.testdir({}),
    `${edit} console.error('Error: getaddrinfo ENOTFOUND host'); process.exit(1)`,
  )
  await t.rejects(runOwnInstaller({ folder: failed }), /ENOTFOUND/)
  t.match(fs.readFileSync(path.join(failed, 'package.json'), 'utf8'), '@tensorflow/tfjs-node')

  const silent = checkout(path.join(t.testdirName, 'silent'), `${edit} setInterval(() => {}, 1000)`)
  await t.rejects(runOwnInstaller({ folder: silent, silenceMs: 300 }), /no answer for 0\.3 s/)
  t.match(fs.readFileSync(path.join(silent, 'package.json'), 'utf8'), '@tensorflow/tfjs-node')
})

t.test('a wheel with a wrong checksum is refused with both sums', async (t) => {
  const file = path.join(t.testdir({ 'library.whl': 'right' }), 'library.whl')
  const wheel = { ...spec.wheel, sha256: sha256(Buffer.from('right')) }
  await checkSum(file, wheel)
  fs.writeFileSync(file, 'wrong')
  const problem = await t.rejects(checkSum(file, wheel), SetupProblem)
  t.match(String(problem), wheel.sha256)
  t.match(String(problem), sha256(Buffer.from('wrong')))
})
