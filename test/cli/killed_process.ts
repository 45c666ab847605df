import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import { start } from './emovox_process.ts'

/** Ends a command as a power cut would, once a file is there. */
export async function killedAt(file: string, ...args: string[]): Promise<void> {
  const { child, ended } = start(...args)
  for (let k = 0; k < 1200 && !existsSync(file); k++) await setTimeout(50)
  child.kill('SIGKILL')
  const { code } = await ended
  t.equal(code, null, 'it was at work when it was killed')
}

export const stateOf = (run: string) => path.join(run, 'checkpoint', 'epoch.bin')

/** Weights, byte for byte, and the epochs but for their time. */
export async function outcomeOf(run: string) {
  const { epochs } = JSON.parse(await readFile(path.join(run, 'history.json'), 'utf8'))
  return {
    weights: await readFile(path.join(run, 'model', 'weights.bin')),
    epochs: epochs.map(({ seconds, ...rest }: { seconds: number }) => rest),
  }
}
