import { messageOf } from '../../errors.ts'
import { readTfliteMetadata, type TfliteMetadata } from '../read_metadata.ts'
import { parseTflite } from '../read_tflite.ts'
import type { TfliteTable } from '../schema.ts'
import { operatorName, typeName } from './schema_names.ts'

/** A tensor of a subgraph. */
export interface InspectedTensor {
  readonly index: number
  readonly name: string
  /** As TFLite calls it: `FLOAT32`, `INT8`. */
  readonly type: string
  readonly shape: readonly number[]
  /** Bytes in the file; 0 of what is computed or given. Tensors may share them. */
  readonly bytes: number
  readonly isVariable: boolean
  /** Scales and zero points: one of each, or one a row. Null: none. */
  readonly quantisation: { readonly scale: readonly number[]; readonly zeroPoint: readonly number[] } | null
}

export interface InspectedOperator {
  readonly index: number
  /** `FULLY_CONNECTED`; `CUSTOM name`; `operator 321` where this emovox does not know it. */
  readonly name: string
  readonly version: number
  /** Indices of tensors; -1 is an input that is left out. */
  readonly inputs: readonly number[]
  readonly outputs: readonly number[]
  /** As far as emovox knows the operator's own, without those that are as by default. */
  readonly options: Readonly<Record<string, unknown>>
}

export interface InspectedSubgraph {
  readonly name: string
  readonly inputs: readonly number[]
  readonly outputs: readonly number[]
  readonly tensors: readonly InspectedTensor[]
  readonly operators: readonly InspectedOperator[]
}

/** What is in a `.tflite` file. */
export interface TfliteInspection {
  readonly bytes: number
  /** Of all constants, each counted once. */
  readonly constantBytes: number
  readonly description: string
  readonly subgraphs: readonly InspectedSubgraph[]
  readonly signatures: readonly {
    readonly key: string
    readonly subgraph: number
    /** Name -> index of the tensor. */
    readonly inputs: Readonly<Record<string, number>>
    readonly outputs: Readonly<Record<string, number>>
  }[]
  readonly metadataEntries: readonly { readonly name: string; readonly bytes: number }[]
  /** What the file says about itself; null when that cannot be read. */
  readonly metadata: TfliteMetadata | null
  /** What is wrong with it. */
  readonly warnings: readonly string[]
}

/**
 * Takes a `.tflite` file apart, emovox's or any other, without running it.
 *
 * @param source name of the file for messages.
 * @throws EmovoxError `BAD_TFLITE` when it is not such a file, or is cut short.
 * @example
 * const { subgraphs } = await inspectTflite(await readFile('model.tflite'), 'model.tflite')
 * subgraphs[0].operators.map(({ name }) => name)
 */
export async function inspectTflite(file: Uint8Array, source: string): Promise<TfliteInspection> {
  const model = parseTflite(file, source)
  const { buffers = [], subgraphs = [], signatureDefs = [], metadata = [] } = model
  const sizeOf = (buffer = 0) => buffers[buffer]?.data?.length ?? 0
  const held = new Set(subgraphs.flatMap(({ tensors = [] }) => tensors.map(({ buffer = 0 }) => buffer)))
  const warnings: string[] = []
  const described = await readTfliteMetadata(file, source).catch((error) => {
    warnings.push(messageOf(error))
    return null
  })
  return {
    bytes: file.length,
    constantBytes: [...held].reduce((sum, buffer) => sum + sizeOf(buffer), 0),
    description: model.description ?? '',
    subgraphs: subgraphs.map((graph) => inspectSubgraph(graph, model, sizeOf)),
    signatures: signatureDefs.map(({ signatureKey, subgraphIndex, inputs, outputs }) => ({
      key: signatureKey ?? '',
      subgraph: subgraphIndex ?? 0,
      inputs: argumentsOf(inputs),
      outputs: argumentsOf(outputs),
    })),
    metadataEntries: metadata.map(({ name = '', buffer }) => ({ name, bytes: sizeOf(buffer) })),
    metadata: described,
    warnings,
  }
}

function argumentsOf(map: readonly TfliteTable<'TensorMap'>[] = []): Record<string, number> {
  return Object.fromEntries(map.map(({ name = '', tensorIndex = 0 }) => [name, tensorIndex]))
}

function inspectSubgraph(
  { name = '', inputs = [], outputs = [], tensors = [], operators = [] }: TfliteTable<'SubGraph'>,
  { operatorCodes = [] }: TfliteTable<'Model'>,
  sizeOf: (buffer?: number) => number,
): InspectedSubgraph {
  return {
    name,
    inputs,
    outputs,
    tensors: tensors.map((tensor, index) => inspectTensor(tensor, index, sizeOf(tensor.buffer))),
    operators: operators.map((operator, index) => {
      const code = operatorCodes[operator.opcodeIndex ?? 0] ?? {}
      // Files of before code 127 have the 8-bit field only; newer ones have both, and the larger counts.
      const number = Math.max(code.builtinCode ?? 0, code.deprecatedBuiltinCode ?? 0)
      return {
        index,
        name: operatorName(number, code.customCode),
        version: code.version ?? 1,
        inputs: operator.inputs ?? [],
        outputs: operator.outputs ?? [],
        options: Object.fromEntries(
          Object.entries(operator.builtinOptions?.value ?? {}).filter(([, value]) => Boolean(value)),
        ),
      }
    }),
  }
}

function inspectTensor(tensor: TfliteTable<'Tensor'>, index: number, bytes: number): InspectedTensor {
  const { name = '', type = 0, shape = [], isVariable = false, quantization } = tensor
  const { scale = [], zeroPoint = [] } = quantization ?? {}
  const quantisation = scale.length > 0 ? { scale, zeroPoint } : null
  return { index, name, type: typeName(type), shape, bytes, isVariable, quantisation }
}
