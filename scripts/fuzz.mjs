/**
 * Runs the fuzz targets of native/fuzz under AddressSanitizer and UndefinedBehaviorSanitizer: first the kept corpus, then
 * inputs that are made of it. With Clang it is libFuzzer that makes them, else native/fuzz/driver.
 *
 *     npm run fuzz                         every target for a minute
 *     npm run fuzz -- --seconds=600 decode
 *     npm run fuzz -- --seconds=0          the kept corpus alone
 *
 * What was found stays in build/fuzz-found; an input that fails is build/fuzz-found/TARGET-crash..., and
 * `build/fuzz/native/fuzz/fuzz_TARGET FILE` runs it again. What teaches something goes into native/fuzz/corpus.py.
 */
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { buildNative } from './native/build.mjs'
import { runSanitized } from './native/sanitized.mjs'
import { explain } from './setup/problem.mjs'
import { findProgram } from './setup/programs.mjs'

const TARGETS = ['decode', 'pipeline', 'signal']
const root = fileURLToPath(new URL('..', import.meta.url))

/** @returns {Promise<number>} the exit code: 1 when an input failed */
async function main() {
  const { values, positionals } = parseArgs({
    options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string', default: '1' } },
    allowPositionals: true,
  })
  const unknown = positionals.filter((name) => !TARGETS.includes(name))
  if (unknown.length > 0 || !/^\d+$/.test(values.seconds) || !/^\d+$/.test(values.seed)) {
    console.error(`Usage: npm run fuzz -- [--seconds=N] [--seed=N] [${TARGETS.join('] [')}]`)
    return 2
  }
  const build = await buildNative(...buildChoices())
  let failed = 0
  for (const target of positionals.length > 0 ? positionals : TARGETS) {
    console.log(`fuzz ${target}`)
    if ((await fuzz(build, target, values.seconds, values.seed)) !== 0) failed++
  }
  return failed === 0 ? 0 : 1
}

/** @returns {Parameters<typeof buildNative>} */
function buildChoices() {
  const options = ['-DEMOVOX_FUZZ=ON', '-DEMOVOX_SANITIZE=address', '-DCMAKE_BUILD_TYPE=Debug']
  const clang = process.env.CXX ? undefined : findProgram('clang++')
  const env = clang ? { ...process.env, CC: clang.replace(/\+\+$/, ''), CXX: clang } : process.env
  return [clang ? 'fuzz-clang' : 'fuzz', options, { target: 'emovox_fuzz', env }]
}

/**
 * @param {string} build
 * @param {string} target
 * @param {string} seconds
 * @param {string} seed
 */
async function fuzz(build, target, seconds, seed) {
  const found = path.join(root, 'build', 'fuzz-found')
  fs.mkdirSync(path.join(found, target), { recursive: true })
  // Both programs take these. An input of a few kilobytes has half a minute and half a gigabyte, and needs far less.
  const limits = ['-timeout=30', '-rss_limit_mb=1024', '-malloc_limit_mb=512']
  const length = seconds === '0' ? '-runs=0' : `-max_total_time=${seconds}`
  const places = [path.join(found, target), path.join(root, 'native', 'fuzz', 'corpus', target)]
  return runSanitized(path.join(build, 'native', 'fuzz', `fuzz_${target}`), [
    ...limits,
    length,
    `-seed=${seed}`,
    `-artifact_prefix=${found}${path.sep}${target}-`,
    '-print_final_stats=0',
    ...places,
  ])
}

try {
  process.exitCode = await main()
} catch (error) {
  console.error(explain(error))
  process.exitCode = 1
}
