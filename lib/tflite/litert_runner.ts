import type { CompiledModel } from '@litertjs/core'
import { messageOf } from '../errors.ts'
import { vectorPosition } from './flatbuffer_reader.ts'
import { forgetLiteRt, type LiteRt } from './litert.ts'
import type { TfliteMetadata } from './read_metadata.ts'
import { badTflite, endpoints, readTflite } from './read_tflite.ts'
import { checkedRequest } from './run_request.ts'
import { DescribedFile, type TfliteRunner, type TfliteRunOptions } from './runner.ts'
import { tfliteSchema } from './schema.ts'

/** How many clip lengths stay compiled at once. */
const KEPT_LENGTHS = 4

/** A file that Google's LiteRT runs, compiled for each clip length that is asked for. */
export class LiteRtRunner extends DescribedFile implements TfliteRunner {
  readonly runtime = 'litert'
  readonly #runtime: LiteRt
  readonly #file: Uint8Array
  readonly #name: string
  readonly #compiled = new Map<number, CompiledModel>()
  /** Requests run one after the other: they share compiled models and LiteRT's memory. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(runtime: LiteRt, file: Uint8Array, name: string, metadata: TfliteMetadata) {
    super(metadata, file.length)
    this.#runtime = runtime
    this.#file = file
    this.#name = name
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
    const input = new this.#runtime.Tensor(values, [...this.shapeOf(frames)])
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
