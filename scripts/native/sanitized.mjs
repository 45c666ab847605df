import { findProgram } from '../setup/programs.mjs'
import { run } from '../setup/run.mjs'

/**
 * Faults are shown with their stacks, and an allocation of half a gigabyte is one: nothing that is tested needs it. The stack
 * of functions that have returned is not watched: GCC places 64-byte vectors wrongly there (its bug 110027).
 */
const OPTIONS = {
  ASAN_OPTIONS:
    'detect_stack_use_after_return=0:strict_init_order=1:max_allocation_size_mb=512:abort_on_error=1',
  UBSAN_OPTIONS: 'print_stacktrace=1:abort_on_error=1',
  TSAN_OPTIONS: 'halt_on_error=1:abort_on_error=1:second_deadlock_stack=1',
}

/** What ThreadSanitizer says, before anything has run, where the kernel places programs more randomly than it knows. */
const MISPLACED = /FATAL: ThreadSanitizer: (unexpected memory mapping|failed to intercept)/

/**
 * Runs a program that was built with sanitizers; it writes to the terminal.
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {Promise<number>} the exit code
 */
export async function runSanitized(program, args) {
  const env = { ...OPTIONS, ...process.env }
  let outcome = await run(program, args, { env, show: true })
  if (outcome.code !== 0 && MISPLACED.test(outcome.output) && findProgram('setarch'))
    outcome = await run('setarch', [process.arch === 'x64' ? 'x86_64' : 'aarch64', '-R', program, ...args], {
      env,
      show: true,
    })
  if (outcome.output) console.error(outcome.output.trimEnd())
  return outcome.code ?? 1
}
