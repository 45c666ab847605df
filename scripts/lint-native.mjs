/** Checks the C++ code: its layout with clang-format, its faults with clang-tidy. `--fix` formats and does no more. */
import fs from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { findProgram } from './setup/programs.mjs'
import { run } from './setup/run.mjs'
import { setup } from './setup.mjs'

/** Other versions lay code out differently, and find other faults. */
const VERSION = '18.1.8'
const FOLDERS = ['native/dsp', 'native/lstm', 'native/simd', 'native/addon', 'native/fuzz', 'native/test']

const require = createRequire(import.meta.url)
const root = fileURLToPath(new URL('..', import.meta.url))

/** @returns {Promise<number>} the exit code */
async function main() {
  const files = FOLDERS.flatMap((folder) => sourcesIn(folder))
  const fix = process.argv.includes('--fix')
  const format = findTool('clang-format', 'CLANG_FORMAT')
  if (!format || files.length === 0) return format ? 0 : 1
  const layout = await run(format, fix ? ['-i', ...files] : ['--dry-run', '--Werror', ...files], {
    cwd: root,
  })
  if (layout.code !== 0) console.error(`${layout.output}\n\`npm run format\` lays the code out.`)
  if (fix) return layout.code === 0 ? 0 : 1
  const faults = await tidy(files.filter((file) => file.endsWith('.cpp')))
  return layout.code === 0 && faults === 0 ? 0 : 1
}

/**
 * @param {string} folder
 * @returns {string[]}
 */
function sourcesIn(folder) {
  const full = path.join(root, folder)
  if (!fs.existsSync(full)) return []
  const names = fs.readdirSync(full, { recursive: true, encoding: 'utf8' })
  return names.filter((name) => /\.(cpp|h)$/.test(name)).map((name) => path.join(folder, name))
}

/**
 * clang-tidy looks at a file once for each of its commands: the kernels, which are compiled for every instruction set,
 * would take most of the time. Their widest set is the last.
 *
 * @param {string} file
 */
function keepOneCommandEach(file) {
  /** @type {{ file: string }[]} */
  const commands = JSON.parse(fs.readFileSync(file, 'utf8'))
  const last = new Map(commands.map((command) => [command.file, command]))
  fs.writeFileSync(file, JSON.stringify([...last.values()]))
}

/**
 * @param {readonly string[]} files
 * @returns {Promise<number>} the exit code
 */
async function tidy(files) {
  const program = findTool('clang-tidy', 'CLANG_TIDY')
  if (!program) return 1
  if (!findProgram('cmake'))
    return fail('CMake was not found; clang-tidy takes the compiler options from it.')
  if ((await setup({ parts: ['third-party'] })) !== 0) return 1
  const build = path.join(root, 'build', 'lint')
  // As cmake-js says it to CMakeLists.txt, so that the addon's own files are in the list too.
  const include = [require('node-addon-api').include_dir, require('node-api-headers').include_dir].map(
    (folder) => path.resolve(folder),
  )
  const options = [
    '-DEMOVOX_TESTS=ON',
    '-DEMOVOX_FUZZ=ON',
    '-DCMAKE_EXPORT_COMPILE_COMMANDS=ON',
    `-DCMAKE_JS_INC=${include.join(';')}`,
  ]
  const configured = await run('cmake', ['-S', root, '-B', build, ...options])
  if (configured.code !== 0) return fail(configured.output)
  keepOneCommandEach(path.join(build, 'compile_commands.json'))
  const jobs = Math.max(1, Math.min(files.length, os.availableParallelism()))
  const shares = Array.from({ length: jobs }, (_, job) =>
    files.filter((_file, index) => index % jobs === job),
  )
  const headers = include.map((folder) => `--extra-arg=-isystem${folder}`)
  const outcomes = await Promise.all(
    shares.map((share) => run(program, ['--quiet', '-p', build, ...headers, ...share], { cwd: root })),
  )
  const found = outcomes.filter(({ code }) => code !== 0)
  for (const { output } of found) console.error(output)
  return found.length === 0 ? 0 : 1
}

/**
 * @param {string} name
 * @param {string} variable names the program in the environment
 */
function findTool(name, variable) {
  const found = findProgram(process.env[variable] || name)
  if (!found)
    fail(
      `${name} was not found: pip install ${name}==${VERSION}, or name it in the environment variable ${variable}.`,
    )
  return found
}

/** @param {string} message */
function fail(message) {
  console.error(message)
  return 1
}

process.exitCode = await main()
