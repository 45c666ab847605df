import type { InputKind } from '../metadata.ts'
import type { TfliteMetadata } from '../read_metadata.ts'
import type { TfliteRunner, TfliteRunOptions } from '../run.ts'
import { checkedRequest, clipOf } from '../run_request.ts'
import type { TfliteTable } from '../schema.ts'
import { ReferenceGraph } from './graph.ts'

/** A {@link ReferenceGraph} as any other file that runs. */
export class ReferenceRunner implements TfliteRunner {
  readonly metadata: TfliteMetadata
  readonly labels: readonly string[]
  readonly input: InputKind
  readonly clipSize: number
  readonly frames: number
  readonly coefficients: number
  readonly classes: number
  readonly bytes: number
  readonly runtime = 'reference'
  readonly #graph: ReferenceGraph

  constructor(model: TfliteTable<'Model'>, metadata: TfliteMetadata, bytes: number) {
    const { input, clipSize, frames, coefficients } = clipOf(metadata)
    this.#graph = new ReferenceGraph(model)
    this.metadata = metadata
    this.labels = metadata.labels
    this.input = input
    this.clipSize = clipSize
    this.frames = frames
    this.coefficients = coefficients
    this.classes = metadata.output.shape[1]
    this.bytes = bytes
  }

  async run(clips: Float32Array, options: TfliteRunOptions = {}): Promise<Float32Array> {
    const { frames, batch, size } = checkedRequest(clips, this, options)
    const shape = this.input === 'mfcc' ? [1, frames, this.coefficients] : [1, size]
    const probabilities = new Float32Array(batch * this.classes)
    for (let index = 0; index < batch; index++) {
      const values = clips.subarray(index * size, (index + 1) * size)
      probabilities.set(this.#graph.run(shape, values), index * this.classes)
    }
    return probabilities
  }

  close() {}
}
