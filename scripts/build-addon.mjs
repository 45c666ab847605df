/** Compiles the C++ addon into build/Release/emovox.node, when its sources or the way to build it have changed. */
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { chooseBuilder } from './setup/addon-builders.mjs'
import { sumOf } from './setup/checksum.mjs'
import { KeptAddons } from './setup/kept-addons.mjs'
import { SetupProblem } from './setup/problem.mjs'
import { COMPILER_ADVICE, findCompiler } from './setup/programs.mjs'
import { run, tail } from './setup/run.mjs'
import { say as sayAloud, since, size } from './setup/say.mjs'
import { moveInto, withScratch } from './setup/scratch.mjs'

const SOURCES = [
  'native-sources.json',
  'CMakeLists.txt',
  'binding.gyp',
  'native/addon',
  'native/dsp',
  'native/lstm',
  'native/simd',
]
const THIRD_PARTY = ['kissfft', 'libsamplerate', 'miniaudio'].map(
  (name) => `third_party/${name}/.pinned.json`,
)

/** @param {string} root */
const addonOf = (root) => path.join(root, 'build', 'Release', 'emovox.node')

/** @param {string} root */
const stampOf = (root) => path.join(root, 'build', 'Release', 'emovox.node.json')

/**
 * @param {string} root the package's folder
 * @returns {boolean} whether the addon is there and was built from the sources as they are now
 */
export function isAddonCurrent(root) {
  try {
    const stamp = JSON.parse(fs.readFileSync(stampOf(root), 'utf8'))
    // Who built it matters only to somebody who asks for one.
    const otherBuilder = process.env.EMOVOX_BUILDER !== undefined && stamp.builder !== chooseBuilder().name
    const intact = stamp.bytes === fs.statSync(addonOf(root)).size
    return intact && !otherBuilder && stamp.fingerprint === fingerprintOf(root)
  } catch {
    return false
  }
}

/**
 * @param {object} options
 * @param {string} options.root the package's folder; third_party/ must be in it
 * @param {string} options.cache keeps what was built: another checkout of the same sources need not compile them
 * @param {boolean} [options.force] compile even when nothing has changed
 * @param {{ name: string, build: import('./setup/addon-builders.mjs').Builder }} [options.builder]
 * @param {import('./setup/say.mjs').Say} [options.say]
 * @returns {Promise<boolean>} whether anything had to be done
 * @throws {SetupProblem} no compiler, an error in compiling, or an addon that does not load: the old addon stays then
 */
export async function buildAddon({ root, cache, force = false, builder = chooseBuilder(), say = sayAloud }) {
  if (!force && isAddonCurrent(root)) return false
  // Taken before compiling: an edit made meanwhile leads to another build, not to a stale addon that looks current.
  const fingerprint = fingerprintOf(root)
  const kept = new KeptAddons(path.join(cache, 'addons'), fingerprint)
  const start = performance.now()
  if (!force && !process.env.EMOVOX_BUILDER && (await kept.take((file) => place(root, file, fingerprint)))) {
    say('addon', `build/Release/emovox.node from the cache, ${since(start)}`)
    return true
  }
  if (process.platform !== 'win32' && !findCompiler())
    throw new SetupProblem('the addon needs a C++17 compiler, and there is none', COMPILER_ADVICE)
  say('addon', `compiling with ${builder.name} (the first time takes about half a minute)`)
  const built = await builder.build(root)
  await place(root, built, fingerprint, builder.name)
  await kept.keep(built)
  say('addon', `build/Release/emovox.node (${size(fs.statSync(addonOf(root)).size)}) in ${since(start)}`)
  return true
}

/**
 * Puts an addon that loads into build/Release, whole or not at all.
 * @param {string} root
 * @param {string} addon
 * @param {string} fingerprint
 * @param {string} [builder]
 */
async function place(root, addon, fingerprint, builder) {
  await withScratch(path.join(root, 'build'), async (folder) => {
    const fresh = path.join(folder, 'emovox.node')
    fs.copyFileSync(addon, fresh)
    await checkThatItLoads(fresh)
    const stamp = { fingerprint, bytes: fs.statSync(fresh).size, builder }
    fs.writeFileSync(path.join(folder, 'stamp'), `${JSON.stringify(stamp, null, 2)}\n`)
    moveInto(fresh, addonOf(root))
    moveInto(path.join(folder, 'stamp'), stampOf(root))
  })
}

/**
 * Everything that the addon depends on. Not Node's version: the addon is built on Node-API, which is the same in all.
 * @param {string} root
 */
function fingerprintOf(root) {
  const api = createRequire(path.join(root, 'package.json')).resolve('node-addon-api/package.json')
  const { CC, CXX, CFLAGS, CXXFLAGS, LDFLAGS } = process.env
  const { version } = JSON.parse(fs.readFileSync(api, 'utf8'))
  return JSON.stringify([
    sumOf(root, [...SOURCES, ...THIRD_PARTY]),
    `${process.platform}-${process.arch}`,
    `node-addon-api ${version}`,
    { CC, CXX, CFLAGS, CXXFLAGS, LDFLAGS },
  ])
}

/** @param {string} addon */
async function checkThatItLoads(addon) {
  const { code, output } = await run(process.execPath, ['-e', `require(${JSON.stringify(addon)})`])
  if (code !== 0) throw new SetupProblem(`the addon was built, but does not load:\n${tail(output, 10)}`)
}
