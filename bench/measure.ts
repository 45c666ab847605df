/** Interleaved measurement: ours, peer A, peer B, ours, ... so that whatever else the machine does hits all alike. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { EmovoxError } from '../lib/errors.ts'
import { type Comparison, compare } from './agreement.ts'
import { OURS } from './peers.ts'
import type { Answer, Work } from './protocol.ts'
import type { Task } from './tasks.ts'
import type { Worker } from './worker_process.ts'

/** One who takes part in a task: a worker, and what exactly it is asked to do. */
export interface Entrant {
  /** As tables name it. */
  readonly label: string
  readonly worker: Worker
  readonly work: Work
}

export interface Result {
  readonly label: string
  readonly peer: string
  readonly version: string
  /** Median over the rounds, of one run. */
  readonly seconds: number
  /** Each round's. */
  readonly rounds: readonly number[]
  /** This time over ours. */
  readonly ratio: number
  readonly comparison?: Comparison
}

export interface Measured {
  readonly task: Task
  /** `cpu`: of one thread; `wall`: by the clock. */
  readonly clock: 'cpu' | 'wall'
  /** Ours first. */
  readonly results: readonly Result[]
  /** What went wrong with peers, in one line each. */
  readonly problems: readonly string[]
}

/** A request lasts at least about this long, seconds, so that the clock's resolution does not matter. */
const REQUEST_SECONDS = 0.04

/**
 * Measures one task.
 *
 * @param entrants the first is ours, which the others are compared with.
 * @param clip the file that all work on.
 * @param folder for results.
 */
export async function measure(
  task: Task,
  entrants: readonly Entrant[],
  { clip, folder, rounds }: { readonly clip: string; readonly folder: string; readonly rounds: number },
): Promise<Measured> {
  const clock = task.group === 'corpus' ? 'wall' : 'cpu'
  const problems: string[] = []
  const ready: Ready[] = []
  for (const entrant of entrants) {
    const prepared = await prepare(entrant, task, { clip, folder, clock })
    if (typeof prepared === 'object') ready.push(prepared)
    else if (prepared) problems.push(prepared)
  }
  const [ours] = ready
  if (ours?.entrant !== entrants[0])
    throw new EmovoxError('INTERNAL', `${task.title}: ours could not be measured: ${problems[0]}`)

  for (let round = 0; round < rounds; round += 1)
    for (const { entrant, runs, times } of ready) {
      const answer = timed(await entrant.worker.ask({ work: entrant.work, clip, runs }))
      times.push(answer[clock] / runs)
    }

  const base = median(ours.times)
  const results = ready.map(({ entrant, times, output }): Result => {
    const { label, worker } = entrant
    const seconds = median(times)
    const comparable = entrant !== ours.entrant && [OURS, ...task.agreement.peers].includes(worker.name)
    const comparison = comparable ? compare(ours.output, output, task.agreement) : undefined
    if (comparison && !comparison.agrees) problems.push(`${label} disagrees with ours: ${comparison.text}`)
    const { name: peer, version } = worker
    return { label, peer, version, seconds, rounds: times, ratio: seconds / base, comparison }
  })
  return { task, clock, results, problems }
}

interface Ready {
  readonly entrant: Entrant
  readonly runs: number
  readonly times: number[]
  readonly output: Float32Array
}

/** Warms an entrant up, keeps its result and finds how many runs a request needs; '' where it has no such function. */
async function prepare(
  entrant: Entrant,
  { name }: Task,
  { clip, folder, clock }: { readonly clip: string; readonly folder: string; readonly clock: 'cpu' | 'wall' },
): Promise<Ready | string> {
  const { label, worker, work } = entrant
  const out = path.join(folder, `${name}-${label.replace(/\W/g, '-')}.f32`)
  const first = await worker.ask({ work, clip, runs: 1, out })
  if ('unsupported' in first) return ''
  if ('error' in first) return `${label}: ${first.error}`
  const bytes = await readFile(out)
  const output = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
  // Compilers that work just in time need more than one run; what is slow is not repeated for nothing.
  const again = first[clock] > 1 ? first : timed(await worker.ask({ work, clip, runs: 3 }))
  const once = Math.max(again[clock] / (again === first ? 1 : 3), 1e-6)
  return { entrant, runs: Math.max(1, Math.ceil(REQUEST_SECONDS / once)), times: [], output }
}

function timed(answer: Answer): { readonly cpu: number; readonly wall: number } {
  if ('cpu' in answer) return answer
  throw new EmovoxError('INTERNAL', 'error' in answer ? answer.error : 'a worker changed its mind')
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2
}
