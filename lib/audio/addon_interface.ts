/** The native core as TypeScript sees it: every function that the addon has, with what it takes and gives. */
import type {
  AudioOptions,
  ExtraOptions,
  FeatureOptions,
  MfccOptions,
  SpectralAugmentOptions,
} from '../options.ts'

/** A recording as the native core takes it: a file's path, a file's bytes, or mono samples. */
export type NativeSource =
  | string
  | Uint8Array
  | { readonly samples: Float32Array; readonly sampleRate: number }

export interface NativeLimits {
  /** Longest recording that is decoded, seconds. */
  readonly maxSeconds: number
}

/** As struct Audio of native/dsp/decode.h. */
export interface DecodedAudio {
  /** Mono. */
  readonly samples: Float32Array
  /** Hz. */
  readonly sampleRate: number
  /** Of the recording. */
  readonly channels: number
  /** Promised by the header, but not there. */
  readonly missingSamples: number
}

/** As struct ClipFacts of native/dsp/clip.h: rate, channels and length of the recording, and of the clip. */
export interface NativeFacts {
  /** Hz, of the recording. */
  readonly sampleRate: number
  readonly channels: number
  /** Of the recording. */
  readonly seconds: number
  /** After trimming. */
  readonly clipSeconds: number
  readonly silent: boolean
  readonly missingSamples: number
}

export interface NativeClip {
  readonly samples: Float32Array
  readonly facts: NativeFacts
}

/** As F0Tracker::Track of native/dsp/pyin.h, one value a frame each. */
export interface NativeF0 {
  /** Hz; of pYIN 0 where it is not voiced. */
  readonly f0: Float32Array
  /** 1 or 0. */
  readonly voiced: Float32Array
  readonly probability: Float32Array
}

/** What is done to one copy of a clip, in this order. */
export interface NativeCopy {
  /** Time-stretch rate, 0.1 to 10; above 1 is faster. */
  readonly stretchRate?: number
  /** -36 to 36. */
  readonly pitchSemitones?: number
  /** -200 to 200 dB. */
  readonly noiseSnrDb?: number
  /** An unsigned 32-bit integer; default 0. */
  readonly noiseSeed?: number
}

/** One recording of a batch. */
export interface NativeBatchItem {
  readonly source: NativeSource
  readonly copies: readonly NativeCopy[]
}

/** What came of one recording of a batch. */
export type NativeOutcome =
  | { readonly index: number; readonly facts: NativeFacts }
  | { readonly index: number; readonly code: string; readonly message: string }

/** What the native core is compiled for, of what this machine has. */
export interface InstructionSets {
  /** The widest, or what the environment variable `EMOVOX_ISA` names. */
  readonly used: string
  readonly available: readonly string[]
}

/** A planned pipeline; opaque. */
export interface PipelineHandle {
  readonly pipeline: unique symbol
}

/** As class MfccStream of native/dsp/mfcc_stream.h. */
export interface NativeMfccStream {
  /** The frames that became complete, row-major. */
  push(samples: Float32Array): Float32Array
  flush(): Float32Array
  reset(): void
  /** Of what is pushed. */
  readonly latencySamples: number
}

/** `sampleRate`, Hz, is that of what is pushed. */
export interface NativeStreamOptions extends MfccOptions {
  readonly sampleRate: number
  readonly targetRate: number
  readonly quality: string
}

/** An LSTM layer of one shape, with room for its states; opaque. */
export interface LstmHandle {
  readonly lstm: unique symbol
}

/** As struct LstmOptions of native/lstm/lstm.h. */
export interface NativeLstmOptions {
  readonly batch: number
  readonly steps: number
  readonly inputs: number
  readonly units: number
  /** Every step's h is asked for, not the last one's alone. */
  readonly sequences: boolean
  /** From the last step to the first. */
  readonly reverse: boolean
  /** What the gradient needs is kept. */
  readonly training: boolean
  /** 1 or 2; results do not depend on it. */
  readonly threads: number
}

