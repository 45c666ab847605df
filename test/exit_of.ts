import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** How a process ended, and all that it printed. */
export interface Exit {
  readonly code: number | null
  readonly signal: string | null
  readonly output: string
}

/** Runs a program in a process of its own. */
export async function exitOf(program: string, flags: readonly string[] = []): Promise<Exit> {
  const child = spawn(process.execPath, [...flags, '-e', program])
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data) => {
      output += data
    })
  const [code, signal] = await once(child, 'close')
  return { code, signal, output }
}
