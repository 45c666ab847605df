/** `npm run bench`: emovox and every peer that is installed, in one interleaved run. */
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { note, print, table } from '../lib/cli/output.ts'
import { EmovoxError, messageOf } from '../lib/errors.ts'
import { writeJson, writeWhole } from '../lib/files.ts'
import { benchSvg } from './chart.ts'
import { listCorpus, writeClip } from './clips.ts'
import { inWords, type Machine, thisMachine } from './machine.ts'
import { type Entrant, type Measured, measure } from './measure.ts'
import { OURS, PEERS, startPeer } from './peers.ts'
import { resultsTable } from './results_table.ts'
import { corpusTask, TASKS } from './tasks.ts'
import type { Worker } from './worker_process.ts'

interface Flags {
  readonly only?: string
  readonly rounds: number
  readonly corpus?: string
  readonly json?: string
  readonly chart?: string
}

/** The corpus job takes seconds and varies little. */
const MOST_CORPUS_ROUNDS = 5

async function bench(flags: Flags): Promise<void> {
  const machine = thisMachine()
  const folder = await mkdtemp(path.join(os.tmpdir(), 'emovox-bench-'))
  const workers: Worker[] = []
  try {
    await startAll(workers)
    note(inWords(machine))
    const measured = await measureAll(workers, folder, flags)
    if (measured.length === 0)
      throw new EmovoxError('INVALID_OPTION', `--only: expected part of a task's name, found ${flags.only}`)
    print(resultsTable(measured))
    for (const { task, problems } of measured)
      for (const problem of problems) note(`${task.title}: ${problem}`)
    await save(machine, measured, flags)
  } finally {
    for (const worker of workers) worker.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function startAll(workers: Worker[]): Promise<void> {
  for (const peer of PEERS) {
    const started = await startPeer(peer)
    if ('worker' in started) workers.push(started.worker)
    else if (peer.name === OURS) throw new EmovoxError('ADDON_MISSING', started.missing)
    else note(started.missing)
  }
}

async function measureAll(workers: readonly Worker[], folder: string, flags: Flags): Promise<Measured[]> {
  const wanted = (name: string) => name.includes(flags.only ?? '')
  const { rounds } = flags
  const measured: Measured[] = []
  for (const task of TASKS.filter(({ name }) => wanted(name))) {
    note(`measuring ${task.title}`)
    const clip = await writeClip(folder, task)
    const entrants = workers.map((worker) => ({ label: worker.name, worker, work: task.work }))
    measured.push(await measure(task, entrants, { clip, folder, rounds }))
  }
  if (wanted('corpus')) measured.push(await measureCorpus(workers, folder, flags))
  return measured
}

/** Ours with as many threads as cores, then with two and one; peers with a process a core. */
async function measureCorpus(workers: readonly Worker[], folder: string, flags: Flags): Promise<Measured> {
  const cores = os.availableParallelism()
  const { file: clip, clips } = await listCorpus(folder, flags.corpus)
  const task = corpusTask(clips, cores)
  note(`measuring ${task.title}`)
  const entrants = workers.flatMap((worker): Entrant[] => {
    if (worker.name !== OURS)
      return [{ label: `${worker.name}, ${cores} processes`, worker, work: task.work }]
    const threads = new Set([cores, Math.min(2, cores), 1])
    return [...threads].map((count) => ({
      label: `${OURS}, ${count} thread${count > 1 ? 's' : ''}`,
      worker,
      work: { ...task.work, workers: count },
    }))
  })
  return await measure(task, entrants, { clip, folder, rounds: Math.min(flags.rounds, MOST_CORPUS_ROUNDS) })
}

async function save(machine: Machine, measured: readonly Measured[], flags: Flags): Promise<void> {
  if (flags.json) {
    const tasks = measured.map(({ task, ...rest }) => ({ ...task, ...rest }))
    await writeJson(flags.json, { machine, tasks })
  }
  if (flags.chart) await writeWhole(flags.chart, benchSvg(measured, inWords(machine)))
}

function positive(text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value > 0) return value
  throw new InvalidArgumentError('expected a whole number above 0.')
}

const names = [...TASKS.map(({ name, title }) => [name, title]), ['corpus', 'the whole job']]
const program = new Command('npm run bench --')
  .description('Measure emovox and every peer that is installed, interleaved, on one thread.')
  .option('--only <text>', 'tasks whose name contains this')
  .option('--rounds <number>', 'how often each is measured', positive, 15)
  .option('--corpus <dir>', 'recordings of the corpus job (default: synthetic ones)')
  .option('--json <file>', 'write everything that was measured')
  .option('--chart <file>', 'draw the chart, as SVG')
  .addHelpText('after', `\nTasks:\n${table(['name', 'what'], names)}`)
  .action(bench)

try {
  await program.parseAsync()
} catch (thrown) {
  note(`bench: ${messageOf(thrown)}`)
  process.exitCode = thrown instanceof EmovoxError && thrown.code === 'INVALID_OPTION' ? 2 : 1
}