/** Laid out as what they are gradients of. */
export interface NativeLstmGradients {
  readonly kernel: Float32Array
  readonly recurrentKernel: Float32Array
  readonly bias: Float32Array
}

/** As struct DensePlan of native/simd/dense_plan.h. */
export interface NativeDense {
  readonly rows: number
  readonly inputs: number
  readonly units: number
  readonly activation: 'linear' | 'relu' | 'softmax'
}

export interface NativeDenseGradients {
  readonly x: Float32Array
  readonly kernel: Float32Array
  readonly bias: Float32Array
}

/** As struct AdamWPlan of native/simd/adamw_plan.h. */
export interface NativeAdamW {
  readonly meanShare: number
  readonly squareShare: number
  readonly kept: number
  readonly rate: number
  readonly squareScale: number
  readonly epsilon: number
}

/** Planned augmented clips; opaque. */
export interface AugmentedClipsHandle {
  readonly augmentedClips: unique symbol
}

/** As AugmentedClipsOptions and StoredCepstra of native/dsp/augmented_clips.h. */
export interface NativeAugmentedClips {
  readonly augment: SpectralAugmentOptions
  readonly features: FeatureOptions
  readonly mean: readonly number[]
  readonly deviation: readonly number[]
  /** Of a clip that comes out. */
  readonly frames: number
  readonly seed: number
  /** [copies, stored frames, mel bands], row-major; empty: they are given to `augmentGivenClips`. */
  readonly cepstra: Float32Array
  readonly storedFrames: number
  /** Stored frames to a frame that comes out. */
  readonly phases: number
  /** Of each recording, one after another in `cepstra`. */
  readonly copies: readonly number[]
  /** Of each recording, an unsigned 32-bit integer: what its random numbers follow from. */
  readonly keys: readonly number[]
}

/**
 * The native core, function by function. Every argument is checked natively as well: a wrong one throws `EmovoxError`
 * `INVALID_OPTION`. What is given to a function that returns a promise is copied first, so it may be changed meanwhile.
 */
