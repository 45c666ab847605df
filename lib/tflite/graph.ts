import { EmovoxError } from '../errors.ts'
import { type ConstantValues, constantBytes, elementTypeOf } from './constant_values.ts'
import { operatorVersion } from './operator_version.ts'
import { newestVersion, runtimeVersion } from './runtime_version.ts'
import {
  BuiltinOperator,
  type ElementType,
  type OperatorName,
  type OptionsName,
  TensorType,
  TFLITE_VERSION,
  type TfliteTable,
} from './schema.ts'

type Shape = readonly number[]

/**
 * What an integer q of a tensor stands for: `scale (q - zeroPoint)`. With more than one scale there is one for each row, the
 * tensor's first dimension.
 */
export interface Quantisation {
  readonly scale: readonly number[]
  readonly zeroPoint: readonly number[]
}

/** A tensor of one subgraph. */
export interface Tensor {
  readonly index: number
  readonly name: string
  readonly shape: Shape
  readonly type: ElementType
  readonly quantisation?: Quantisation
}

/** What an operator's result is to be; float32 unless said. */
export interface TensorSpec {
  readonly name: string
  readonly shape: Shape
  readonly type?: ElementType
  readonly quantisation?: Quantisation
  /** Keeps its values from one run of the graph to the next. */
  readonly isVariable?: boolean
}

/** @param intermediates tensors that say how an operator quantises what it keeps to itself. */
type OptionsOf<O extends OperatorName> = (typeof BuiltinOperator)[O]['options'] extends infer N extends
  OptionsName
  ? [options: TfliteTable<N>, intermediates?: readonly Tensor[]]
  : []

/** The tensors that a signature names: argument name -> tensor. */
type Arguments = Readonly<Record<string, Tensor>>

/**
 * A model in the making: subgraphs, and the constants and operator codes that they share. The first subgraph is the main
 * one.
 */
export class GraphBuilder {
  readonly #subgraphs: Subgraph[] = []
  /** By TFLite's rule, buffer 0 is empty and stands for "no constant". */
  readonly #buffers: TfliteTable<'Buffer'>[] = [{}]
  readonly #operatorCodes: { name: OperatorName; version: number }[] = []
  readonly #metadata: TfliteTable<'Metadata'>[] = []

  subgraph(name: string): Subgraph {
    const subgraph = new Subgraph(this, name, this.#subgraphs.length)
    this.#subgraphs.push(subgraph)
    return subgraph
  }

  /** Adds a named block of bytes that runtimes leave alone. */
  metadata(name: string, data: Uint8Array) {
    this.#metadata.push({ name, buffer: this.buffer(data) })
  }

  /** @internal Index of a buffer that holds these bytes; equal bytes are stored once. */
  buffer(data: Uint8Array): number {
    const known = this.#buffers.findIndex((buffer) => buffer.data && Buffer.compare(buffer.data, data) === 0)
    return known >= 0 ? known : this.#buffers.push({ data }) - 1
  }

  /** @internal Index of an operator code. */
  operatorCode(name: OperatorName, version: number): number {
    const known = this.#operatorCodes.findIndex((code) => code.name === name && code.version === version)
    return known >= 0 ? known : this.#operatorCodes.push({ name, version }) - 1
  }

  /** The oldest TensorFlow Lite that has all operators used so far. */
  minimumRuntime(): string {
    return newestVersion(this.#operatorCodes.map(({ name, version }) => runtimeVersion(name, version)))
  }

  /** The whole model, with one signature, `serving_default`, on the main subgraph. */
  build(description: string, inputs: Arguments, outputs: Arguments): TfliteTable<'Model'> {
    const named = (tensors: Arguments) =>
      Object.entries(tensors).map(([name, { index }]) => ({ name, tensorIndex: index }))
    return {
      version: TFLITE_VERSION,
      description,
      operatorCodes: this.#operatorCodes.map(({ name, version }) => {
        const { code } = BuiltinOperator[name]
        // Readers from before code 127 know the 8-bit field only; newer ones take the larger of the two.
        return { builtinCode: code, deprecatedBuiltinCode: Math.min(code, 127), version }
      }),
      subgraphs: this.#subgraphs.map((subgraph) => subgraph.build()),
      buffers: this.#buffers,
      metadata: this.#metadata,
      signatureDefs: [
        {
          signatureKey: 'serving_default',
          inputs: named(inputs),
          outputs: named(outputs),
          subgraphIndex: 0,
        },
      ],
    }
  }
}

