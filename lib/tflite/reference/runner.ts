import type { TfliteMetadata } from '../read_metadata.ts'
import type { TfliteRunner, TfliteRunOptions } from '../run.ts'
import { checkedRequest } from '../run_request.ts'
import type { TfliteTable } from '../schema.ts'
import { ReferenceGraph } from './graph.ts'

/** A {@link ReferenceGraph} as any other file that runs. */
export class ReferenceRunner implements TfliteRunner {
  readonly metadata: TfliteMetadata
  readonly labels: readonly string[]
  readonly input = 'mfcc'
  readonly clipSize: number
  readonly frames: number
  readonly coefficients: number
  readonly classes: number
  readonly bytes: number
  readonly runtime = 'reference'
  readonly #graph: ReferenceGraph

  constructor(model: TfliteTable<'Model'>, metadata: TfliteMetadata, bytes: number) {
    this.#graph = new ReferenceGraph(model)
    this.metadata = metadata
    this.labels = metadata.labels
    this.frames = metadata.input.shape[1]
    this.coefficients = metadata.input.shape[2]
    this.clipSize = this.frames * this.coefficients
    this.classes = metadata.output.shape[1]
    this.bytes = bytes
  }

  async run(features: Float32Array, options: TfliteRunOptions = {}): Promise<Float32Array> {
    const { frames, batch, clip } = checkedRequest(features, this, options)
    const probabilities = new Float32Array(batch * this.classes)
    for (let index = 0; index < batch; index++) {
      const values = features.subarray(index * clip, (index + 1) * clip)
      probabilities.set(this.#graph.run([1, frames, this.coefficients], values), index * this.classes)
    }
    return probabilities
  }

  close() {}
}
