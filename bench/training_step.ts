/**
 * `npm run bench:training`: one training step of the emotion model (forward, loss, gradients, Adam) on our kernels, on
 * TensorFlow's, with the stock layers of tfjs-node, in Keras and in PyTorch, whichever are installed, in turns.
 */
import { fileURLToPath } from 'node:url'
import { Command, InvalidArgumentError } from 'commander'
import { note, print, table } from '../lib/cli/output.ts'
import { messageOf } from '../lib/errors.ts'
import { inWords, thisMachine } from './machine.ts'
import { median } from './measure.ts'
import { pythonCommand } from './peers.ts'
import type { StepWork } from './protocol.ts'
import { ratioText } from './results_table.ts'
import { startWorker, type Worker } from './worker_process.ts'

/** What a worker measures: seconds a step, of CPU (all of its threads together) and of the clock. */
interface StepTimes {
  readonly cpu: number
  readonly wall: number
}

interface Entrant {
  readonly label: string
  readonly worker: Worker
  readonly threads: number
  readonly times: Record<Job, StepTimes[]>
}

const JOBS = { step: 'training step, 64 clips', one: 'one clip', batch: '64 clips' } as const
type Job = StepWork['job']

const OURS = 'emovox'
const PEERS = [
  { name: OURS, file: 'training_step_tfjs.ts', kind: 'native', threads: [1, 2] },
  { name: 'emovox, BlockLSTM', file: 'training_step_tfjs.ts', kind: 'tensorflow', threads: [1] },
  { name: 'tfjs-node, stock', file: 'training_step_tfjs.ts', kind: 'stock', threads: [1] },
  { name: 'Keras', file: 'training_step_keras.py', kind: '', threads: [1, 2] },
  { name: 'PyTorch', file: 'training_step_torch.py', kind: '', threads: [1, 2] },
]

async function startAll({ frames, without, threads: asked }: Flags): Promise<Entrant[]> {
  const entrants: Entrant[] = []
  const wanted = PEERS.filter(({ name }) => !without || !name.includes(without))
  for (const { name, file, kind, threads } of wanted) {
    const script = fileURLToPath(new URL(`peers/${file}`, import.meta.url))
    const command = file.endsWith('.py') ? pythonCommand() : [process.execPath, '--import=tsx']
    if (!command) {
      note(`${name}: not measured, no Python environment; \`npm run bench:peers\` makes one`)
      continue
    }
    for (const count of threads.filter((count) => asked === undefined || count === asked)) {
      const started = await startWorker(name, [...command, script, String(frames), String(count), kind])
      if ('missing' in started) {
        note(`${name}: not measured, ${started.missing}; to have it: \`npm run bench:peers -- --training\``)
        break
      }
      const label = `${name} ${started.worker.version}, ${count} thread${count > 1 ? 's' : ''}`
      entrants.push({
        label,
        worker: started.worker,
        threads: count,
        times: { step: [], one: [], batch: [] },
      })
    }
  }
  return entrants
}

async function time(entrant: Entrant, job: Job, steps: number): Promise<void> {
  const work: StepWork = { kind: 'training-step', job, steps }
  const answer = await entrant.worker.ask({ work })
  if (!('cpu' in answer))
    throw new Error('error' in answer ? `${entrant.label}: ${answer.error}` : 'unsupported')
  entrant.times[job].push({ cpu: answer.cpu / steps, wall: answer.wall / steps })
}

const STEPS: Readonly<Record<Job, number>> = { step: 4, one: 20, batch: 4 }
/** Before the first measure: JavaScript and XLA compile what they see often. */
const WARM_UP = 10

/** What is compiled is a small part of seconds a step. */
function isSlow({ label }: Entrant): boolean {
  return label.includes('stock')
}

interface Flags {
  readonly rounds: number
  readonly frames: number
  readonly without: string
  readonly threads?: number
}

async function bench(flags: Flags): Promise<void> {
  const { rounds } = flags
  const entrants = await startAll(flags)
  try {
    note(inWords(thisMachine()))
    const jobs = Object.keys(JOBS) as Job[]
    for (let round = 0; round <= rounds; round++)
      for (const job of jobs)
        for (const entrant of entrants)
          await time(entrant, job, STEPS[job] * (round === 0 && !isSlow(entrant) ? WARM_UP : 1))
    // The first round warms up.
    for (const { times } of entrants) for (const job of jobs) times[job].shift()
    print(resultsOf(entrants, jobs))
  } finally {
    for (const { worker } of entrants) worker.stop()
  }
}

/** Ratios are to ours on as many threads, by the median of the clock and of CPU time. */
function resultsOf(entrants: readonly Entrant[], jobs: readonly Job[]): string {
  const rows = jobs.flatMap((job) =>
    entrants.map(({ label, threads, times }, index) => {
      const ours = entrants.find(
        (entrant) => entrant.label.startsWith(`${OURS} `) && entrant.threads === threads,
      )
      const of = (values: readonly StepTimes[], clock: keyof StepTimes) => median(values.map((t) => t[clock]))
      const ratio = (clock: keyof StepTimes) =>
        ours ? ratioText(of(times[job], clock) / of(ours.times[job], clock)) : ''
      const ms = (clock: keyof StepTimes) => (of(times[job], clock) * 1e3).toFixed(2)
      const best = (clock: keyof StepTimes) =>
        (Math.min(...times[job].map((step) => step[clock])) * 1e3).toFixed(2)
      const columns = (clock: keyof StepTimes) => [ms(clock), best(clock), ratio(clock)]
      return [index === 0 ? JOBS[job] : '', label, ...columns('wall'), ...columns('cpu')]
    }),
  )
  return table(['job', 'peer', 'wall, ms', 'best', 'to ours', 'CPU, ms', 'best', 'to ours'], rows)
}

function positive(text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value > 0) return value
  throw new InvalidArgumentError('expected a whole number above 0.')
}

const program = new Command('npm run bench:training --')
  .description(
    'Measure one training step of the emotion model, and prediction, against every peer installed.',
  )
  .option('--rounds <number>', 'how often each is measured', positive, 9)
  .option('--frames <number>', 'frames of a clip', positive, 130)
  .option('--without <text>', 'leave out peers whose name contains this (`stock` takes seconds a step)', '')
  .option('--threads <number>', 'on 1 thread, or on 2, alone', positive)
  .action(bench)

try {
  await program.parseAsync()
} catch (thrown) {
  note(`bench: ${messageOf(thrown)}`)
  process.exitCode = 1
}
