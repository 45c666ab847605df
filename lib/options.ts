/**
 * Every option of emovox: its name, unit, range and default, once. Functions take the input type (all optional), call
 * {@link parseOptions} at the border, and pass the resolved type on; the command line makes its flags and their help
 * from here. Names are librosa's and Keras's, in camelCase.
 */
import { z } from 'zod'
import { EmovoxError } from './errors.ts'

/** An ordered pair [low, high], both within `low..high`. */
const range = (low: number, high: number) =>
  z
    .tuple([z.number().min(low).max(high), z.number().min(low).max(high)])
    .refine(([from, to]) => from <= to, 'expected [low, high] with low not above high')
    .readonly()

const seed = z.int().min(0).max(0xffff_ffff).default(1)

/** Of anything that is drawn at random. */
export const seedSchema = z.strictObject({ seed })

export const audioSchema = z.strictObject({
  sampleRate: z
    .int()
    .min(1000)
    .max(384_000)
    .default(16_000)
    .describe('Hz of every clip, whatever the recording has'),
  quality: z
    .enum(['best', 'medium', 'fast'])
    .default('best')
    .describe('resampler: libsamplerate sinc converters'),
  trimDb: z
    .number()
    .positive()
    .max(200)
    .nullable()
    .default(40)
    .describe('cut leading and trailing sound this many dB below the loudest frame; none keeps it'),
  clipSeconds: z.number().min(0.05).max(600).default(3).describe('length of a clip, seconds'),
  // Before: the LSTM's last step hears speech, not silence.
  pad: z
    .enum(['before', 'after', 'both'])
    .default('before')
    .describe('where zeros go when a recording is shorter than a clip'),
  padIn: z
    .enum(['frames', 'samples'])
    .default('frames')
    .describe('frames: zeros beside the frames of the speech; samples: silence, of which features are made'),
  crop: z
    .enum(['start', 'center', 'end'])
    .default('start')
    .describe('which part of a recording that is longer than a clip is kept'),
})

export const mfccSchema = z.strictObject({
  nMfcc: z.int().min(1).max(512).default(13).describe('cepstral coefficients a frame'),
  nMels: z.int().min(1).max(512).default(40).describe('mel bands'),
  nFft: z.int().min(16).max(65_536).default(512).describe('samples of one FFT'),
  hopLength: z.int().min(1).max(65_536).default(256).describe('samples from one frame to the next'),
  winLength: z
    .int()
    .min(2)
    .max(65_536)
    .nullable()
    .default(null)
    .describe('samples of the window, centred in the FFT; none is nFft'),
  window: z.enum(['hann', 'hamming', 'blackman', 'rectangular']).default('hann').describe('periodic window'),
  center: z
    .boolean()
    .default(true)
    .describe('frame t is centred on sample t * hopLength (padded by nFft / 2 at both ends)'),
  padMode: z
    .enum(['constant', 'reflect', 'edge'])
    .default('constant')
    .describe('how centred frames are padded'),
  power: z
    .number()
    .positive()
    .max(8)
    .default(2)
    .describe('exponent of the magnitude: 2 is power, 1 is energy'),
  fMin: z.number().min(0).default(0).describe('lowest frequency of the mel bank, Hz'),
  fMax: z
    .number()
    .positive()
    .nullable()
    .default(null)
    .describe('highest frequency of the mel bank, Hz; none is half the sample rate'),
  htk: z.boolean().default(false).describe("HTK's mel formula in place of Slaney's"),
  melNorm: z
    .enum(['slaney'])
    .nullable()
    .default('slaney')
    .describe('slaney: every mel band has unit area; none: every triangle has height 1'),
  amin: z.number().positive().default(1e-10).describe('smallest power before the logarithm'),
  topDb: z
    .number()
    .positive()
    .nullable()
    .default(80)
    .describe("raise values more than this many dB below the clip's loudest; none keeps them"),
  dctType: z
    .union([z.literal(1), z.literal(2), z.literal(3)])
    .default(2)
    .describe('type of the DCT'),
  dctNorm: z.enum(['ortho']).nullable().default('ortho').describe('norm of the DCT'),
  lifter: z.number().min(0).default(0).describe('sinusoidal liftering; 0 is none'),
})

/** MFCCs of whole clips, as the model takes them. */
export const clipMfccSchema = mfccSchema.extend({
  // 94 steps for an LSTM where 256 gives it 188: it learns no less, in half of the time.
  hopLength: mfccSchema.shape.hopLength.default(512),
  // Atal (1974): what a microphone, a room and a voice add to all frames alike goes.
  cepstralNormalisation: z
    .enum(['none', 'mean', 'meanVariance'])
    .default('mean')
    .describe(
      'over the frames of a clip: mean: subtract it from every coefficient; meanVariance: divide too',
    ),
})

