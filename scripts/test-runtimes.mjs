/**
 * Runs `.tflite` files in the runtimes that they are written for, beside those that `npm test` has: the last
 * tflite-runtime, TensorFlow Lite Micro, and the AudioClassifiers of MediaPipe and of the Task Library. Each is installed
 * by pip into an environment of its own in `.runtimes/`.
 *
 *     npm run test:runtimes
 *     PYTHON=python3.11 npm run test:runtimes      with another Python: tflite-runtime ends at 3.11
 */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { explain, SetupProblem } from './setup/problem.mjs'
import { run, tail } from './setup/run.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const environments = path.join(root, '.runtimes')

/** Largest difference of a probability from Keras's, by weights. */
const TOLERANCES = { float32: 1e-6, float16: 1e-3, dynamic: 5e-3, int8: 3e-2 }

/**
 * @typedef {object} Runtime
 * @property {string} name the module's
 * @property {readonly string[]} packages what pip installs
 * @property {(form: string, weights: string, input: string, dft: string) => boolean} runs what it must run; the rest it
 *   must refuse, or need not
 */

/** @type {readonly Runtime[]} */
const RUNTIMES = [
  {
    name: 'tflite_runtime',
    packages: ['tflite-runtime', 'numpy<2'],
    runs: () => true,
  },
  {
    name: 'tflite_micro',
    packages: ['tflite-micro', 'numpy'],
    runs: (form, weights, input, dft) =>
      (weights === 'float32' || weights === 'int8') &&
      (input === 'mfcc' || (form !== 'unrolled' && dft === 'matrix')),
  },
  {
    name: 'mediapipe',
    packages: ['mediapipe'],
    runs: (form, _, input, dft) => input === 'waveform' && form !== 'loop' && dft === 'rfft',
  },
  {
    name: 'task_library',
    packages: ['tflite-support', 'numpy<2'],
    runs: (form, _, input, dft) => input === 'waveform' && form !== 'unrolled' && dft === 'rfft',
  },
]

/** @returns {Promise<boolean>} whether all did what they must */
async function main() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'emovox-runtimes-'))
  try {
    await must(process.execPath, ['--import=tsx', path.join(root, 'test/runtimes/write_files.ts'), folder])
    const files = fs.readdirSync(folder).filter((name) => name.endsWith('.tflite'))
    let fine = true
    for (const runtime of RUNTIMES) fine = (await check(runtime, folder, files)) && fine
    return fine
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * @param {Runtime} runtime
 * @param {string} folder
 * @param {readonly string[]} files
 */
async function check(runtime, folder, files) {
  const python = await installed(runtime)
  if (python === null) return true
  const mine = files.filter((name) => runtime.runs(...kindOf(name)))
  const script = path.join(root, 'test/runtimes/run_files.py')
  const { stdout, output } = await run(python, [script, runtime.name, folder, ...mine])
  const lines = stdout.split('\n').filter((line) => line.startsWith('{'))
  if (lines.length !== mine.length)
    throw new SetupProblem(
      `${runtime.name}: stopped after ${lines.length} of ${mine.length} files:\n${tail(output, 6)}`,
    )
  return lines.map((line) => report(runtime, JSON.parse(line))).every(Boolean)
}

/**
 * @param {Runtime} runtime
 * @param {{ file: string, error?: string, maxError?: number, repeatExact?: boolean }} outcome
 */
function report({ name }, { file, error, maxError = Number.NaN, repeatExact = false }) {
  const [, weights] = kindOf(file)
  const fine = maxError < TOLERANCES[weights] && repeatExact
  const said =
    error ?? `within ${maxError.toExponential(1)}, ${repeatExact ? 'the same' : 'ANOTHER ANSWER'} again`
  console.log(`${fine ? 'ok    ' : 'not ok'}  ${name}  ${file}  ${said}`)
  return fine
}

/**
 * Form, weights, input and DFT of a file, from its name.
 * @param {string} name
 * @returns {[string, keyof typeof TOLERANCES, string, string]}
 */
function kindOf(name) {
  const [form, kind, input = 'mfcc', dft = 'rfft'] = path.basename(name, '.tflite').split('-')
  for (const weights of /** @type {const} */ (['float32', 'float16', 'dynamic', 'int8']))
    if (kind === weights) return [form, weights, input, dft]
  throw new SetupProblem(`expected a name of form and weights, found ${name}`)
}

/**
 * The Python that has a runtime; null, with a word, where pip has none for this Python.
 * @param {Runtime} runtime
 * @returns {Promise<string | null>}
 */
async function installed({ name, packages }) {
  const venv = path.join(environments, name)
  const python = path.join(venv, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python')
  if (!fs.existsSync(python)) await must(process.env.PYTHON || 'python3', ['-m', 'venv', venv])
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages]
  const { code, output } = await run(python, pip)
  if (code === 0) return python
  console.log(`skip    ${name}: pip has none for this Python: ${tail(output, 1)}`)
  return null
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 */
async function must(program, args) {
  const { code, output } = await run(program, args, { cwd: root })
  if (code !== 0)
    throw new SetupProblem(`${path.basename(program)} ${args.join(' ')}: failed:\n${tail(output, 6)}`)
}

try {
  if (!(await main())) process.exitCode = 1
} catch (thrown) {
  console.error(explain(thrown))
  process.exitCode = 1
}
