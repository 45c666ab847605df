/**
 * Makes @tensorflow/tfjs-node work. The npm package lacks TensorFlow's library, which its own install script downloads;
 * where that host is not reached, the library comes from TensorFlow's Python package. Either way the result is kept in
 * the cache, and the next checkout gets it by hard links.
 */
import fs from 'node:fs'
import path from 'node:path'
import { linkTree } from './setup/link-tree.mjs'
import { explain, SetupProblem } from './setup/problem.mjs'
import { say as sayAloud, since } from './setup/say.mjs'
import { moveInto, withScratch } from './setup/scratch.mjs'
import { makeFromWheel, whyNoWheel } from './setup/tensorflow-wheel.mjs'
import { runOwnInstaller } from './setup/tfjs-installer.mjs'
import {
  installTfjsNode,
  isStamped,
  locateTfjsNode,
  NAPI_VERSION,
  PRODUCTS,
  removeProducts,
  stamp,
  tryOut,
} from './setup/tfjs-node.mjs'

/**
 * @typedef {object} TensorflowSpec
 * @property {string} tfjsNode its version
 * @property {import('./setup/tensorflow-wheel.mjs').Wheel} wheel
 */

/**
 * @typedef {object} Job
 * @property {string} folder of tfjs-node
 * @property {string} store where the cache keeps what was made
 * @property {TensorflowSpec} spec
 * @property {import('./setup/say.mjs').Say} say
 */

/**
 * @param {string} root the folder of emovox
 * @returns {boolean} whether tfjs-node loaded when its files were as they are now
 */
export function isTensorflowReady(root) {
  const folder = locateTfjsNode(root)
  return folder !== undefined && isStamped(folder)
}

/** The ways to TensorFlow's library, in the order in which they are tried. */
const ROUTES = [
  { name: "tfjs-node's own installer", take: takeOwnInstaller },
  { name: "TensorFlow's Python package", take: takeWheel },
]

/**
 * @param {object} options
 * @param {string} options.root the folder of emovox
 * @param {string} options.cache
 * @param {TensorflowSpec} options.spec
 * @param {boolean} [options.force] download again although it is there, or in the cache
 * @param {readonly { name: string, take: (job: Job) => Promise<void> }[]} [options.routes]
 * @param {typeof tryOut} [options.attempt] whether tfjs-node loads
 * @param {import('./setup/say.mjs').Say} [options.say]
 * @returns {Promise<boolean>} whether anything had to be done
 * @throws {SetupProblem} when no route leads to a tfjs-node that loads
 */
export async function provisionTensorflow({
  root,
  cache,
  spec,
  force = false,
  routes = ROUTES,
  attempt = tryOut,
  say = sayAloud,
}) {
  if (!force && isTensorflowReady(root)) return false
  const start = performance.now()
  const folder = locateTfjsNode(root) ?? (await installPackage({ root, version: spec.tfjsNode, say }))
  const store = path.join(cache, storeName(spec))
  const job = { folder, store, spec, say }
  /** @type {string[]} */
  const tried = []
  const before = { name: 'what is there', take: async () => {} }
  const cached = { name: 'the cache', take: takeCached }
  for (const route of force ? [...routes, cached] : [before, cached, ...routes]) {
    try {
      await route.take(job)
    } catch (error) {
      if (error !== NOT_CACHED) tried.push(`${route.name}: ${describe(error, cache)}`)
      continue
    }
    const outcome = await attempt(folder)
    if ('version' in outcome) {
      stamp(folder)
      if (route !== before) say('tensorflow', `${outcome.version} from ${route.name} works, ${since(start)}`)
      return true
    }
    if (route !== before) tried.push(`${route.name}: it does not load: ${outcome.problem}`)
    removeProducts(folder)
  }
  throw new SetupProblem(
    `@tensorflow/tfjs-node could not be made to work. What was tried:\n${tried.map((line) => `  - ${line}`).join('\n')}`,
    'Features work without TensorFlow; training and prediction need it. When one of these is put right, run this again.',
  )
}

const NOT_CACHED = new Error('not in the cache')

/** @param {TensorflowSpec} spec */
const storeName = (spec) =>
  `tfjs-node-${spec.tfjsNode}-${process.platform}-${process.arch}-napi${NAPI_VERSION}-${spec.wheel.sha256.slice(0, 8)}`

/** @param {Job} job */
async function takeCached({ folder, store }) {
  if (!fs.existsSync(store)) throw NOT_CACHED
  removeProducts(folder)
  for (const name of PRODUCTS) linkTree(path.join(store, name), path.join(folder, name))
}

/** @param {Job} job */
async function takeOwnInstaller({ folder, store, say }) {
  removeProducts(folder)
  const start = performance.now()
  say('tensorflow', "running tfjs-node's own installer, which downloads about 100 to 200 MB")
  try {
    await runOwnInstaller({ folder })
  } catch (error) {
    removeProducts(folder)
    say('tensorflow', `it did not get through after ${since(start)}: ${explain(error)}`)
    throw error
  }
  await withScratch(path.dirname(store), async (scratch) => {
    for (const name of PRODUCTS) linkTree(path.join(folder, name), path.join(scratch, 'made', name))
    moveInto(path.join(scratch, 'made'), store)
  })
}

/** @param {Job} job */
async function takeWheel({ folder, store, spec, say }) {
  const obstacle = whyNoWheel()
  if (obstacle) throw new Error(obstacle)
  await withScratch(path.dirname(store), async (scratch) => {
    const into = path.join(scratch, 'made')
    const downloads = path.join(scratch, 'downloads')
    fs.mkdirSync(downloads)
    await makeFromWheel({ wheel: spec.wheel, tfjsNode: folder, into, scratch: downloads, say })
    moveInto(into, store)
  })
  await takeCached({ folder, store, spec, say })
}

/** @param {{ root: string, version: string, say: import('./setup/say.mjs').Say }} request */
async function installPackage({ root, version, say }) {
  say('tensorflow', `npm left @tensorflow/tfjs-node ${version} out; installing it`)
  const modules = path.join(root, 'node_modules')
  return await withScratch(modules, (scratch) => installTfjsNode({ root, version, scratch }))
}

/**
 * @param {unknown} error
 * @param {string} cache
 */
function describe(error, cache) {
  if (error instanceof Error && 'code' in error && error.code === 'ENOSPC')
    return `no space left on the disk of ${cache}; make room, or name another folder in EMOVOX_CACHE`
  return explain(error).replaceAll('\n', '\n    ')
}