/** What may be computed of every frame of a recording. */
export const FRAME_FEATURES = [
  'mfcc',
  'delta',
  'deltaDelta',
  'logMel',
  'rms',
  'zeroCrossingRate',
  'spectralCentroid',
  'spectralBandwidth',
  'spectralRolloff',
  'spectralFlatness',
  'spectralContrast',
  'chroma',
  'f0',
  'pitch',
] as const

/** What a frame may have: `speaker` is heard of several recordings of one (lib/features/speaker_column.ts). */
export const FEATURES = [...FRAME_FEATURES, 'speaker'] as const
export type FeatureName = (typeof FEATURES)[number]

const includeSchema = z
  .array(z.enum(FEATURES))
  .min(1)
  .refine((names) => new Set(names).size === names.length, 'expected every feature once')
  .refine(
    (names) => !names.includes('speaker') || (names.length > 1 && names.at(-1) === 'speaker'),
    'expected speaker after the features that it is heard beside',
  )
  .readonly()
  .default(['mfcc'])
  .describe(`what a frame has, in this order: ${FEATURES.join(', ')}`)

/** {@link FeatureOptions.include}, as the command line has it. */
export const includedSchema = z.strictObject({ features: includeSchema })

/** Of the features beside MFCC, whose frames, window and mel bands are those of {@link mfccSchema}. */
export const extraSchema = z.strictObject({
  deltaWidth: z
    .int()
    .min(3)
    .max(999)
    .refine((width) => width % 2 === 1, 'expected an odd number')
    .default(9)
    .describe('frames that a delta is fitted to, odd'),
  rollPercent: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.85)
    .describe('share of the magnitudes below the spectral roll-off'),
  contrastFMin: z.number().positive().default(200).describe('where the octaves of the contrast begin, Hz'),
  contrastBands: z.int().min(1).max(64).default(6).describe('octaves of the spectral contrast'),
  contrastQuantile: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.02)
    .describe("share of an octave's bins that are its peak, and its valley"),
  nChroma: z.int().min(1).max(512).default(12).describe('classes of pitch in an octave'),
  tuning: z.number().min(-1).max(1).default(0).describe('of A4 from 440 Hz, in classes of pitch'),
  f0Method: z.enum(['pyin', 'yin']).default('pyin').describe('pyin is steadier, yin faster'),
  f0Min: z.number().positive().max(192_000).default(65).describe('lowest F0, Hz'),
  f0Max: z.number().positive().max(192_000).default(600).describe('highest F0, Hz'),
  f0FrameLength: z
    .int()
    .min(4)
    .max(65_536)
    .nullable()
    .default(null)
    .describe('samples of the frames of F0; none is four periods of the lowest, up to a power of two'),
  f0Threshold: z
    .number()
    .positive()
    .max(10)
    .default(0.1)
    .describe("yin: aperiodicity below which a frame's first trough is its period, and it is voiced"),
})

export const augmentSchema = z.strictObject({
  copies: z.int().min(0).max(100).default(3).describe('augmented copies of every training clip, beside it'),
  combine: z.int().min(1).max(3).default(1).describe('how many different transformations one copy gets'),
  noiseSnrDb: range(-50, 120)
    .nullable()
    .default([10, 25])
    .describe('white noise at a signal-to-noise ratio from this range, dB; none leaves it out'),
  stretchRate: range(0.25, 4)
    .nullable()
    .default([0.85, 1.15])
    .describe('time stretch by a rate from this range (above 1 is faster); none leaves it out'),
  pitchSemitones: range(-24, 24)
    .nullable()
    .default([-2, 2])
    .describe('pitch shift by semitones from this range; none leaves it out'),
})

/** What is drawn anew for every clip in every epoch, from its spectrum in mel bands. */
export const spectralAugmentSchema = z.strictObject({
  tempo: z
    .number()
    .min(1)
    .max(4)
    .default(1.3)
    .describe('clips become 1 / tempo to tempo times as long; 1 leaves it out'),
  cropShare: z.number().min(0).max(0.4).default(0.1).describe('share of a clip cut at each end, at most'),
  frequencyWarp: z
    .number()
    .min(1)
    .max(2)
    .default(1.12)
    .describe('mel bands are read at 1 / warp to warp times their place (VTLP, Jaitly and Hinton 2013)'),
  equaliserDb: z
    .number()
    .min(0)
    .max(40)
    .default(2.5)
    .describe('deviation of the terms of a random smooth equaliser, dB'),
  noiseShare: z.number().min(0).max(1).default(0.5).describe('share of the clips that get a noise floor'),
  noiseFloorDb: range(0, 200)
    .nullable()
    .default([25, 70])
    .describe("that far below the clip's loudest band, dB; none leaves it out"),
  timeMasks: z.int().min(0).max(100).default(2).describe('time masks a clip (SpecAugment, Park et al. 2019)'),
  timeMaskShare: z
    .number()
    .min(0)
    .max(1)
    .default(0.12)
    .describe('share of the clip that one mask hides, at most'),
  frequencyMasks: z
    .int()
    .min(0)
    .max(100)
    .default(0)
    .describe('masks over mel bands a clip, which hold them at their mean'),
  frequencyMaskShare: z
    .number()
    .min(0)
    .max(1)
    .default(0.15)
    .describe('share of the mel bands that one mask holds, at most'),
})

