import { z } from 'zod'
import { storedFeatureSchema } from '../features/stored_options.ts'
import { writeFlatbuffer } from './flatbuffer_writer.ts'
import {
  AssociatedFileType,
  METADATA_IDENTIFIER,
  type MetadataTable,
  metadataSchema,
} from './metadata_schema.ts'
import type { TfliteModel } from './tflite_model.ts'

/** Names of the model's metadata entries. The first and the last are TFLite's own. */
export const METADATA_ENTRY = {
  description: 'TFLITE_METADATA',
  options: 'emovox_options',
  minimumRuntime: 'min_runtime_version',
} as const

export const LABELS_FILE = 'labels.txt'
export const OPTIONS_FILE = 'emovox_options.json'

/** What emovox needs to go from a recording to the file's input and from its output to an emotion. */
export const emovoxOptionsSchema = z.object({
  /** Of this object. A reader refuses a format that it does not know. */
  format: z.literal(1),
  labels: z.array(z.string()).readonly(),
  frames: z.int().min(1),
  coefficients: z.int().min(1),
  features: storedFeatureSchema,
})
export type EmovoxOptions = z.output<typeof emovoxOptionsSchema>

export function emovoxOptions({ labels, frames, coefficients, features }: TfliteModel): EmovoxOptions {
  return { format: 1, labels: [...labels], frames, coefficients, features }
}

/** The texts that are appended to the file: labels one a line, and emovox's options. */
export function associatedFiles(model: TfliteModel): Readonly<Record<string, string>> {
  return {
    [LABELS_FILE]: `${model.labels.join('\n')}\n`,
    [OPTIONS_FILE]: `${JSON.stringify(emovoxOptions(model))}\n`,
  }
}

/** TFLITE_METADATA: what the model is, what goes in, what comes out. */
export function tfliteMetadata(model: TfliteModel): Uint8Array {
  const input: MetadataTable<'TensorMetadata'> = {
    name: 'mfcc',
    description: `MFCCs as extracted: the model normalises them. ${OPTIONS_FILE} says how to extract them.`,
    dimensionNames: ['batch', 'frame', 'coefficient'],
    content: { contentProperties: { type: 'FeatureProperties', value: {} } },
  }
  const output: MetadataTable<'TensorMetadata'> = {
    name: 'probabilities',
    description: 'Probability of each emotion.',
    dimensionNames: ['batch', 'emotion'],
    content: { contentProperties: { type: 'FeatureProperties', value: {} } },
    stats: { min: [0], max: [1] },
    associatedFiles: [
      {
        name: LABELS_FILE,
        description: 'Names of the emotions.',
        type: AssociatedFileType.TENSOR_AXIS_LABELS,
      },
    ],
  }
  return writeFlatbuffer(metadataSchema, 'ModelMetadata', METADATA_IDENTIFIER, {
    name: model.name ?? 'emovox speech emotion',
    description: model.description ?? 'Which emotion speech expresses.',
    version: model.version,
    author: model.author,
    license: model.license,
    subgraphMetadata: [{ inputTensorMetadata: [input], outputTensorMetadata: [output] }],
    associatedFiles: [
      {
        name: OPTIONS_FILE,
        description: 'How features are extracted.',
        type: AssociatedFileType.DESCRIPTIONS,
      },
    ],
    // Associated files and statistics were there from the first version on.
    minParserVersion: '1.0.0',
  })
}
