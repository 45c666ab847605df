import { z } from 'zod'
import { storedFeatureSchema } from '../features/stored_options.ts'
import type { FeatureName } from '../options.ts'
import { featuresInput } from './features_input.ts'
import { writeFlatbuffer } from './flatbuffer_writer.ts'
import {
  AssociatedFileType,
  METADATA_IDENTIFIER,
  type MetadataTable,
  metadataSchema,
} from './metadata_schema.ts'
import type { TfliteModel } from './tflite_model.ts'

/** Names of the model's metadata entries, both TFLite's own. */
export const METADATA_ENTRY = {
  description: 'TFLITE_METADATA',
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
  /** What the file takes: features, or a clip's samples. */
  input: z.enum(['mfcc', 'waveform']).default('mfcc'),
  features: storedFeatureSchema,
})
export type EmovoxOptions = z.output<typeof emovoxOptionsSchema>
export type InputKind = EmovoxOptions['input']

/** Features that `extra` says nothing of. */
const WITHOUT_EXTRA: readonly FeatureName[] = ['mfcc', 'logMel', 'rms', 'zeroCrossingRate']

/** As it is stored, without what is so by default, and without options of features that are not there. */
function storedOptions({ labels, frames, coefficients, features }: TfliteModel, input: InputKind): string {
  const { extra, ...others } = features
  const idle = features.include.every((name) => WITHOUT_EXTRA.includes(name))
  const stored = { format: 1, labels, frames, coefficients, features: idle ? others : features }
  return JSON.stringify(input === 'mfcc' ? stored : { ...stored, input })
}

/** The texts that are appended to the file: labels one a line, and emovox's options. */
export function associatedFiles(model: TfliteModel, input: InputKind): Readonly<Record<string, string>> {
  return {
    [LABELS_FILE]: `${model.labels.join('\n')}\n`,
    [OPTIONS_FILE]: `${storedOptions(model, input)}\n`,
  }
}

/** TFLITE_METADATA: what the model is, what goes in, what comes out. */
export function tfliteMetadata(model: TfliteModel, kind: InputKind): Uint8Array {
  const input = kind === 'mfcc' ? featuresMetadata(model) : waveformMetadata(model)
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
    // Associated files and statistics were there from the first version on, properties of audio from this one.
    minParserVersion: kind === 'mfcc' ? '1.0.0' : '1.3.0',
  })
}

/** For readers that prepare an input by the metadata: there is nothing to subtract or to divide by, it is inside. */
const AS_IT_IS: MetadataTable<'ProcessUnit'> = {
  options: { type: 'NormalizationOptions', value: { mean: [0], std: [1] } },
}

function featuresMetadata({ features }: TfliteModel): MetadataTable<'TensorMetadata'> {
  const { name, title } = featuresInput(features)
  return {
    name,
    description: `${title} as extracted: the model normalises them. ${OPTIONS_FILE} says how to extract them.`,
    dimensionNames: ['batch', 'frame', 'coefficient'],
    content: { contentProperties: { type: 'FeatureProperties', value: {} } },
    processUnits: [AS_IT_IS],
  }
}

function waveformMetadata({ features }: TfliteModel): MetadataTable<'TensorMetadata'> {
  const { sampleRate, clipSeconds, trimDb, padIn, pad } = features.audio
  const trimmed =
    trimDb === null ? '' : `, without leading and trailing sound ${trimDb} dB below its loudest frame`
  const side = { before: 'in front of it', after: 'behind it', both: 'on both sides' }[pad]
  const filled =
    padIn === 'frames'
      ? `with zeros on either side where it is shorter: samples of exactly 0 at its ends are not heard`
      : `with zeros ${side} where it is shorter`
  return {
    name: 'waveform',
    description:
      `A clip of ${clipSeconds} s: mono, ${sampleRate} Hz, full scale at 1${trimmed}; ${filled}. ` +
      'Resampling, trimming and filling are left to the caller; the model does all that follows.',
    dimensionNames: ['batch', 'sample'],
    content: { contentProperties: { type: 'AudioProperties', value: { sampleRate, channels: 1 } } },
    processUnits: [AS_IT_IS],
    stats: { min: [-1], max: [1] },
  }
}
