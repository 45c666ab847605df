/**
 * Builds the C++ tests of the DSP core and runs them. No Node is in them; needs CMake and GoogleTest.
 *
 *     node scripts/test-native.mjs                       all, each by ctest, which takes the other arguments
 *     node scripts/test-native.mjs --sanitize=address    all, under AddressSanitizer and UndefinedBehaviorSanitizer
 *     node scripts/test-native.mjs --sanitize=thread     those of files that speak of threads, under ThreadSanitizer
 *
 * Sanitized tests are one program, which takes the other arguments (`--gtest_filter=Mfcc.*`).
 */
import path from 'node:path'
import { buildNative } from './native/build.mjs'
import { runSanitized } from './native/sanitized.mjs'
import { explain } from './setup/problem.mjs'
import { run } from './setup/run.mjs'

const SANITIZE = '--sanitize='

/** @returns {Promise<number>} the exit code */
async function main() {
  const args = process.argv.slice(2)
  const sanitizer = args.find((arg) => arg.startsWith(SANITIZE))?.slice(SANITIZE.length)
  const rest = args.filter((arg) => !arg.startsWith(SANITIZE))
  try {
    return await (sanitizer === undefined ? test(rest) : testSanitized(sanitizer, rest))
  } catch (error) {
    console.error(explain(error))
    return 1
  }
}

/** @param {readonly string[]} args */
async function test(args) {
  const build = await buildNative('native-tests', ['-DEMOVOX_TESTS=ON', '-DCMAKE_BUILD_TYPE=Release'])
  const tested = await run('ctest', ['--output-on-failure', ...args], { cwd: build, show: true })
  if (!tested.missing) return tested.code ?? 1
  console.error('ctest was not found; it comes with CMake')
  return 1
}

/**
 * @param {string} sanitizer as EMOVOX_SANITIZE of CMakeLists.txt
 * @param {readonly string[]} args
 */
async function testSanitized(sanitizer, args) {
  const options = ['-DEMOVOX_TESTS=ON', '-DCMAKE_BUILD_TYPE=Debug', `-DEMOVOX_SANITIZE=${sanitizer}`]
  const build = await buildNative(`native-tests-${sanitizer}`, options)
  return runSanitized(path.join(build, 'native', 'test', 'emovox_tests'), ['--gtest_brief=1', ...args])
}

process.exitCode = await main()
