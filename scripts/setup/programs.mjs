import fs from 'node:fs'
import path from 'node:path'

/**
 * @param {string} program a name, or a path
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | undefined} where it is, if it can be run
 */
export function findProgram(program, env = process.env) {
  const endings = process.platform === 'win32' ? (env.PATHEXT ?? '.EXE;.CMD').split(';') : ['']
  const folders = path.basename(program) === program ? (env.PATH ?? '').split(path.delimiter) : ['']
  for (const folder of folders)
    for (const ending of endings) {
      const file = path.join(folder, program + ending)
      if (isExecutable(file)) return file
    }
  return undefined
}

/** @param {string} file */
function isExecutable(file) {
  try {
    fs.accessSync(file, fs.constants.X_OK)
    return fs.statSync(file).isFile()
  } catch {
    return false
  }
}

/**
 * The C++ compiler to use: CXX, else what the machine has.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | undefined}
 */
export function findCompiler(env = process.env) {
  const candidates = env.CXX ? [env.CXX.split(' ')[0]] : ['c++', 'g++', 'clang++']
  return candidates.find((name) => findProgram(name, env))
}

/** What to type to get a compiler. */
export const COMPILER_ADVICE =
  'Install one (Debian, Ubuntu: apt-get install g++ make; macOS: xcode-select --install), or name it in the environment variable CXX.'
