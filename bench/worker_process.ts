import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { EmovoxError } from '../lib/errors.ts'
import type { Answer, Hello, Request, StepRequest } from './protocol.ts'

/** A peer's process, waiting for work. While it waits it takes no CPU time. */
export interface Worker {
  readonly name: string
  readonly version: string
  ask(request: Request | StepRequest): Promise<Answer>
  stop(): void
}

/** So that a peer's time on one thread is all that it uses. */
const ONE_THREAD = {
  OMP_NUM_THREADS: '1',
  MKL_NUM_THREADS: '1',
  OPENBLAS_NUM_THREADS: '1',
  NUMBA_NUM_THREADS: '1',
}

export async function startWorker(
  name: string,
  [program, ...args]: readonly string[],
): Promise<{ readonly worker: Worker } | { readonly missing: string }> {
  const child = spawn(program, args, {
    env: { ...process.env, ...ONE_THREAD },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-2000)
  })
  child.on('error', (error) => {
    complaint = error.message
  })
  // Writing to a worker that has died is told by its missing answer.
  child.stdin.on('error', () => {})
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const listen = async (): Promise<unknown> => {
    const { value, done } = await lines.next()
    if (!done) return JSON.parse(value)
    const last = complaint.trim().split('\n').at(-1)
    throw new EmovoxError('INTERNAL', `${name}: the worker ended early${last && `: ${last}`}`)
  }
  const hello = (await listen()) as Hello
  if ('missing' in hello) return hello
  const ask = (request: Request | StepRequest) => {
    child.stdin.write(`${JSON.stringify(request)}\n`)
    return listen() as Promise<Answer>
  }
  return { worker: { name, version: hello.version, ask, stop: () => child.stdin.end() } }
}
