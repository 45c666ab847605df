import { readFile } from 'node:fs/promises'
import { EmovoxError, messageOf, systemCode } from '../errors.ts'
import { loadLiteRt } from './litert.ts'
import { LiteRtRunner } from './litert_runner.ts'
import { readTfliteMetadata, type TfliteMetadata } from './read_metadata.ts'
import { badTflite, readTflite } from './read_tflite.ts'
import { ReferenceRunner } from './reference/runner.ts'
import { inputKind } from './run_request.ts'
import type { TfliteRunner } from './runner.ts'
import type { TfliteTable } from './schema.ts'

/**
 * Loads a `.tflite` file of speech, features or samples, to class probabilities, and runs it with Google's LiteRT on this
 * machine's processor. No TensorFlow is needed. Files in the `fused` form, which LiteRT's WebAssembly refuses, are run
 * operator by operator in JavaScript, within a step of their integers of what runtimes give.
 *
 * @param source a path, or the file's bytes.
 * @throws EmovoxError `FILE_NOT_FOUND`, `UNREADABLE`, or `BAD_TFLITE` when it is not a `.tflite` file, is cut short, or does
 *   not take float32 [batch, frames, coefficients] or [batch, samples].
 * @example
 * const runner = await loadTflite('model.tflite')
 * const probabilities = await runner.run(features.data)
 * console.log(runner.labels[probabilities.indexOf(Math.max(...probabilities))])
 */
export async function loadTflite(source: string | Uint8Array): Promise<TfliteRunner> {
  const name = typeof source === 'string' ? source : 'the given bytes'
  const file = typeof source === 'string' ? await fileBytes(source) : source
  const metadata = await readTfliteMetadata(file, name)
  checkEndpoints(metadata, name)
  const model = readTflite(file, name)
  if (hasVariables(model)) return new ReferenceRunner(model, metadata, file.length)
  const runtime = await loadLiteRt()
  const runner = new LiteRtRunner(runtime, file, name, metadata)
  await runner.prepare()
  return runner
}

async function fileBytes(file: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(file))
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT')
      throw new EmovoxError('FILE_NOT_FOUND', `${file}: no such file`, { cause })
    throw new EmovoxError('UNREADABLE', `${file}: ${messageOf(cause)}`, { cause })
  }
}

function checkEndpoints(metadata: TfliteMetadata, name: string) {
  const { input, output } = metadata
  const described = ({ type, shape }: typeof input) => `${type} [${shape.join(', ')}]`
  const dimensions = inputKind(metadata) === 'waveform' ? ['1', 'samples'] : ['1', 'frames', 'coefficients']
  if (input.type !== 'FLOAT32' || input.shape.length !== dimensions.length)
    throw badTflite(
      name,
      `expected its input to be FLOAT32 [${dimensions.join(', ')}], found ${described(input)}`,
    )
  if (output.type !== 'FLOAT32' || output.shape.length !== 2)
    throw badTflite(name, `expected its output to be FLOAT32 [1, classes], found ${described(output)}`)
}

/** LiteRT compiles no file whose tensors keep their values. */
function hasVariables({ subgraphs = [] }: TfliteTable<'Model'>): boolean {
  return subgraphs.some(({ tensors = [] }) => tensors.some(({ isVariable }) => isVariable))
}