/** Operators in the order in which they run, and the tensors between them. */
export class Subgraph {
  readonly name: string
  /** Place among the model's subgraphs. */
  readonly index: number
  readonly #model: GraphBuilder
  readonly #tensors: TfliteTable<'Tensor'>[] = []
  readonly #operators: TfliteTable<'Operator'>[] = []
  #inputs: readonly number[] = []
  #outputs: readonly number[] = []

  constructor(model: GraphBuilder, name: string, index: number) {
    this.#model = model
    this.name = name
    this.index = index
  }

  /** A tensor that holds what is computed or given at run time. */
  tensor(spec: TensorSpec): Tensor {
    return this.#add(spec, 0)
  }

  /** A tensor whose values are stored in the file, row-major. */
  constant(name: string, shape: Shape, values: ConstantValues, quantisation?: Quantisation): Tensor {
    const size = shape.reduce((product, length) => product * length, 1)
    if (size !== values.length)
      throw new EmovoxError(
        'INTERNAL',
        `constant ${name}: shape [${shape.join()}] with ${values.length} values`,
      )
    const spec = { name, shape, type: elementTypeOf(values), quantisation }
    return this.#add(spec, this.#model.buffer(constantBytes(values)))
  }

  /** An int32 scalar, or a vector, that is stored in the file. */
  integers(name: string, value: number | readonly number[]): Tensor {
    const values = typeof value === 'number' ? [value] : value
    return this.constant(name, typeof value === 'number' ? [] : [values.length], Int32Array.from(values))
  }

  /** Adds an operator of one result and gives that result. `null` is an input that is left out. */
  apply<O extends OperatorName>(
    operator: O,
    inputs: readonly (Tensor | null)[],
    output: TensorSpec,
    ...options: OptionsOf<O>
  ): Tensor {
    const result = this.tensor(output)
    this.run(operator, inputs, [result], ...options)
    return result
  }

  /** Adds an operator that computes `outputs`, tensors of this subgraph. */
  run<O extends OperatorName>(
    operator: O,
    inputs: readonly (Tensor | null)[],
    outputs: readonly Tensor[],
    ...options: OptionsOf<O>
  ) {
    const [value, intermediates] = options
    const type = BuiltinOperator[operator].options
    this.#operators.push({
      opcodeIndex: this.#model.operatorCode(operator, operatorVersion(operator, inputs, outputs)),
      inputs: inputs.map((tensor) => tensor?.index ?? -1),
      outputs: outputs.map(({ index }) => index),
      // Type and value belong together; the compiler compares unions of up to 25 members only.
      ...(type === null || value === undefined
        ? {}
        : { builtinOptions: { type, value } as TfliteTable<'Operator'>['builtinOptions'] }),
      intermediates: intermediates?.map(({ index }) => index),
    })
  }

  /** Says which tensors are given from outside and which go out. */
  interface(inputs: readonly Tensor[], outputs: readonly Tensor[]) {
    this.#inputs = inputs.map(({ index }) => index)
    this.#outputs = outputs.map(({ index }) => index)
  }

  /** @internal */
  build(): TfliteTable<'SubGraph'> {
    return {
      name: this.name,
      tensors: this.#tensors,
      inputs: this.#inputs,
      outputs: this.#outputs,
      operators: this.#operators,
    }
  }

  #add({ name, shape, type = 'FLOAT32', quantisation, isVariable }: TensorSpec, buffer: number): Tensor {
    // An empty shape alone would mean that the rank is not known.
    const hasRank = shape.length === 0 ? true : undefined
    const quantization = quantisation && { ...quantisation, quantizedDimension: 0 }
    const table = { name, shape, type: TensorType[type], buffer, hasRank, quantization, isVariable }
    const index = this.#tensors.push(table) - 1
    return { index, name, shape, type, quantisation }
  }
}
