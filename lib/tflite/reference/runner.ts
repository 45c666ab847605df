import type { TfliteMetadata } from '../read_metadata.ts'
import { checkedRequest } from '../run_request.ts'
import { DescribedFile, type TfliteRunner, type TfliteRunOptions } from '../runner.ts'
import type { TfliteTable } from '../schema.ts'
import { ReferenceGraph } from './graph.ts'

/** A {@link ReferenceGraph} as any other file that runs. */
export class ReferenceRunner extends DescribedFile implements TfliteRunner {
  readonly runtime = 'reference'
  readonly #graph: ReferenceGraph

  constructor(model: TfliteTable<'Model'>, metadata: TfliteMetadata, bytes: number) {
    super(metadata, bytes)
    this.#graph = new ReferenceGraph(model)
  }

  async run(clips: Float32Array, options: TfliteRunOptions = {}): Promise<Float32Array> {
    const { frames, batch, size } = checkedRequest(clips, this, options)
    const probabilities = new Float32Array(batch * this.classes)
    for (let index = 0; index < batch; index++) {
      const values = clips.subarray(index * size, (index + 1) * size)
      probabilities.set(this.#graph.run(this.shapeOf(frames), values), index * this.classes)
    }
    return probabilities
  }

  close() {}
}
