import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { makeSyntheticCorpus } from '../../lib/synthetic/corpus.ts'
import { outsideTap } from '../outside_tap.ts'

export const BIN = fileURLToPath(new URL('../../bin/emovox.js', import.meta.url))
/** A model and a training that take seconds. */
export const SMALL = [
  '--epochs',
  '2',
  '--copies',
  '1',
  '--lstm1',
  '8',
  '--lstm2',
  '6',
  '--dense',
  '8',
  '--clip-seconds',
  '1',
]

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** What these tests extract is not kept for the user's own work, nor taken from it. */
const env = { ...process.env, EMOVOX_CACHE: t.testdir() }

/** The command in a process of its own, and what it said so far. */
export function start(...args: string[]) {
  const child = spawn(...outsideTap(process.execPath, [BIN, ...args]), {
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
  })
  const heard = { stdout: '', stderr: '' }
  child.stdout.on('data', (text) => {
    heard.stdout += text
  })
  child.stderr.on('data', (text) => {
    heard.stderr += text
  })
  const ended = once(child, 'close').then(([code]): Ended => ({ code, ...heard }))
  return { child, ended, heard }
}

/** The command, run to its end. */
export const emovox = (...args: string[]) => start(...args).ended

/** A corpus of a few seconds' making, with every emotion and three kinds of naming. */
export async function smallCorpus(t: Test, folder = t.testdir()): Promise<string> {
  const out = path.join(folder, 'corpus')
  await makeSyntheticCorpus({ out, ravdessActors: 3, tessWords: 1, saveeSpeakers: 1, saveeSentences: 1 })
  return out
}
