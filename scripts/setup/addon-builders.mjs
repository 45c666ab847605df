import fs from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { SetupProblem } from './problem.mjs'
import { findProgram } from './programs.mjs'
import { run, tail } from './run.mjs'

/**
 * @typedef {(root: string) => Promise<string>} Builder compiles the addon in a folder of its own below `root`/build and
 * answers where the result is
 */

const require = createRequire(import.meta.url)

/** @type {Builder} */
export async function buildWithCMake(root) {
  const out = path.join(root, 'build', 'cmake')
  const program = path.join(path.dirname(require.resolve('cmake-js/package.json')), 'bin', 'cmake-js')
  const env = { ...process.env, CMAKE_BUILD_PARALLEL_LEVEL: String(os.availableParallelism()) }
  const compile = () =>
    run(process.execPath, [program, 'build', '--directory', root, '--out', out], { cwd: root, env })
  // A copied build folder would go on compiling the sources that it was made for, if they are still there.
  if (!isConfiguredFor(out, root)) fs.rmSync(out, { recursive: true, force: true })
  let outcome = await compile()
  if (outcome.code !== 0 && /CMakeCache\.txt|generator/i.test(outcome.output)) {
    // What an earlier run left does not fit any more: the checkout was moved, or make gave way to Ninja.
    fs.rmSync(out, { recursive: true, force: true })
    outcome = await compile()
  }
  return resultOf('CMake', outcome, [path.join(out, 'Release', 'emovox.node'), path.join(out, 'emovox.node')])
}

/**
 * Whether CMake's folder, if there is one, was made for the sources in `root`.
 * @param {string} out
 * @param {string} root
 */
export function isConfiguredFor(out, root) {
  const cache = path.join(out, 'CMakeCache.txt')
  if (!fs.existsSync(cache)) return true
  const home = /^CMAKE_HOME_DIRECTORY:INTERNAL=(.*)$/m.exec(fs.readFileSync(cache, 'utf8'))?.[1]
  return home !== undefined && fs.existsSync(home) && fs.realpathSync(home) === fs.realpathSync(root)
}

/**
 * node-gyp always builds in `build/` beside binding.gyp, where it would write over the addon in use. So it works in a
 * folder of its own, which shows it the sources by links.
 * @type {Builder}
 */
export async function buildWithGyp(root) {
  const stage = path.join(root, 'build', 'gyp')
  fs.mkdirSync(stage, { recursive: true })
  for (const file of ['binding.gyp', 'native-sources.json', 'package.json'])
    fs.copyFileSync(path.join(root, file), path.join(stage, file))
  for (const folder of ['native', 'third_party']) {
    const link = path.join(stage, folder)
    fs.rmSync(link, { recursive: true, force: true })
    fs.symlinkSync(path.join(root, folder), link, 'junction')
  }
  const program = path.join(path.dirname(require.resolve('node-gyp/package.json')), 'bin', 'node-gyp.js')
  const jobs = `--jobs=${os.availableParallelism()}`
  const args = [
    'configure',
    'build',
    '--release',
    '--loglevel=error',
    jobs,
    `--directory=${stage}`,
    ...headersOption(path.join(root, 'build')),
  ]
  const outcome = await run(process.execPath, [program, ...args], { cwd: root })
  if (outcome.code !== 0 && /Could not find any Python/i.test(outcome.output))
    throw new SetupProblem(
      'node-gyp needs Python 3 to build the addon, and there is none',
      'Install CMake instead (Debian, Ubuntu: apt-get install cmake), or Python 3 (apt-get install python3).',
    )
  return resultOf('node-gyp', outcome, [path.join(stage, 'build', 'Release', 'emovox.node')])
}

/** What gyp has to know of Node when Node-API is all that is used of it. */
const COMMON_GYPI = `{
  'target_defaults': {
    'default_configuration': 'Release',
    'configurations': { 'Release': { 'cflags': ['-O3'] }, 'Debug': { 'cflags': ['-g'] } },
    'cflags': ['-fPIC', '-pthread'],
    'cflags_cc': ['-std=c++17'],
    'ldflags': ['-pthread'],
    'conditions': [['OS=="mac"', { 'xcode_settings': {
      'MACOSX_DEPLOYMENT_TARGET': '11.0', 'OTHER_LDFLAGS': ['-undefined', 'dynamic_lookup'] } }]],
  },
}
`

/**
 * The headers to build with: Node's own, where this Node brought them along. Else those of Node-API alone, from npm, which
 * are the same for every Node, so that node-gyp has no need to download any. Windows also needs a library: there
 * node-gyp downloads it.
 * @param {string} build where to put the latter
 * @returns {string[]} options for node-gyp
 */
function headersOption(build) {
  if (process.env.npm_config_nodedir) return []
  const installation = path.dirname(path.dirname(fs.realpathSync(process.execPath)))
  const own = path.join(installation, 'include', 'node')
  if (fs.existsSync(path.join(own, 'node_api.h')) && fs.existsSync(path.join(own, 'common.gypi')))
    return [`--nodedir=${installation}`]
  if (process.platform === 'win32') return []
  const stand = path.join(build, 'gyp-headers')
  const place = path.join(stand, 'include', 'node')
  fs.cpSync(path.join(path.dirname(require.resolve('node-api-headers/package.json')), 'include'), place, {
    recursive: true,
  })
  fs.writeFileSync(path.join(place, 'common.gypi'), COMMON_GYPI)
  return [`--nodedir=${stand}`]
}

/**
 * @param {string} builder
 * @param {import('./run.mjs').Outcome} outcome
 * @param {readonly string[]} candidates
 */
function resultOf(builder, { code, output }, candidates) {
  if (code !== 0) throw new SetupProblem(`${builder} could not build the addon:\n${tail(output, 30)}`)
  const result = candidates.find((file) => fs.existsSync(file))
  if (!result) throw new SetupProblem(`${builder} left no ${candidates[0]}:\n${tail(output, 30)}`)
  return result
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {{ name: string, build: Builder }} CMake where there is one, else node-gyp; EMOVOX_BUILDER forces one
 */
export function chooseBuilder(env = process.env) {
  const forced = env.EMOVOX_BUILDER
  if (forced && forced !== 'cmake' && forced !== 'gyp')
    throw new SetupProblem(`EMOVOX_BUILDER is ${JSON.stringify(forced)}: expected cmake or gyp`)
  const cmake = forced ? forced === 'cmake' : findProgram('cmake', env) !== undefined
  return cmake ? { name: 'CMake', build: buildWithCMake } : { name: 'node-gyp', build: buildWithGyp }
}
