/**
 * Installs the benchmark's Python peers into bench/.venv: `npm run bench:peers`, with torchaudio too by
 * `npm run bench:peers -- --torchaudio`, and with Keras and PyTorch, which `npm run bench:training` measures, by
 * `npm run bench:peers -- --training`. Meyda, the npm peer, is taken from wherever `npm install --no-save meyda`
 * put it.
 */
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { explain, SetupProblem } from '../scripts/setup/problem.mjs'
import { run, tail } from '../scripts/setup/run.mjs'

const bench = fileURLToPath(new URL('.', import.meta.url))
const venv = path.join(bench, '.venv')
const python = path.join(venv, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python')

async function main() {
  const known = ['--torchaudio', '--training']
  const given = process.argv.slice(2)
  const unknown = given.find((flag) => !known.includes(flag))
  if (unknown) throw new SetupProblem(`expected no flag but ${known.join(', ')}, found ${unknown}`)
  await makeVenv(process.env.PYTHON || 'python3')
  await install('requirements.txt')
  if (given.includes('--torchaudio')) await install('requirements-torchaudio.txt')
  if (given.includes('--training')) await install('requirements-training.txt')
  console.log('peers: ready in bench/.venv; `npm run bench` measures them')
}

/** @param {string} base the Python that the environment is made with */
async function makeVenv(base) {
  if (fs.existsSync(python)) return
  const { code, output, missing } = await run(base, ['-m', 'venv', venv])
  if (missing)
    throw new SetupProblem(
      `${base} was not found`,
      'Install Python 3 (Debian, Ubuntu: apt-get install python3 python3-venv), or name it in the environment variable PYTHON.',
    )
  if (code === 0) return
  fs.rmSync(venv, { recursive: true, force: true })
  throw new SetupProblem(
    `${base} -m venv failed: ${tail(output, 3)}`,
    'Debian and Ubuntu have venv in a package of its own: apt-get install python3-venv',
  )
}

/** @param {string} requirements a file of bench/ */
async function install(requirements) {
  console.log(`peers: installing bench/${requirements}`)
  const file = path.join(bench, requirements)
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', file]
  const { code, output } = await run(python, pip)
  if (code !== 0) throw new SetupProblem(`pip could not install bench/${requirements}:\n${tail(output, 6)}`)
}

try {
  await main()
} catch (thrown) {
  console.error(explain(thrown))
  process.exitCode = 1
}
