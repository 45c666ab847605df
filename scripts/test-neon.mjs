/**
 * `npm run test:neon`: the C++ tests compiled for arm64, where the kernels' baseline is NEON, and run under QEMU. Where the
 * cross compiler or QEMU is missing it says what installs them and ends with 0: nothing depends on it. An argument is
 * GoogleTest's filter.
 */
import { existsSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { findProgram } from './setup/programs.mjs'
import { run, tail } from './setup/run.mjs'
import { setup } from './setup.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const build = path.join(root, 'build', 'neon-tests')

const TRIPLE = 'aarch64-linux-gnu'
/** GoogleTest's source as Debian and Ubuntu install it: its library is compiled with the tests. */
const GOOGLE_TEST = '/usr/src/googletest'
const PACKAGES = `g++-${TRIPLE} qemu-user googletest cmake`
/** Minutes under emulation, and what they test no kernel does, or other tests of the same kernels do. */
const LEFT_OUT = [
  'ResampleQualityTest.DiffersFrom*',
  'ResampleQualityTest.Tones*',
  'TimeStretch*',
  'PitchShift*',
]

/** @returns {Promise<number>} the exit code */
async function main() {
  if (process.arch === 'arm64') return skip('this machine is arm64, whose NEON `npm run test:native` tests')
  const emulator = findProgram('qemu-aarch64')
  const missing = [
    !findProgram(`${TRIPLE}-g++`) && `${TRIPLE}-g++`,
    !emulator && 'qemu-aarch64',
    !findProgram('cmake') && 'CMake',
    !existsSync(GOOGLE_TEST) && GOOGLE_TEST,
  ].filter(Boolean)
  if (!emulator || missing.length > 0)
    return skip(`${missing.join(', ')} not found (Debian, Ubuntu: apt-get install ${PACKAGES})`)
  if ((await setup({ parts: ['third-party'] })) !== 0) return 1
  const emulation = [emulator, '-L', `/usr/${TRIPLE}`]
  const configured = await run('cmake', ['-S', root, '-B', build, ...configuration(emulation)])
  if (configured.code !== 0) return fail(tail(configured.output, 30))
  const jobs = String(Math.min(2, os.availableParallelism()))
  const built = await run('cmake', ['--build', build, '--parallel', jobs, '--target', 'emovox_tests'])
  if (built.code !== 0) return fail(tail(built.output, 40))
  const [program, ...args] = [...emulation, path.join(build, 'native', 'test', 'emovox_tests')]
  const filter = `--gtest_filter=${process.argv[2] ?? `-${LEFT_OUT.join(':')}`}`
  const tested = await run(program, [...args, filter, '--gtest_brief=1'], { cwd: root, show: true })
  return tested.code ?? 1
}

/** @param {readonly string[]} emulation */
function configuration(emulation) {
  return [
    '-DEMOVOX_TESTS=ON',
    '-DCMAKE_BUILD_TYPE=Release',
    '-DCMAKE_SYSTEM_NAME=Linux',
    '-DCMAKE_SYSTEM_PROCESSOR=aarch64',
    `-DCMAKE_C_COMPILER=${TRIPLE}-gcc`,
    `-DCMAKE_CXX_COMPILER=${TRIPLE}-g++`,
    `-DCMAKE_CROSSCOMPILING_EMULATOR=${emulation.join(';')}`,
    `-DEMOVOX_GOOGLETEST_SOURCE=${GOOGLE_TEST}`,
  ]
}

/** @param {string} reason */
function skip(reason) {
  console.log(`test:neon: skipped, ${reason}`)
  return 0
}

/** @param {string} message */
function fail(message) {
  console.error(message)
  return 1
}

process.exitCode = await main()
