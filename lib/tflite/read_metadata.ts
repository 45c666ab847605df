import { messageOf } from '../errors.ts'
import { readFlatbuffer } from './flatbuffer_reader.ts'
import { type EmovoxOptions, emovoxOptionsSchema, METADATA_ENTRY, OPTIONS_FILE } from './metadata.ts'
import {
  AssociatedFileType,
  METADATA_IDENTIFIER,
  type MetadataTable,
  metadataSchema,
} from './metadata_schema.ts'
import { badTflite, endpoints, metadataEntry, readTflite } from './read_tflite.ts'
import { TensorType, type TfliteTable } from './schema.ts'
import { readAppendedZip } from './stored_zip.ts'

/** A tensor that goes in or comes out. */
export interface TfliteEndpoint {
  readonly name: string
  /** As stored; -1 does not occur, and other sizes may be asked for by resizing. */
  readonly shape: readonly number[]
  /** Of TFLite's: `FLOAT32`, `INT8`, ... */
  readonly type: string
}

/** What a `.tflite` file says about itself. Files that emovox did not write lack some of it. */
export interface TfliteMetadata {
  readonly name?: string
  readonly description?: string
  readonly version?: string
  readonly author?: string
  readonly license?: string
  /** Oldest TensorFlow Lite that runs it: `1.15.0`. */
  readonly minimumRuntime?: string
  readonly input: TfliteEndpoint
  readonly output: TfliteEndpoint
  /** Names of the classes, in the order of the output; empty when the file has none. */
  readonly labels: readonly string[]
  /** How to make its input from a recording; null when emovox did not write the file. */
  readonly options: EmovoxOptions | null
}

/**
 * Reads what a `.tflite` file says about itself, without running it.
 *
 * @param source name of the file for messages.
 * @throws EmovoxError `BAD_TFLITE` when it is not such a file, is cut short, or its metadata is damaged.
 */
export async function readTfliteMetadata(
  file: Uint8Array,
  source = 'the given bytes',
): Promise<TfliteMetadata> {
  const model = readTflite(file, source)
  const described = description(model, source)
  const { input, output } = endpoints(model)
  const texts = new AppendedTexts(file, source)
  const options = await emovoxOptions(described, texts, source)
  const { name, description: text, version, author, license } = described
  const runtime = metadataEntry(model, METADATA_ENTRY.minimumRuntime)
  return {
    ...{ name, description: text, version, author, license },
    minimumRuntime: runtime && decode(runtime).replace(/\0+$/, ''),
    input: endpoint(input),
    output: endpoint(output),
    labels: await labels(described, texts, options),
    options,
  }
}

const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

function endpoint({ name = '', shape = [], type = 0 }: TfliteTable<'Tensor'>): TfliteEndpoint {
  const known = Object.entries(TensorType).find(([, code]) => code === type)
  return { name, shape, type: known?.[0] ?? `type ${type}` }
}

function description(model: TfliteTable<'Model'>, source: string): MetadataTable<'ModelMetadata'> {
  const entry = metadataEntry(model, METADATA_ENTRY.description)
  if (entry === undefined) return {}
  try {
    return readFlatbuffer(metadataSchema, 'ModelMetadata', METADATA_IDENTIFIER, entry)
  } catch (cause) {
    throw badTflite(
      source,
      `found one with damaged ${METADATA_ENTRY.description}: ${messageOf(cause)}`,
      cause,
    )
  }
}

/** Null when the metadata names no such file. */
async function emovoxOptions(
  { associatedFiles = [] }: MetadataTable<'ModelMetadata'>,
  texts: AppendedTexts,
  source: string,
): Promise<EmovoxOptions | null> {
  if (!associatedFiles.some(({ name }) => name === OPTIONS_FILE)) return null
  const text = await texts.get(OPTIONS_FILE)
  try {
    return emovoxOptionsSchema.parse(JSON.parse(text))
  } catch (cause) {
    const what = `found one whose ${OPTIONS_FILE} this emovox cannot read: ${messageOf(cause)}`
    throw badTflite(source, what, cause)
  }
}

/** From the label file that the metadata names; failing that, from emovox's options. */
async function labels(
  described: MetadataTable<'ModelMetadata'>,
  texts: AppendedTexts,
  options: EmovoxOptions | null,
): Promise<readonly string[]> {
  const [output] = described.subgraphMetadata?.[0]?.outputTensorMetadata ?? []
  const named = output?.associatedFiles?.find(({ type }) => type === AssociatedFileType.TENSOR_AXIS_LABELS)
  if (named?.name === undefined) return options?.labels ?? []
  const text = await texts.get(named.name)
  return text.replace(/\r?\n$/, '').split(/\r?\n/)
}

/** The texts behind a file, which are read when one is asked for. */
class AppendedTexts {
  readonly #file: Uint8Array
  readonly #source: string
  #texts: Promise<ReadonlyMap<string, string>> | undefined

  constructor(file: Uint8Array, source: string) {
    this.#file = file
    this.#source = source
  }

  /** @throws EmovoxError `BAD_TFLITE` when it is not there, or damaged. */
  async get(name: string): Promise<string> {
    this.#texts ??= readAppendedZip(this.#file)
    const texts = await this.#texts.catch((cause) => {
      const what = `found one that is damaged or cut short at its end: ${messageOf(cause)}`
      throw badTflite(this.#source, what, cause)
    })
    const text = texts.get(name)
    if (text === undefined) throw badTflite(this.#source, `found one without its ${name}`)
    return text
  }
}
