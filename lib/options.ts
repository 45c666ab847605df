/**
 * Every option of emovox: its name, unit, range and default, once. Functions take the input type (all optional), call
 * {@link parseOptions} at the border, and pass the resolved type on. Names are librosa's and Keras's, in camelCase.
 */
import { z } from 'zod'
import { EmovoxError } from './errors.ts'

/** An ordered pair [low, high], both within `low..high`. */
const range = (low: number, high: number) =>
  z
    .tuple([z.number().min(low).max(high), z.number().min(low).max(high)])
    .refine(([from, to]) => from <= to, 'expected [low, high] with low not above high')
    .readonly()

export const audioSchema = z.strictObject({
  /** Hz of every clip, whatever the recording has. */
  sampleRate: z.int().min(1000).max(384_000).default(16_000),
  /** libsamplerate's sinc converters. */
  quality: z.enum(['best', 'medium', 'fast']).default('best'),
  /** Leading and trailing sound this many dB below the loudest frame is cut; null keeps it. */
  trimDb: z.number().positive().max(200).nullable().default(40),
  /** Length of a clip, in seconds. */
  clipSeconds: z.number().min(0.05).max(600).default(3),
  /** Where zeros go when a recording is shorter than a clip. Before: the LSTM's last step hears speech. */
  pad: z.enum(['before', 'after', 'both']).default('before'),
  /** Which part of a recording that is longer than a clip is kept. */
  crop: z.enum(['start', 'center', 'end']).default('start'),
})

export const mfccSchema = z.strictObject({
  /** Number of cepstral coefficients. */
  nMfcc: z.int().min(1).max(512).default(13),
  nMels: z.int().min(1).max(512).default(40),
  /** Samples of one FFT. */
  nFft: z.int().min(16).max(65_536).default(512),
  /** Samples from one frame to the next. */
  hopLength: z.int().min(1).max(65_536).default(256),
  /** Samples of the window, centred in the FFT; null is nFft. */
  winLength: z.int().min(2).max(65_536).nullable().default(null),
  window: z.enum(['hann', 'hamming', 'blackman', 'rectangular']).default('hann'),
  /** Frame t is centred on sample t * hopLength (the signal is padded by nFft / 2 at both ends). */
  center: z.boolean().default(true),
  padMode: z.enum(['constant', 'reflect', 'edge']).default('constant'),
  /** Exponent of the magnitude: 2 is power, 1 is energy. */
  power: z.number().positive().max(8).default(2),
  /** Lowest frequency of the mel bank, Hz. */
  fMin: z.number().min(0).default(0),
  /** Highest frequency of the mel bank, Hz; null is half the sample rate. */
  fMax: z.number().positive().nullable().default(null),
  /** HTK's mel formula in place of Slaney's. */
  htk: z.boolean().default(false),
  /** slaney: every band has unit area; null: every triangle has height 1. */
  melNorm: z.enum(['slaney']).nullable().default('slaney'),
  /** Smallest power before the logarithm. */
  amin: z.number().positive().default(1e-10),
  /** Values more than this many dB below the clip's loudest are raised to it; null keeps them. */
  topDb: z.number().positive().nullable().default(80),
  dctType: z.union([z.literal(1), z.literal(2), z.literal(3)]).default(2),
  dctNorm: z.enum(['ortho']).nullable().default('ortho'),
  /** Sinusoidal liftering; 0 is none. */
  lifter: z.number().min(0).default(0),
})

export const augmentSchema = z.strictObject({
  /** Augmented copies of every training clip, beside the original. */
  copies: z.int().min(0).max(100).default(3),
  /** How many different transformations one copy gets. */
  combine: z.int().min(1).max(3).default(1),
  /** White noise at a signal-to-noise ratio drawn from this range, dB; null leaves noise out. */
  noiseSnrDb: range(-50, 120).nullable().default([10, 25]),
  /** Time stretch by a rate drawn from this range (above 1 is faster); null leaves it out. */
  stretchRate: range(0.25, 4).nullable().default([0.85, 1.15]),
  /** Pitch shift by semitones drawn from this range; null leaves it out. */
  pitchSemitones: range(-24, 24).nullable().default([-2, 2]),
})

export const splitSchema = z.strictObject({
  /** speaker: no speaker is in two parts. recording: at random, which inflates every score. */
  by: z.enum(['speaker', 'recording']).default('speaker'),
  /** Share of the speakers (or recordings) in the test part. */
  test: z.number().min(0).max(0.9).default(0.2),
  /** Share of the speakers (or recordings) in the validation part. */
  validation: z.number().min(0).max(0.9).default(0.15),
  /** These speakers and no others are the test part. */
  testSpeakers: z.array(z.string()).min(1).nullable().default(null),
  /** These speakers and no others are the validation part. */
  validationSpeakers: z.array(z.string()).min(1).nullable().default(null),
  seed: z.int().min(0).max(0xffff_ffff).default(1),
})

export const modelSchema = z.strictObject({
  /** Frames of a clip. */
  frames: z.int().min(1),
  /** Coefficients of a frame. */
  coefficients: z.int().min(1),
  /** Units of the two LSTM layers and of the dense layer. */
  lstm1: z.int().min(1).max(4096).default(128),
  lstm2: z.int().min(1).max(4096).default(64),
  dense: z.int().min(1).max(4096).default(64),
  dropout: z.number().min(0).max(0.95).default(0.3),
  classes: z.int().min(2).max(1000).default(7),
  /** Seed of the initial weights and of dropout. */
  seed: z.int().min(0).max(0xffff_ffff).default(1),
})

export const trainingSchema = z.strictObject({
  epochs: z.int().min(1).max(100_000).default(40),
  batchSize: z.int().min(1).max(65_536).default(64),
  learningRate: z.number().positive().max(10).default(1e-3),
  /** Epochs without a better validation UAR before training stops; 0 never stops early. */
  patience: z.int().min(0).default(10),
  /** Weigh every class by the inverse of its frequency. */
  classWeights: z.boolean().default(false),
  seed: z.int().min(0).max(0xffff_ffff).default(1),
})

export type AudioOptions = z.output<typeof audioSchema>
export type MfccOptions = z.output<typeof mfccSchema>
export type AugmentOptions = z.output<typeof augmentSchema>
export type SplitOptions = z.output<typeof splitSchema>
export type ModelOptions = z.output<typeof modelSchema>
export type TrainingOptions = z.output<typeof trainingSchema>

/** What turns a recording into features: it travels from training to prediction to the `.tflite` file's metadata. */
export const featureSchema = z.strictObject({
  audio: audioSchema.prefault({}),
  mfcc: mfccSchema.prefault({}),
})
export type FeatureOptions = z.output<typeof featureSchema>

/**
 * Resolves options against their schema: fills defaults in and checks ranges.
 *
 * @throws EmovoxError `INVALID_OPTION`, naming each option, what was expected and what was found.
 */
export function parseOptions<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input ?? {}, { reportInput: true })
  if (result.success) return result.data
  const complaints = result.error.issues.map((issue) => {
    const name = issue.path.length > 0 ? `option ${issue.path.join('.')}` : 'options'
    const found = issue.input === undefined ? '' : `, found ${JSON.stringify(issue.input)}`
    return `${name}: ${issue.message}${found}`
  })
  throw new EmovoxError('INVALID_OPTION', complaints.join('; '))
}
