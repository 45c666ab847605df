/**
 * What the driver and its workers say to each other: one JSON value a line, the driver's on the worker's stdin, the
 * worker's on its stdout. A worker serves one peer. It first says {@link Hello}; then it answers each {@link Request} by
 * one {@link Answer}, and ends when stdin does. `bench/peers/worker.py` and `bench/peers/worker.mjs` speak it.
 */

/** A task as the workers see it: numbers only, so that every language reads it alike. */
export type Work =
  | {
      readonly kind: 'mfcc'
      readonly sampleRate: number
      readonly nMfcc: number
      readonly nFft: number
      readonly hopLength: number
      readonly nMels: number
    }
  | { readonly kind: 'resample'; readonly fromRate: number; readonly toRate: number }
  | { readonly kind: 'stretch'; readonly sampleRate: number; readonly rate: number }
  | { readonly kind: 'pitch'; readonly sampleRate: number; readonly semitones: number }
  | CorpusWork

/** decode -> mono -> resample -> trim -> plain, noise, stretch, pitch -> crop or pad -> MFCC at emovox's defaults. */
export interface CorpusWork {
  readonly kind: 'corpus'
  /** Threads or processes. */
  readonly workers: number
  readonly sampleRate: number
  readonly trimDb: number
  readonly clipSeconds: number
  readonly noiseSnrDb: number
  readonly stretchRate: number
  readonly pitchSemitones: number
  readonly nMfcc: number
  readonly nFft: number
  readonly hopLength: number
  readonly nMels: number
}

/** What the workers of bench/training_step.ts are asked instead. */
export interface StepRequest {
  readonly work: StepWork
}

/** One of the jobs of bench/training_step.ts, so many times. */
export interface StepWork {
  readonly kind: 'training-step'
  /** `step` trains on 64 clips; the others predict. */
  readonly job: 'step' | 'one' | 'batch'
  readonly steps: number
}

export type Hello =
  | { readonly peer: string; readonly version: string }
  /** The library is not there: why. */
  | { readonly missing: string }

export interface Request {
  readonly work: Work
  /** A file of mono float32 samples; for `corpus`, a JSON file with the list of recordings. */
  readonly clip: string
  /** How often. */
  readonly runs: number
  /** Where to write the last result, float32; for `corpus` that is the features of the recordings' plain copies. */
  readonly out?: string
}

export type Answer =
  /** Seconds of one thread's CPU time and of the clock, all runs together; `length` is that of the result. */
  | { readonly cpu: number; readonly wall: number; readonly length: number }
  /** The peer has no such function. */
  | { readonly unsupported: true }
  | { readonly error: string }
