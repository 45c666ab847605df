import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { sha256 } from './checksum.mjs'
import { downloadWheel } from './pip.mjs'
import { SetupProblem } from './problem.mjs'
import { COMPILER_ADVICE, findCompiler } from './programs.mjs'
import { run, tail } from './run.mjs'
import { since, size } from './say.mjs'
import { NAPI_VERSION, PRODUCTS } from './tfjs-node.mjs'
import { unzip } from './unzip.mjs'

/**
 * @typedef {object} Wheel a Python package of TensorFlow, of which the C++ libraries are used; no Python at run time
 * @property {string} requirement as pip knows it
 * @property {string} python the version that it is for
 * @property {string[]} platforms the platform tags that pip may take
 * @property {number} bytes
 * @property {number} libraryBytes its two libraries, unpacked
 * @property {string} sha256
 */

/** libtensorflow as tfjs-node links to it, and the libraries of the wheel that hold those symbols. */
const LIBRARIES = {
  libtensorflow: 'libtensorflow_cc.so.2',
  libtensorflow_framework: 'libtensorflow_framework.so.2',
}

/** The headers that tfjs-node's binding includes, directly and indirectly; the names moved between releases. */
const HEADERS =
  /^tensorflow\/include\/(tensorflow\/c\/(eager\/)?[^/]+\.h|tensorflow\/core\/platform\/ctstring[^/]*\.h|((tensorflow|xla)\/)?tsl\/(c|platform)\/(tsl_status|ctstring)[^/]*\.h)$/

/** @returns {string | undefined} why this machine cannot use the wheel */
export function whyNoWheel() {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return `it is for Linux on x64, this is ${process.platform} on ${process.arch}`
  const report = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (process.report.getReport())
  return report.header.glibcVersionRuntime
    ? undefined
    : 'it needs glibc, and this system has another C library (Alpine?)'
}

/**
 * Makes tfjs-node's `deps` and binding from the wheel, in `into`.
 * @param {object} job
 * @param {Wheel} job.wheel
 * @param {string} job.tfjsNode the folder of tfjs-node, whose sources are compiled
 * @param {string} job.into an empty folder
 * @param {string} job.scratch another one
 * @param {import('./say.mjs').Say} job.say
 */
export async function makeFromWheel({ wheel, tfjsNode, into, scratch, say }) {
  const compiler = findCompiler()
  if (!compiler)
    throw new SetupProblem("tfjs-node's binding needs a C++ compiler, and there is none", COMPILER_ADVICE)
  checkSpace(scratch, wheel.bytes + 2 * wheel.libraryBytes)
  let start = performance.now()
  say('tensorflow', `downloading ${wheel.requirement} (${size(wheel.bytes)}) with pip`)
  const file = await downloadWheel({ ...wheel, folder: scratch })
  await checkSum(file, wheel)
  say(
    'tensorflow',
    `downloaded in ${since(start)}; unpacking ${size(wheel.libraryBytes)} and compiling the binding`,
  )
  start = performance.now()
  await unpackLibraries(file, path.join(into, 'deps'))
  await compileBinding({
    compiler,
    tfjsNode,
    deps: path.join(into, 'deps'),
    into: path.join(into, PRODUCTS[1]),
  })
  say('tensorflow', `unpacked and compiled in ${since(start)}`)
}

/**
 * @param {string} file
 * @param {Wheel} wheel
 */
export async function checkSum(file, wheel) {
  const found = await sha256(file)
  if (found === wheel.sha256) return
  throw new SetupProblem(
    `${wheel.requirement}: wrong checksum: expected sha256 ${wheel.sha256}, found ${found} (${path.basename(file)}, ${size(fs.statSync(file).size)})`,
    'It was not used. Run it again: a download may have been changed on its way (proxies and mirrors do that). If the same sum comes again, report it to emovox.',
  )
}

/**
 * @param {string} file
 * @param {string} deps
 */
async function unpackLibraries(file, deps) {
  const names = Object.values(LIBRARIES)
  await unzip(file, (name) => {
    const library = names.find((one) => name === `tensorflow/${one}`)
    if (library) return path.join(deps, 'lib', library)
    if (HEADERS.test(name)) return path.join(deps, name.replace(/^tensorflow\//, ''))
    return /^tensorflow_cpu[^/]*\.dist-info\/LICENSE$/.test(name) ? path.join(deps, 'LICENSE') : undefined
  })
  const paths = names.map((name) => path.join(deps, 'lib', name))
  const absent = paths.find((library) => !fs.existsSync(library))
  if (absent) throw new Error(`${path.basename(file)} has no ${path.basename(absent)}`)
  // Symbols that only debuggers read are a quarter of the size. Without strip everything works all the same.
  await run('strip', ['--strip-unneeded', ...paths])
  for (const [name, library] of Object.entries(LIBRARIES))
    fs.symlinkSync(library, path.join(deps, 'lib', `${name}.so`))
}

/** @param {{ compiler: string, tfjsNode: string, deps: string, into: string }} job */
async function compileBinding({ compiler, tfjsNode, deps, into }) {
  fs.mkdirSync(into, { recursive: true })
  const headers = path.join(
    path.dirname(createRequire(import.meta.url).resolve('node-api-headers/package.json')),
    'include',
  )
  const sources = ['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) => path.join(tfjsNode, 'binding', name))
  const args = [
    ...[
      '-O2',
      '-std=c++17',
      '-fPIC',
      '-shared',
      '-w',
      `-DNAPI_VERSION=${NAPI_VERSION}`,
      '-DBUILDING_NODE_EXTENSION',
    ],
    ...[
      '-I',
      path.join(deps, 'include'),
      '-I',
      headers,
      ...sources,
      '-o',
      path.join(into, 'tfjs_binding.node'),
    ],
    ...[
      '-L',
      path.join(deps, 'lib'),
      '-ltensorflow',
      '-ltensorflow_framework',
      '-Wl,-rpath,$ORIGIN/../../deps/lib',
    ],
  ]
  const { code, output } = await run(compiler, args)
  if (code !== 0)
    throw new SetupProblem(`${compiler} could not compile tfjs-node's binding:\n${tail(output, 20)}`)
}

/**
 * @param {string} folder
 * @param {number} needed bytes
 */
function checkSpace(folder, needed) {
  const { bavail, bsize } = fs.statfsSync(folder)
  if (bavail * bsize >= needed) return
  throw new SetupProblem(
    `TensorFlow's library needs ${size(needed)} of disk space for a moment, and ${folder} has ${size(bavail * bsize)}`,
    'Make room, or name a folder on a larger disk in the environment variable EMOVOX_CACHE.',
  )
}