export interface Addon {
  decodeFile(path: string, limits: NativeLimits): Promise<DecodedAudio>
  decodeBytes(bytes: Uint8Array, limits: NativeLimits): Promise<DecodedAudio>
  resample(samples: Float32Array, fromRate: number, toRate: number, quality: string): Float32Array
  /** The part [start, end) that sounds. */
  trim(samples: Float32Array, topDb: number): { start: number; end: number; silent: boolean }
  fit(samples: Float32Array, length: number, pad: string, crop: string): Float32Array
  addNoise(samples: Float32Array, snrDb: number, seed: number): Float32Array
  timeStretch(samples: Float32Array, rate: number, nFft: number): Float32Array
  pitchShift(
    samples: Float32Array,
    semitones: number,
    sampleRate: number,
    nFft: number,
    quality: string,
    preserveFormants: boolean,
  ): Float32Array
  mfcc(
    samples: Float32Array,
    options: MfccOptions & { readonly sampleRate: number },
  ): { data: Float32Array; frames: number; coefficients: number }
  createMfccStream(options: NativeStreamOptions): NativeMfccStream
  /** Features of a clip, as {@link PipelineHandle}'s; `melSpectrogram`, in power, is one here too. */
  features(
    samples: Float32Array,
    options: {
      readonly sampleRate: number
      readonly mfcc: MfccOptions
      readonly include: readonly string[]
      readonly extra: ExtraOptions
    },
  ): { data: Float32Array; frames: number; coefficients: number }
  delta(data: Float32Array, coefficients: number, width: number, order: number): Float32Array
  trackF0(
    samples: Float32Array,
    options: Pick<ExtraOptions, 'f0Method' | 'f0Min' | 'f0Max' | 'f0FrameLength' | 'f0Threshold'> &
      Pick<MfccOptions, 'hopLength' | 'center' | 'padMode'> & { readonly sampleRate: number },
  ): NativeF0
  loadClip(source: NativeSource, audio: AudioOptions, limits: NativeLimits): Promise<NativeClip>
  createPipeline(
    options: FeatureOptions,
    limits: NativeLimits,
  ): { handle: PipelineHandle; frames: number; coefficients: number }
  /** Features of the copies, [copies, frames, coefficients] row-major. */
  runPipeline(
    handle: PipelineHandle,
    source: NativeSource,
    copies: readonly NativeCopy[],
  ): Promise<{ data: Float32Array; facts: NativeFacts }>
  createLstm(options: NativeLstmOptions): LstmHandle
  /** Keras's: kernel [inputs, 4 units], recurrent kernel [units, 4 units], bias [4 units], gates i, f, c, o. */
  setLstmWeights(
    lstm: LstmHandle,
    kernel: Float32Array,
    recurrentKernel: Float32Array,
    bias: Float32Array,
  ): void
  /** Whether the one can read the states, and the other the gradient of x, where they were computed. */
  lstmFitsAbove(lstm: LstmHandle, below: LstmHandle): boolean
  /** Of x [batch, steps, inputs], or of the states of a layer below that fits. */
  lstmForward(lstm: LstmHandle, x: Float32Array | LstmHandle): void
  /** h of the last `lstmForward`: [batch, steps, units], or the last step's [batch, units]. */
  lstmHidden(lstm: LstmHandle): Float32Array
  /**
   * The gradients of the last `lstmForward`, once, from those of h, or from those that a layer above that fits has of its
   * x. That of x is found if `withX`, and had by `lstmInputGradient`.
   */
  lstmBackward(lstm: LstmHandle, dh: Float32Array | LstmHandle, withX: boolean): NativeLstmGradients
  lstmInputGradient(lstm: LstmHandle): Float32Array
  /** y [rows, units] = activation(x [rows, inputs] kernel [inputs, units] + bias). */
  denseForward(dense: NativeDense, x: Float32Array, kernel: Float32Array, bias: Float32Array): Float32Array
  /** From y and its gradient those of what it is a function of. */
  denseBackward(
    dense: NativeDense,
    x: Float32Array,
    kernel: Float32Array,
    y: Float32Array,
    dy: Float32Array,
  ): NativeDenseGradients
  /** A step of AdamW on weights as one vector, and its means, all in place. */
  adamw(
    weights: Float32Array,
    gradient: Float32Array,
    mean: Float32Array,
    square: Float32Array,
    options: NativeAdamW,
  ): void
  /** In place. */
  clipNorm(gradient: Float32Array, longest: number): void
  /** Moves the average by a share of the way to the values, in place. */
  moveAverage(average: Float32Array, values: Float32Array, share: number): void
  /**
   * Features of many recordings, by threads of its own; `out` is filled with those of every recording's copies in turn,
   * on this thread.
   *
   * @param report called with what finished since the last call, in no order, and whether all is over; with an error
   *   if `out` is not there any more, after which nothing else is reported but the end.
   * @returns what stops the batch: recordings in work are finished, no others are begun.
   */
  startBatch(
    handle: PipelineHandle,
    recordings: readonly NativeBatchItem[],
    threads: number,
    out: Float32Array,
    report: (finished: readonly NativeOutcome[], over: boolean, error: Error | undefined) => void,
  ): () => void
  createAugmentedClips(clips: NativeAugmentedClips): AugmentedClipsHandle
  /** Features [recordings, frames, coefficients], row-major, normalised. */
  augmentClips(
    handle: AugmentedClipsHandle,
    recordings: readonly number[],
    epoch: number,
  ): Promise<Float32Array>
  /** Which copy of each recording this epoch hears. */
  drawnCopies(handle: AugmentedClipsHandle, recordings: readonly number[], epoch: number): number[]
  /** What {@link Addon.augmentClips} gives, of the cepstra of those copies: [recordings, stored frames, mel bands]. */
  augmentGivenClips(
    handle: AugmentedClipsHandle,
    recordings: readonly number[],
    epoch: number,
    cepstra: Float32Array,
  ): Promise<Float32Array>
  instructionSets(): InstructionSets
}
