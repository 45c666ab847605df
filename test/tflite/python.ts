import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** A Python that has the peers; tests that need it are skipped without. */
export const python = process.env.EMOVOX_PYTHON
export const skip = python ? false : 'EMOVOX_PYTHON is not set'

/** Runs a script of this folder and reads the JSON in the last line that it prints. */
export function askPython<T>(script: string, options: { args?: string[]; request?: unknown } = {}): T {
  const file = fileURLToPath(new URL(script, import.meta.url))
  const { stdout, stderr, status } = spawnSync(python ?? 'python3', [file, ...(options.args ?? [])], {
    input: JSON.stringify(options.request ?? null),
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  })
  if (status !== 0) throw new Error(`${script}: ${stderr}`)
  // What the script says is of the type that its caller knows.
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as T
}
