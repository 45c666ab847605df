import { readFileSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { messageOf } from '../../lib/errors.ts'
import type { Answer, Hello, Request, Work } from '../protocol.ts'

/** The file of a request's clip; a plan reads what it needs of it once. */
export type Plan = (work: Work, clip: string) => Run | null
export type Run = () => Float32Array | Promise<Float32Array>

export interface LoadedPeer {
  readonly peer: string
  readonly version: string
  /** The function to be timed; null where the peer has none. */
  readonly plan: Plan
}

/** The Node half of bench/protocol.ts: answers requests until stdin ends. */
export async function serve(load: () => Promise<LoadedPeer>): Promise<void> {
  let loaded: LoadedPeer
  try {
    loaded = await load()
  } catch (thrown) {
    return say({ missing: messageOf(thrown).split('\n')[0] })
  }
  say({ peer: loaded.peer, version: loaded.version })
  const planned = new Map<string, Run | null>()
  for await (const line of createInterface({ input: process.stdin })) {
    try {
      say(await answer(JSON.parse(line), loaded.plan, planned))
    } catch (thrown) {
      say({ error: messageOf(thrown) })
    }
  }
}

function say(value: Hello | Answer): void {
  process.stdout.write(`${JSON.stringify(value)}\n`)
}

async function answer(request: Request, plan: Plan, planned: Map<string, Run | null>): Promise<Answer> {
  const key = JSON.stringify([request.work, request.clip])
  const run = planned.get(key) ?? plan(request.work, request.clip)
  planned.set(key, run)
  if (run === null) return { unsupported: true }
  let result: Float32Array = new Float32Array()
  const cpu = cpuSeconds()
  const wall = performance.now()
  for (let index = 0; index < request.runs; index += 1) {
    const pending = run()
    // Awaiting what is no promise would cost a turn of the event loop.
    result = pending instanceof Float32Array ? pending : await pending
  }
  const times = { cpu: cpuSeconds() - cpu, wall: (performance.now() - wall) / 1000 }
  if (request.out)
    writeFileSync(request.out, new Uint8Array(result.buffer, result.byteOffset, result.byteLength))
  return { ...times, length: result.length }
}

/** Of the whole process: Node 20 has no clock of one thread. It counts the garbage collector's threads against us. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

export function readSamples(file: string): Float32Array {
  const bytes = readFileSync(file)
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
}
