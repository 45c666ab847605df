import { readFile } from 'node:fs/promises'
import type { CompiledModel } from '@litertjs/core'
import { EmovoxError, messageOf, systemCode } from '../errors.ts'
import { vectorPosition } from './flatbuffer_reader.ts'
import { forgetLiteRt, type LiteRt, loadLiteRt } from './litert.ts'
import type { InputKind } from './metadata.ts'
import { readTfliteMetadata, type TfliteMetadata } from './read_metadata.ts'
import { badTflite, endpoints, readTflite } from './read_tflite.ts'
import { ReferenceRunner } from './reference/runner.ts'
import { checkedRequest, clipOf, inputKind } from './run_request.ts'
import { type TfliteTable, tfliteSchema } from './schema.ts'

/** How many clip lengths stay compiled at once. */
const KEPT_LENGTHS = 4

export interface TfliteRunOptions {
  /** Clips in the features; default: as many as their length holds. */
  readonly batch?: number
  /** Frames of each clip; default: the file's own, which a file that takes samples cannot change. */
  readonly frames?: number
}

/** A `.tflite` file that is ready to run. */
export interface TfliteRunner {
  /** What the file says about itself: labels, feature options, author. */
  readonly metadata: TfliteMetadata
  readonly labels: readonly string[]
  /** What it takes: features as extracted, or the samples of a clip. */
  readonly input: InputKind
  /** Numbers of a clip: frames x coefficients, or samples. */
  readonly clipSize: number
  /** Frames of a clip, unless `run` is told otherwise. */
  readonly frames: number
  readonly coefficients: number
  readonly classes: number
  /** Size of the file. */
  readonly bytes: number
  /** What runs it: LiteRT, or, for the fused form, JavaScript that does what the operators are defined to do, slowly. */
  readonly runtime: 'litert' | 'reference'
  /**
   * The class probabilities [batch, classes], row-major, of features [batch, frames, coefficients], as extracted: the file
   * normalises them itself. Or, where `input` is waveform, of [batch, samples]: see {@link clipSamples} for what a clip is.
   * Clips do not influence each other.
   *
   * @throws EmovoxError `INVALID_OPTION` when the length is not batch x frames x coefficients, or batch x samples;
   *   `NON_FINITE` when they hold NaN or an infinity.
   */
  run(clips: Float32Array, options?: TfliteRunOptions): Promise<Float32Array>
  /** Frees its memory; `run` must not be called afterwards. */
  close(): void
}

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

class LiteRtRunner implements TfliteRunner {
  readonly metadata: TfliteMetadata
  readonly labels: readonly string[]
  readonly input: InputKind
  readonly clipSize: number
  readonly frames: number
  readonly coefficients: number
  readonly classes: number
  readonly bytes: number
  readonly runtime = 'litert'
  readonly #runtime: LiteRt
  readonly #file: Uint8Array
  readonly #name: string
  readonly #compiled = new Map<number, CompiledModel>()
  /** Requests run one after the other: they share compiled models and LiteRT's memory. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(runtime: LiteRt, file: Uint8Array, name: string, metadata: TfliteMetadata) {
    this.#runtime = runtime
    this.#file = file
    this.#name = name
    this.metadata = metadata
    this.labels = metadata.labels
    const { input, clipSize, frames, coefficients } = clipOf(metadata)
    this.input = input
    this.clipSize = clipSize
    this.frames = frames
    this.coefficients = coefficients
    this.classes = metadata.output.shape[1]
    this.bytes = file.length
  }

  async run(clips: Float32Array, options: TfliteRunOptions = {}): Promise<Float32Array> {
    const { frames, batch, size } = checkedRequest(clips, this, options)
    return this.#inTurn(async () => {
      const model = await this.#compiledFor(frames)
      const probabilities = new Float32Array(batch * this.classes)
      for (let index = 0; index < batch; index++) {
        const values = clips.subarray(index * size, (index + 1) * size)
        probabilities.set(await this.#runClip(model, values, frames), index * this.classes)
      }
      return probabilities
    })
  }

  /** Compiles the file for its own clip length. */
  async prepare() {
    await this.#inTurn(() => this.#compiledFor(this.frames))
  }

  close() {
    void this.#inTurn(async () => {
      for (const model of this.#compiled.values()) model.delete()
      this.#compiled.clear()
    })
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work)
    this.#last = result.catch(() => {})
    return result
  }

  /** LiteRT for the web cannot resize a model: the shape in the file is rewritten, and that is compiled. */
  async #compiledFor(frames: number): Promise<CompiledModel> {
    const model = this.#compiled.get(frames) ?? (await this.#compile(frames))
    // Put last again: the first of the map is the one not used for longest.
    this.#compiled.delete(frames)
    this.#compiled.set(frames, model)
    const [[oldest, unused]] = this.#compiled
    if (this.#compiled.size > KEPT_LENGTHS) {
      this.#compiled.delete(oldest)
      unused.delete()
    }
    return model
  }

  async #compile(frames: number): Promise<CompiledModel> {
    const file = frames === this.frames ? this.#file : this.#withFrames(frames)
    try {
      return await this.#runtime.loadAndCompile(file, { accelerator: 'wasm' })
    } catch (cause) {
      if (cause instanceof Error && cause.name === 'RuntimeError') forgetLiteRt(this.#runtime)
      throw badTflite(this.#name, `found one that LiteRT does not run: ${messageOf(cause)}`, cause)
    }
  }

  #withFrames(frames: number): Uint8Array {
    const { inputIndex } = endpoints(readTflite(this.#file, this.#name))
    const copy = this.#file.slice()
    const shape = vectorPosition(tfliteSchema, 'Model', copy, [
      ...['subgraphs', 0],
      ...['tensors', inputIndex],
      'shape',
    ])
    new DataView(copy.buffer).setInt32(shape + 4, frames, true)
    return copy
  }

  async #runClip(model: CompiledModel, values: Float32Array, frames: number): Promise<Float32Array> {
    const shape = this.input === 'mfcc' ? [1, frames, this.coefficients] : [1, this.clipSize]
    const input = new this.#runtime.Tensor(values, shape)
    try {
      const [output] = await model.run([input])
      const probabilities = output.toTypedArray()
      output.delete()
      return Float32Array.from(probabilities)
    } finally {
      input.delete()
    }
  }
}

/** LiteRT compiles no file whose tensors keep their values. */
function hasVariables({ subgraphs = [] }: TfliteTable<'Model'>): boolean {
  return subgraphs.some(({ tensors = [] }) => tensors.some(({ isVariable }) => isVariable))
}
