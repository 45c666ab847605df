import { EmovoxError, messageOf } from '../errors.ts'
import { readFlatbuffer } from './flatbuffer_reader.ts'
import { TensorType, TFLITE_IDENTIFIER, TFLITE_VERSION, type TfliteTable, tfliteSchema } from './schema.ts'

type Model = TfliteTable<'Model'>
type SubGraph = TfliteTable<'SubGraph'>

/** Bytes of one element, by code of the type; types that emovox does not use are not here. */
const WIDTHS: ReadonlyMap<number, number> = new Map([
  [TensorType.FLOAT32, 4],
  [TensorType.FLOAT16, 2],
  [TensorType.INT32, 4],
  [TensorType.UINT8, 1],
  [TensorType.INT64, 8],
  [TensorType.BOOL, 1],
  [TensorType.INT16, 2],
  [TensorType.COMPLEX64, 8],
  [TensorType.INT8, 1],
])

/**
 * Reads a `.tflite` file and checks that all in it refers to something that is there: runtimes trust a file, and a damaged
 * one can end the process.
 *
 * @param source name of the file for messages.
 * @throws EmovoxError `BAD_TFLITE`
 */
export function readTflite(file: Uint8Array, source: string): Model {
  const model = parseTflite(file, source)
  const damage = modelDamage(model)
  if (damage !== undefined) throw badTflite(source, damage)
  return model
}

/** A file's input and output: the first of each of the main subgraph. */
export function endpoints(model: Model): {
  readonly input: TfliteTable<'Tensor'>
  readonly inputIndex: number
  readonly output: TfliteTable<'Tensor'>
} {
  const { tensors = [], inputs = [], outputs = [] } = model.subgraphs?.[0] ?? {}
  return { input: tensors[inputs[0]], inputIndex: inputs[0], output: tensors[outputs[0]] }
}

/** The bytes of a metadata entry. */
export function metadataEntry(model: Model, name: string): Uint8Array | undefined {
  const entry = model.metadata?.find((candidate) => candidate.name === name)
  return entry && model.buffers?.[entry.buffer ?? 0]?.data
}

export function badTflite(source: string, what: string, cause?: unknown): EmovoxError {
  return new EmovoxError('BAD_TFLITE', `${source}: expected a .tflite file, ${what}`, { cause })
}

/**
 * Reads a `.tflite` file and checks nothing of what is in it.
 *
 * @throws EmovoxError `BAD_TFLITE` when it is not such a file, is cut short, or of another version of the format.
 */
export function parseTflite(file: Uint8Array, source: string): Model {
  const model = parse(file, source)
  if (model.version !== TFLITE_VERSION)
    throw badTflite(source, `of version ${TFLITE_VERSION} of the format, found version ${model.version}`)
  return model
}

function parse(file: Uint8Array, source: string): Model {
  try {
    return readFlatbuffer(tfliteSchema, 'Model', TFLITE_IDENTIFIER, file)
  } catch (cause) {
    if (cause instanceof EmovoxError) throw cause
    const size = `${file.length} bytes`
    throw badTflite(
      source,
      `found something else, or one that is damaged or cut short (${size}): ${messageOf(cause)}`,
      cause,
    )
  }
}

/** What is wrong, or undefined. */
function modelDamage(model: Model): string | undefined {
  const { subgraphs = [], buffers = [], metadata = [] } = model
  if (metadata.some(({ buffer = 0 }) => buffer >= buffers.length))
    return 'found metadata without its contents'
  const [main] = subgraphs
  if (!main?.inputs?.length || !main.outputs?.length) return 'found one without an input or an output'
  for (const graph of subgraphs) {
    const damage = indexDamage(graph, model) ?? sizeDamage(graph, model)
    if (damage !== undefined) return `found a damaged one: subgraph ${graph.name}, ${damage}`
  }
  return undefined
}

function indexDamage(graph: SubGraph, { operatorCodes = [], buffers = [] }: Model): string | undefined {
  const { tensors = [], operators = [], inputs = [], outputs = [] } = graph
  const isTensor = (index: number) => index >= 0 && index < tensors.length
  if (![...inputs, ...outputs].every(isTensor)) return 'an input or output that is not there'
  const odd = operators.findIndex(
    ({ opcodeIndex = 0, inputs: given = [], outputs: results = [] }) =>
      opcodeIndex >= operatorCodes.length ||
      !given.every((index) => index === -1 || isTensor(index)) ||
      !results.every(isTensor),
  )
  if (odd >= 0) return `operator ${odd} uses what is not there`
  const lost = tensors.find(({ buffer = 0 }) => buffer >= buffers.length)
  return lost && `tensor ${lost.name}: no buffer ${lost.buffer}`
}

function sizeDamage({ tensors = [] }: SubGraph, { buffers = [] }: Model): string | undefined {
  for (const { name, shape = [], type = 0, buffer = 0 } of tensors) {
    const data = buffers[buffer].data
    const width = WIDTHS.get(type)
    if (data === undefined || data.length === 0 || width === undefined) continue
    const expected = shape.reduce((product, length) => product * length, width)
    if (data.length !== expected)
      return `tensor ${name}: expected ${expected} bytes for [${shape.join(', ')}], found ${data.length}`
  }
  return undefined
}
