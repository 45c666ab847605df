import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { SetupProblem } from './problem.mjs'
import { run, tail } from './run.mjs'

/** tfjs-node supports Node-API 3 to 8; one build of it serves every Node that has its version. */
export const NAPI_VERSION = Math.min(8, Number(process.versions.napi))

/** What turns the npm package into a working one, relative to it. */
export const PRODUCTS = /** @type {const} */ (['deps', `lib/napi-v${NAPI_VERSION}`])

/** Beside the binding: what was there when it last loaded. */
const STAMP = `lib/napi-v${NAPI_VERSION}/emovox-ready.json`

/**
 * @param {string} root the folder of emovox
 * @returns {string | undefined} the folder of @tensorflow/tfjs-node, if it is installed
 */
export function locateTfjsNode(root) {
  const { resolve } = createRequire(path.join(root, 'package.json'))
  try {
    return path.dirname(resolve('@tensorflow/tfjs-node/package.json'))
  } catch {
    return undefined
  }
}

/**
 * Whether tfjs-node loaded when its files were as they are now. Takes milliseconds, where loading takes a second.
 * @param {string} folder of tfjs-node
 */
export function isStamped(folder) {
  try {
    return fs.readFileSync(path.join(folder, STAMP), 'utf8') === stateOf(folder)
  } catch {
    return false
  }
}

/** @param {string} folder */
export const stamp = (folder) => fs.writeFileSync(path.join(folder, STAMP), stateOf(folder))

/**
 * Node, and the sizes and times of the binding and the libraries.
 * @param {string} folder
 */
function stateOf(folder) {
  const libraries = fs.readdirSync(path.join(folder, 'deps', 'lib')).map((name) => `deps/lib/${name}`)
  const files = ['package.json', `lib/napi-v${NAPI_VERSION}/tfjs_binding.node`, ...libraries].map((name) => {
    const { size, mtimeMs } = fs.statSync(path.join(folder, name))
    return [name, size, Math.round(mtimeMs)]
  })
  return JSON.stringify({ node: process.version, arch: process.arch, files }, null, 1)
}

/**
 * Multiplies two matrices in a process of its own: a library that is broken may crash it.
 * The first line stands in for what Node 24 took away and tfjs-node 4.22 still calls.
 */
const TRIAL = `
const util = require('node:util'); util.isNullOrUndefined ??= (x) => x == null; util.isArray ??= Array.isArray
const tf = require(process.argv[1])
const [a, b] = tf.tensor2d([[1, 2], [3, 4]]).matMul(tf.ones([2, 1])).dataSync()
if (a !== 3 || b !== 7) throw new Error('wrong product: ' + a + ', ' + b)
console.log('TensorFlow ' + tf.backend().binding.TF_Version)`

/**
 * @param {string} folder of tfjs-node
 * @returns {Promise<{ version: string } | { problem: string }>}
 */
export async function tryOut(folder) {
  if (!fs.existsSync(path.join(folder, PRODUCTS[1], 'tfjs_binding.node')))
    return { problem: 'its binding is not there' }
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', NODE_OPTIONS: '' }
  const { code, output, stdout } = await run(process.execPath, ['-e', TRIAL, folder], {
    env,
    timeoutMs: 120_000,
  })
  if (code === 0) return { version: stdout.trim().split('\n').at(-1) ?? '' }
  const cause = output.split('\n').find((line) => /^\w*Error/.test(line)) ?? tail(output, 1)
  return { problem: cause || 'it crashes while loading (TensorFlow needs a processor with AVX)' }
}

/**
 * Removes what a failed attempt left.
 * @param {string} folder of tfjs-node
 */
export function removeProducts(folder) {
  for (const name of PRODUCTS) fs.rmSync(path.join(folder, name), { recursive: true, force: true })
}

/**
 * Installs tfjs-node, without running its install script, where npm left it out: it is an optional dependency, and npm
 * removes it when its own download fails. It goes into emovox's own folder with all it needs inside it, so nothing of
 * the project around is touched, whichever package manager made that.
 * @param {{ root: string, version: string, scratch: string }} request
 * @returns {Promise<string>} its folder
 */
export async function installTfjsNode({ root, version, scratch }) {
  const name = `@tensorflow/tfjs-node@${version}`
  const args = [
    'install',
    '--prefix',
    scratch,
    '--no-save',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    name,
  ]
  fs.writeFileSync(path.join(scratch, 'package.json'), '{ "private": true }\n')
  const windows = process.platform === 'win32'
  const { code, output } = await run(windows ? 'npm.cmd' : 'npm', args, { cwd: scratch, shell: windows })
  if (code !== 0) throw new SetupProblem(`npm could not install ${name}:\n${tail(output, 8)}`)
  const modules = path.join(scratch, 'node_modules')
  const from = path.join(modules, '@tensorflow', 'tfjs-node')
  const folder = path.join(root, 'node_modules', '@tensorflow', 'tfjs-node')
  const own = path.join(scratch, 'tfjs-node')
  fs.renameSync(from, own)
  fs.mkdirSync(path.join(own, 'node_modules'), { recursive: true })
  mergeInto(modules, path.join(own, 'node_modules'))
  fs.mkdirSync(path.dirname(folder), { recursive: true })
  fs.rmSync(folder, { recursive: true, force: true })
  fs.renameSync(own, folder)
  return folder
}

/**
 * @param {string} from a node_modules folder
 * @param {string} into another one; what is there already stays
 */
function mergeInto(from, into) {
  for (const name of fs.readdirSync(from)) {
    const place = path.join(into, name)
    if (!fs.existsSync(place)) fs.renameSync(path.join(from, name), place)
    else if (name.startsWith('@') || name === '.bin') mergeInto(path.join(from, name), place)
  }
}
