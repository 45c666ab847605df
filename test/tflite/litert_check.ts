import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface LitertRequest {
  readonly file: string
  readonly runs: readonly {
    readonly frames: number
    readonly clips: number
    readonly features: Float32Array
    readonly probabilities: Float32Array
  }[]
  /** False: one clip of one length only. */
  readonly resizes?: boolean
  /** False: not for CompiledModel. */
  readonly compiles?: boolean
}

/** What litert_check.py says. */
export interface LitertReport {
  readonly xnnpack: InterpreterReport
  readonly reference: InterpreterReport
  readonly compiledModel: number | null
  readonly signature: {
    readonly inputs: readonly string[]
    readonly outputs: readonly string[]
    readonly maxError: number
  }
  readonly structure: {
    readonly metadata: Readonly<Record<string, string>>
    readonly versions: readonly string[]
    readonly subgraphs: readonly string[]
  }
  readonly archive: { readonly stored: boolean; readonly files: Readonly<Record<string, string>> }
}

interface InterpreterReport {
  readonly maxError: number
  readonly repeatExact: boolean
  readonly afterNonFinite: number
}

/** Runs a file in ai-edge-litert, in the Python that `EMOVOX_PYTHON` names. */
export function litertCheck({ runs, ...rest }: LitertRequest): LitertReport {
  const requested = runs.map(({ features, probabilities, ...sizes }) => ({
    ...sizes,
    features: Buffer.from(features.buffer, features.byteOffset, features.byteLength).toString('base64'),
    probabilities: [...probabilities],
  }))
  const script = fileURLToPath(new URL('litert_check.py', import.meta.url))
  const { stdout, stderr, status } = spawnSync(process.env.EMOVOX_PYTHON ?? 'python3', [script], {
    input: JSON.stringify({ ...rest, runs: requested }),
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  })
  if (status !== 0) throw new Error(`litert_check.py: ${stderr}`)
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
}
