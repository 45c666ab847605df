import type { InputKind } from './metadata.ts'
import type { TfliteMetadata } from './read_metadata.ts'
import { clipOf } from './run_request.ts'

/** What a file that is ready to run says of itself. */
export class DescribedFile {
  /** Labels, feature options, author. */
  readonly metadata: TfliteMetadata
  readonly labels: readonly string[]
  /** What it takes: features as extracted, or the samples of a clip. */
  readonly input: InputKind
  /** Numbers of a clip: frames x coefficients, or samples. */
  readonly clipSize: number
  /** Frames of a clip, unless `run` is told otherwise. */
  readonly frames: number
  readonly coefficients: number
  readonly classes: number
  /** Size of the file. */
  readonly bytes: number

  constructor(metadata: TfliteMetadata, bytes: number) {
    const { input, clipSize, frames, coefficients } = clipOf(metadata)
    this.metadata = metadata
    this.labels = metadata.labels
    this.input = input
    this.clipSize = clipSize
    this.frames = frames
    this.coefficients = coefficients
    this.classes = metadata.output.shape[1]
    this.bytes = bytes
  }

  /** Of one clip of so many frames. */
  shapeOf(frames: number): readonly number[] {
    return this.input === 'mfcc' ? [1, frames, this.coefficients] : [1, this.clipSize]
  }
}

export interface TfliteRunOptions {
  /** Clips in the features; default: as many as their length holds. */
  readonly batch?: number
  /** Frames of each clip; default: the file's own, which a file that takes samples cannot change. */
  readonly frames?: number
}

/** A `.tflite` file that is ready to run. */
export interface TfliteRunner extends DescribedFile {
  /** What runs it: LiteRT, or, for the fused form, JavaScript that does what the operators are defined to do, slowly. */
  readonly runtime: 'litert' | 'reference'
  /**
   * The class probabilities [batch, classes], row-major, of features [batch, frames, coefficients], as extracted: the file
   * normalises them itself. Or, where `input` is waveform, of [batch, samples]: see {@link clipSamples} for what a clip is.
   * Clips do not influence each other.
   *
   * @throws EmovoxError `INVALID_OPTION` when the length is not batch x frames x coefficients, or batch x samples;
   *   `NON_FINITE` when they hold NaN or an infinity.
   */
  run(clips: Float32Array, options?: TfliteRunOptions): Promise<Float32Array>
  /** Frees its memory; `run` must not be called afterwards. */
  close(): void
}