export const splitSchema = z.strictObject({
  by: z
    .enum(['speaker', 'sentence', 'speaker-and-sentence', 'recording'])
    .default('speaker')
    .describe(
      'what training has not heard of the test: speakers; sentences; both; or only the recordings, which inflates ' +
        'every score',
    ),
  test: z
    .number()
    .min(0)
    .max(0.9)
    .default(0.2)
    .describe('share of the speakers (or recordings) in the test part'),
  validation: z
    .number()
    .min(0)
    .max(0.9)
    .default(0.15)
    .describe('share of the speakers (or recordings) in the validation part'),
  testSpeakers: z
    .array(z.string())
    .min(1)
    .nullable()
    .default(null)
    .describe('these speakers and no others are the test part'),
  validationSpeakers: z
    .array(z.string())
    .min(1)
    .nullable()
    .default(null)
    .describe('these speakers and no others are the validation part'),
  seed,
})

/** Of cross-validation. */
export const foldSchema = z.strictObject({
  by: z
    .enum(['speaker', 'sentence', 'speaker-and-sentence', 'leave-one-speaker-out', 'leave-one-corpus-out'])
    .default('speaker')
    .describe('what the models have not heard of what they are tested on'),
  folds: z.int().min(2).max(1000).default(5).describe('groups of speakers (or sentences), each tested once'),
  sentenceFolds: z
    .int()
    .min(2)
    .max(1000)
    .default(2)
    .describe('with speaker-and-sentence: groups of sentences that each fold of speakers is tested on'),
  validation: splitSchema.shape.validation,
  /** Of the folds, and of nothing else. */
  seed,
})

/** Of trainings of the same folds; they are consecutive. */
export const seedsSchema = z.strictObject({
  seeds: z.int().min(1).max(1000).default(1).describe('trainings of every fold, with one seed after another'),
  firstSeed: seed,
})

export const modelSchema = z.strictObject({
  frames: z.int().min(1).describe('frames of a clip'),
  coefficients: z.int().min(1).describe('coefficients of a frame'),
  lstm1: z.int().min(1).max(4096).default(128).describe('units of the first LSTM layer'),
  lstm2: z.int().min(1).max(4096).default(64).describe('units of the second LSTM layer'),
  dense: z.int().min(1).max(4096).default(64).describe('units of the dense layer'),
  dropout: z
    .number()
    .min(0)
    .max(0.95)
    .default(0.3)
    .describe("share of the last layer's inputs dropped in training"),
  architecture: z
    .enum(['lstm', 'convolutional'])
    .default('lstm')
    .describe('lstm: LSTM, LSTM, dense; convolutional: dilated convolutions and attention'),
  channels: z.int().min(1).max(4096).default(96).describe('of the convolutions'),
  members: z.int().min(1).max(16).default(2).describe('convolutional networks whose answers are averaged'),
  classes: z.int().min(2).max(1000).default(7).describe('classes told apart'),
  /** Of the initial weights and of dropout. */
  seed,
})

