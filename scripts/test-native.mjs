/** Builds the C++ tests of the DSP core and runs them. No Node is in them; needs CMake and GoogleTest. */
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { findProgram } from './setup/programs.mjs'
import { run, tail } from './setup/run.mjs'
import { setup } from './setup.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const build = path.join(root, 'build', 'native-tests')

/** @returns {Promise<number>} the exit code */
async function main() {
  if (!findProgram('cmake')) return fail('CMake was not found (Debian, Ubuntu: apt-get install cmake)')
  if ((await setup({ parts: ['third-party'] })) !== 0) return 1
  const options = ['-DEMOVOX_TESTS=ON', '-DCMAKE_BUILD_TYPE=Release']
  const configured = await run('cmake', ['-S', root, '-B', build, ...options])
  if (configured.code !== 0) {
    if (/GTest/i.test(configured.output))
      return fail('GoogleTest was not found (Debian, Ubuntu: apt-get install libgtest-dev)')
    return fail(tail(configured.output, 30))
  }
  const jobs = String(Math.min(2, os.availableParallelism()))
  const built = await run('cmake', ['--build', build, '--parallel', jobs])
  if (built.code !== 0) return fail(tail(built.output, 40))
  const tested = await run('ctest', ['--output-on-failure', ...process.argv.slice(2)], {
    cwd: build,
    show: true,
  })
  if (tested.missing) return fail('ctest was not found; it comes with CMake')
  return tested.code ?? 1
}

/** @param {string} message */
function fail(message) {
  console.error(message)
  return 1
}

process.exitCode = await main()
