/**
 * Runs the tests that call the addon with one that was built under AddressSanitizer and UndefinedBehaviorSanitizer. Node
 * itself is not, so the sanitizer is preloaded. Needs GCC on Linux.
 *
 *     npm run test:asan                            test/safety, test/audio, test/augment
 *     npm run test:asan -- test/features/mfcc.test.ts
 */
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildNative } from './native/build.mjs'
import { explain, SetupProblem } from './setup/problem.mjs'
import { findCompiler } from './setup/programs.mjs'
import { run, tail } from './setup/run.mjs'

const FOLDERS = ['test/safety', 'test/audio', 'test/augment']
/** It takes away an addon to see what is said then. */
const NOT_FOR_THIS = 'addon_missing.test.ts'

const require = createRequire(import.meta.url)
const root = fileURLToPath(new URL('..', import.meta.url))

/** @returns {Promise<number>} the exit code */
async function main() {
  const preload = await preloaded()
  const include = ['node-addon-api', 'node-api-headers'].map((name) =>
    path.resolve(require(name).include_dir),
  )
  const options = ['-DEMOVOX_SANITIZE=address', '-DCMAKE_BUILD_TYPE=Debug']
  const build = await buildNative('addon-address', [...options, `-DCMAKE_JS_INC=${include.join(';')}`], {
    target: 'emovox',
  })
  const env = {
    ...process.env,
    EMOVOX_REDIRECT_ADDON: path.join(build, 'emovox.node'),
    LD_PRELOAD: preload.join(' '),
    NODE_OPTIONS: `--require=${path.join(root, 'scripts', 'native', 'redirect_addon.cjs')}`,
    // What Node keeps to its end is no leak of ours; it takes all memory that it may, and looks how much it got.
    ASAN_OPTIONS: 'detect_leaks=0:detect_stack_use_after_return=0:allocator_may_return_null=1',
    TAP_TIMEOUT: '600', // seconds, of one test: all of it is several times slower
    UBSAN_OPTIONS: 'print_stacktrace=1',
  }
  let failed = 0
  for (const test of process.argv.length > 2 ? process.argv.slice(2) : allTests()) {
    console.log(test)
    const { code, output } = await run(process.execPath, ['--import=tsx', test], { cwd: root, env })
    if (code === 0) continue
    console.error(tail(output, 100))
    failed++
  }
  console.log(failed === 0 ? 'all passed' : `${failed} failed`)
  return failed === 0 ? 0 : 1
}

function allTests() {
  return FOLDERS.flatMap((folder) =>
    fs
      .readdirSync(path.join(root, folder))
      .filter((name) => name.endsWith('.test.ts') && name !== NOT_FOR_THIS)
      .map((name) => path.join(folder, name)),
  )
}

/** Both must be there before Node begins: the sanitizer looks for the functions of the C++ library that it replaces. */
async function preloaded() {
  const compiler = findCompiler()
  if (process.platform !== 'linux' || !compiler)
    throw new SetupProblem('the addon can be tested with AddressSanitizer on Linux, with GCC')
  const places = await Promise.all(
    ['libasan.so', 'libstdc++.so'].map((name) => run(compiler, [`-print-file-name=${name}`])),
  )
  // A name without a folder: the compiler does not have it.
  const found = places.map(({ stdout }) => stdout.trim()).filter((place) => path.isAbsolute(place))
  if (found.length < places.length)
    throw new SetupProblem(`${compiler} comes without libasan`, 'Use GCC (CXX names another compiler).')
  return found
}

try {
  process.exitCode = await main()
} catch (error) {
  console.error(explain(error))
  process.exitCode = 1
}
