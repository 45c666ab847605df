/**
 * The tables of TFLITE_METADATA (`metadata_schema.fbs` of tflite-support, 1.5.0) that emovox writes and reads: what phones'
 * task libraries and file viewers show about a model. Slots as in the schema's generated code; a test compares them.
 */
import {
  float32s,
  int8,
  int32,
  string,
  strings,
  type Table,
  table,
  tables,
  uint32,
  union,
} from './flatbuffer_schema.ts'

export const METADATA_IDENTIFIER = 'M001'

/** What is in an associated file. */
export const AssociatedFileType = { UNKNOWN: 0, DESCRIPTIONS: 1, TENSOR_AXIS_LABELS: 2 } as const

export const ContentProperties = { FeatureProperties: 1, AudioProperties: 4 } as const

export const ProcessUnitOptions = { NormalizationOptions: 1 } as const

export const metadataSchema = {
  ModelMetadata: {
    name: string(0),
    description: string(1),
    version: string(2),
    subgraphMetadata: tables(3, 'SubGraphMetadata'),
    author: string(4),
    license: string(5),
    associatedFiles: tables(6, 'AssociatedFile'),
    minParserVersion: string(7),
  },
  SubGraphMetadata: {
    name: string(0),
    description: string(1),
    inputTensorMetadata: tables(2, 'TensorMetadata'),
    outputTensorMetadata: tables(3, 'TensorMetadata'),
    associatedFiles: tables(4, 'AssociatedFile'),
  },
  TensorMetadata: {
    name: string(0),
    description: string(1),
    dimensionNames: strings(2),
    content: table(3, 'Content'),
    processUnits: tables(4, 'ProcessUnit'),
    stats: table(5, 'Stats'),
    associatedFiles: tables(6, 'AssociatedFile'),
  },
  AssociatedFile: { name: string(0), description: string(1), type: int8(2) },
  Content: { contentProperties: union(1, ContentProperties), range: table(2, 'ValueRange') },
  ValueRange: { min: int32(0), max: int32(1) },
  ProcessUnit: { options: union(1, ProcessUnitOptions) },
  NormalizationOptions: { mean: float32s(0), std: float32s(1) },
  Stats: { max: float32s(0), min: float32s(1) },
  FeatureProperties: {},
  AudioProperties: { sampleRate: uint32(0), channels: uint32(1) },
} as const

export type MetadataTable<N extends keyof typeof metadataSchema> = Table<typeof metadataSchema, N>
