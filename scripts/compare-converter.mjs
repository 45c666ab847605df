/**
 * The files of TensorFlow's own converter beside emovox's, made of the same weights: bytes, time, how far from Keras's
 * answers, and whether a second run gives the same. Installs TensorFlow by pip into `.runtimes/converter`.
 *
 *     npm run compare:converter               a model whose weights follow a formula
 *     npm run compare:converter -- RUN        a trained one, on the clips that its folder keeps
 */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { explain, SetupProblem } from './setup/problem.mjs'
import { run, tail } from './setup/run.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const venv = path.join(root, '.runtimes', 'converter')
const python = path.join(venv, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python')
const script = path.join(root, 'test/runtimes/compare_converter.py')

/** The converter needs a minute where it works, and hangs where it does not. */
const PATIENCE_MS = 300_000

async function main() {
  if (!fs.existsSync(python)) await must(process.env.PYTHON || 'python3', ['-m', 'venv', venv])
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check']
  await must(python, [...pip, 'tensorflow-cpu', 'tf_keras', 'ai-edge-litert'])
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'emovox-converter-'))
  try {
    const writer = path.join(root, 'test/runtimes/write_converter_case.ts')
    await must(process.execPath, ['--import=tsx', writer, folder, ...process.argv.slice(2)])
    for (const weights of ['float32', 'float16', 'dynamic', 'int8'])
      for (const keras of ['keras', 'tf_keras']) await convert(keras, weights, folder)
    console.log(await must(python, [script, 'measure', folder]))
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * A process for each, as some conversions crash.
 * @param {string} keras
 * @param {string} weights
 * @param {string} folder
 */
async function convert(keras, weights, folder) {
  const { code, signal, output } = await run(python, [script, 'convert', keras, weights, folder], {
    timeoutMs: PATIENCE_MS,
  })
  if (code === 0) return
  const why = signal ? (ENDS[signal] ?? `ends by ${signal}`) : tail(output, 1).slice(0, 200)
  console.log(`converter, ${keras}, ${weights}: no file: ${why}`)
}

/** @type {Readonly<Partial<Record<NodeJS.Signals, string>>>} */
const ENDS = {
  SIGSEGV: 'the converter crashes',
  SIGABRT: 'the converter crashes',
  SIGTERM: `the converter does not end within ${PATIENCE_MS / 1000} s`,
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 */
async function must(program, args) {
  const { code, output, stdout } = await run(program, args, { cwd: root })
  if (code !== 0) throw new SetupProblem(`${path.basename(program)} ${args[0]}: failed:\n${tail(output, 6)}`)
  return stdout
}

try {
  await main()
} catch (thrown) {
  console.error(explain(thrown))
  process.exitCode = 1
}
