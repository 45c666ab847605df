import { Command, CommanderError } from 'commander'
import { EmovoxError, messageOf } from '../errors.ts'
import { VERSION } from '../version.ts'
import { cacheCommand } from './cache.ts'
import { cvCommand } from './cv.ts'
import { demoCommand } from './demo.ts'
import { doctorCommand } from './doctor.ts'
import { evaluateCommand } from './evaluate.ts'
import { experimentCommand } from './experiment.ts'
import { exportCommand } from './export.ts'
import { extractCommand } from './extract.ts'
import { fetchCommand } from './fetch.ts'
import { inspectCommand } from './inspect.ts'
import { listenCommand } from './listen.ts'
import { note } from './output.ts'
import { predictCommand } from './predict.ts'
import { reportCommand } from './report.ts'
import { scanCommand } from './scan.ts'
import { setupCommand } from './setup.ts'
import { trainCommand } from './train.ts'

const DONE = 0
const FAILED = 1
const USAGE = 2

function program(): Command {
  const program = new Command('emovox')
    .description(
      'Speech emotion recognition: from folders of recordings to a trained model and a .tflite file.',
    )
    .version(VERSION)
    .showHelpAfterError('(add --help for what can be given)')
  const commands = [
    scanCommand(),
    extractCommand(),
    trainCommand(),
    cvCommand(),
    experimentCommand(),
    evaluateCommand(),
    predictCommand(),
    listenCommand(),
    exportCommand(),
    inspectCommand(),
    reportCommand(),
    demoCommand(),
    fetchCommand(),
    cacheCommand(),
    setupCommand(),
    doctorCommand(),
  ]
  for (const command of commands) program.addCommand(command)
  for (const command of [program, ...commands])
    command.exitOverride().showHelpAfterError('(add --help for the options)')
  return program
}

/**
 * Runs the command line.
 *
 * @param argv what was typed after `emovox`.
 * @returns the exit code: 0 done, 1 failed, 2 wrong usage.
 */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    await program().parseAsync(argv, { from: 'user' })
    return DONE
  } catch (thrown) {
    return report(thrown)
  }
}

function report(thrown: unknown): number {
  // Commander has printed its own errors, and help or the version, already.
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? DONE : USAGE
  if (thrown instanceof EmovoxError) {
    note(`emovox: ${thrown.message}`)
    return thrown.code === 'INVALID_OPTION' ? USAGE : FAILED
  }
  note(`emovox: ${messageOf(thrown)}`)
  note('This is a bug in emovox. What happened:')
  note(thrown instanceof Error && thrown.stack ? thrown.stack : String(thrown))
  return FAILED
}
