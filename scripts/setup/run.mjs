import { spawn } from 'node:child_process'
import { onAbort } from './abort.mjs'

/**
 * @typedef {object} Outcome
 * @property {number | null} code the exit code, null when the program was killed or could not be started
 * @property {NodeJS.Signals | null} signal what ended it, if it was killed: by itself (SIGSEGV), or for its time (SIGTERM)
 * @property {string} output standard output and standard error, together
 * @property {string} stdout
 * @property {boolean} missing the program was not found
 */

/**
 * Runs a program quietly and keeps what it writes. It never throws: look at the outcome.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number, signal?: AbortSignal, show?: boolean,
 *   shell?: boolean }} [options]
 * `show` lets the program write to the terminal itself, and `stdout` is empty then
 * @returns {Promise<Outcome>}
 */
export function run(program, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', options.show ? 'inherit' : 'pipe', 'pipe'],
      timeout: options.timeoutMs,
      signal: options.signal,
      shell: options.shell,
    })
    const forget = onAbort(() => child.kill())
    let output = ''
    let stdout = ''
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      output += text
      stdout += text
    })
    child.stderr?.setEncoding('utf8').on('data', (text) => {
      output += text
    })
    let missing = false
    child.on('error', (error) => {
      if ('code' in error && error.code === 'ENOENT') missing = true
      output += `${error.message}\n`
      if (child.pid === undefined) finish(null, null)
    })
    child.on('close', finish)
    /**
     * @param {number | null} code
     * @param {NodeJS.Signals | null} signal
     */
    function finish(code, signal) {
      forget()
      resolve({ code, signal, output, stdout, missing })
    }
  })
}

/**
 * The last lines of a program's output, where compilers and pip say what went wrong.
 * @param {string} output
 * @param {number} [lines]
 * @returns {string}
 */
export const tail = (output, lines = 20) => output.trimEnd().split('\n').slice(-lines).join('\n')
