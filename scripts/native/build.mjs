import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { SetupProblem } from '../setup/problem.mjs'
import { findProgram } from '../setup/programs.mjs'
import { run, tail } from '../setup/run.mjs'
import { setup } from '../setup.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * Builds a part of the core that needs no Node, with CMake.
 * @param {string} name of the folder in build/, one for each set of options
 * @param {readonly string[]} options of CMakeLists.txt, as `-DEMOVOX_TESTS=ON`
 * @param {{ target?: string, env?: NodeJS.ProcessEnv }} [choice]
 * @returns {Promise<string>} the folder
 * @throws {SetupProblem} that says what is missing, or what the compiler says
 */
export async function buildNative(name, options, { target, env } = {}) {
  if (!findProgram('cmake'))
    throw new SetupProblem('CMake was not found', 'Debian, Ubuntu: apt-get install cmake')
  if ((await setup({ parts: ['third-party'] })) !== 0)
    throw new SetupProblem('the third-party sources are missing')
  const folder = path.join(root, 'build', name)
  const configured = await run('cmake', ['-S', root, '-B', folder, ...options], { env })
  if (configured.code !== 0) {
    if (/GTest/i.test(configured.output))
      throw new SetupProblem('GoogleTest was not found', 'Debian, Ubuntu: apt-get install libgtest-dev')
    throw new SetupProblem(tail(configured.output, 30))
  }
  const jobs = String(Math.min(2, os.availableParallelism()))
  const targets = target ? ['--target', target] : []
  const built = await run('cmake', ['--build', folder, '--parallel', jobs, ...targets])
  if (built.code !== 0) throw new SetupProblem(tail(built.output, 40))
  return folder
}