export const trainingSchema = z.strictObject({
  epochs: z.int().min(1).max(100_000).default(200).describe('passes over the training clips, at most'),
  batchSize: z.int().min(1).max(65_536).default(32).describe('clips a step'),
  learningRate: z.number().positive().max(10).default(2e-3).describe('of AdamW, at its highest'),
  weightDecay: z
    .number()
    .min(0)
    .max(10)
    .default(1e-2)
    .describe('of AdamW: this share of a weight, times the rate, goes at every step; 0 is Adam'),
  schedule: z
    .enum(['cosine', 'constant'])
    .default('cosine')
    .describe('of the rate: cosine: down to 2 % at the end; constant: as it is'),
  warmUp: z
    .number()
    .min(0)
    .max(1)
    .default(0.08)
    .describe('share of the steps in which the rate rises from 0'),
  clipNorm: z
    .number()
    .positive()
    .nullable()
    .default(1)
    .describe('longest gradient, all weights as one vector; none does not shorten it'),
  labelSmoothing: z
    .number()
    .min(0)
    .max(0.99)
    .default(0.1)
    .describe('this share of a label is spread over all classes'),
  mixup: z
    .number()
    .min(0.05)
    .max(1)
    .nullable()
    .default(1)
    .describe('clips are mixed in pairs by shares of Beta(this, this); none does not mix'),
  averageDecay: z
    .number()
    .min(0)
    .max(0.99999)
    .default(0.995)
    .describe('of the moving average of the weights, which is what is kept, a step; 0 keeps the weights'),
  keep: z
    .enum(['last', 'best'])
    .default('last')
    .describe('weights of the last epoch, or of the one with the best validation UAR'),
  patience: z
    .int()
    .min(0)
    .default(10)
    .describe('with keep best: epochs without a better validation UAR before training stops; 0 is never'),
  classWeights: z.boolean().default(false).describe('weigh every class by the inverse of its frequency'),
  teacher: z
    .enum(['best'])
    .nullable()
    .default('best')
    .describe(
      'preset that is trained first, on the same clips, and learnt from where spectra are augmented; none has no teacher',
    ),
  speakerShare: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe(
      "with the feature speaker: of the clips, how many are trained on with their speaker's mean known",
    ),
  teacherShare: z
    .number()
    .min(0)
    .max(1)
    .default(0.9)
    .describe("of the targets: what the teacher answers; the rest is the clip's label"),
  /** Of the augmentation and the order of the batches. */
  seed,
})

/** Of live audio. */
export const liveSchema = z.strictObject({
  sampleRate: z.int().min(1000).max(384_000).default(16_000).describe('Hz of the audio'),
  strideSeconds: z.number().min(0.01).max(600).default(1).describe('from one answer to the next, seconds'),
})

/** Of raw samples without a header. */
export const pcmSchema = z.strictObject({
  sampleRate: liveSchema.shape.sampleRate,
  channels: z.int().min(1).max(64).default(1).describe('interleaved; their mean is heard'),
  sampleFormat: z
    .enum(['u8', 's16', 's24', 's32', 'f32'])
    .default('s16')
    .describe('unsigned, signed or float, and bits; little-endian'),
})

export const cacheSchema = z.strictObject({
  folder: z.string().min(1).optional().describe("where it is; the platform's folder for caches if not given"),
  maxBytes: z
    .number()
    .min(0)
    .default(4e9)
    .describe('what was not used for the longest time is removed beyond this size'),
})

/** Of trainings. */
export const memorySchema = z.strictObject({
  featureMemory: z
    .number()
    .min(0)
    .default(2e9)
    .describe('bytes that features may take in memory; what takes more is read from a file'),
})

/** Of a training that can be gone on with. */
export const checkpointSchema = z.strictObject({
  folder: z.string().min(1).describe('of the run; the checkpoint is in a folder of it'),
  everySeconds: z
    .number()
    .min(0)
    .default(10)
    .describe('a checkpoint is written at the end of an epoch, but not sooner than this after the last one'),
})

export type AudioOptions = z.output<typeof audioSchema>
export type MfccOptions = z.output<typeof mfccSchema>
export type ExtraOptions = z.output<typeof extraSchema>
export type AugmentOptions = z.output<typeof augmentSchema>
export type SpectralAugmentOptions = z.output<typeof spectralAugmentSchema>
export type SplitOptions = z.output<typeof splitSchema>
export type FoldOptions = z.output<typeof foldSchema>
export type ModelOptions = z.output<typeof modelSchema>
export type TrainingOptions = z.output<typeof trainingSchema>
export type LiveOptions = z.input<typeof liveSchema>
export type PcmFormat = z.output<typeof pcmSchema>
export type CacheOptions = z.input<typeof cacheSchema>
export type CheckpointOptions = z.input<typeof checkpointSchema>

/** What turns a recording into features: it travels from training to prediction to the `.tflite` file's metadata. */
export const featureSchema = z
  .strictObject({
    audio: audioSchema.prefault({}),
    mfcc: clipMfccSchema.prefault({}),
    include: includeSchema,
    extra: extraSchema.prefault({}),
  })
  .check(({ value: { include, mfcc }, issues }) => {
    const { cepstralNormalisation: input } = mfcc
    if (!include.includes('speaker') || input === 'mean') return
    const message = "expected mean with the feature speaker, which is how far a clip's mean is from another"
    issues.push({ code: 'custom', path: ['mfcc', 'cepstralNormalisation'], input, message })
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
    const found = issue.input === undefined ? '' : `, found ${inWords(issue.input)}`
    return `${name}: ${issue.message}${found}`
  })
  throw new EmovoxError('INVALID_OPTION', complaints.join('; '))
}

/** As JSON, but for the numbers that JSON lacks. */
function inWords(value: unknown): string {
  return typeof value === 'number' ? String(value) : JSON.stringify(value)
}
