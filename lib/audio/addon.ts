import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { EmovoxError, type ErrorCode, messageOf, systemCode } from '../errors.ts'
import type { AudioOptions, FeatureOptions, MfccOptions, SpectralAugmentOptions } from '../options.ts'

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
  /** [copies, stored frames, mel bands], row-major. */
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
  ): Float32Array
  mfcc(
    samples: Float32Array,
    options: MfccOptions & { readonly sampleRate: number },
  ): { data: Float32Array; frames: number; coefficients: number }
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
  createAugmentedClips(clips: NativeAugmentedClips): AugmentedClipsHandle
  /** Features [recordings, frames, coefficients], row-major, normalised. */
  augmentClips(
    handle: AugmentedClipsHandle,
    recordings: readonly number[],
    epoch: number,
  ): Promise<Float32Array>
  instructionSets(): InstructionSets
}

let loaded: Addon | undefined

/**
 * The native core.
 *
 * @throws EmovoxError `ADDON_MISSING` when it was not built, or cannot be loaded here.
 */
export function loadAddon(): Addon {
  loaded ??= withErrors(requireAddon())
  return loaded
}

let digest: string | undefined

/**
 * SHA-256 of the native core's file: another one may give other numbers.
 *
 * @throws EmovoxError as {@link loadAddon}, which this calls, so that the digest is of what is loaded.
 */
export function addonDigest(): string {
  loadAddon()
  digest ??= createHash('sha256').update(readFileSync(findAddon())).digest('hex')
  return digest
}

/** From the package's root, which is two folders up both from lib/audio and from dist/audio. */
function placesOf(): string[] {
  const places = ['build/Release/emovox.node', `prebuilds/${process.platform}-${process.arch}/emovox.node`]
  return places.map((place) => fileURLToPath(new URL(`../../${place}`, import.meta.url)))
}

const ADVICE = 'build it with `npm run setup` in a checkout, `npx emovox setup` where emovox is installed'

function findAddon(): string {
  const places = placesOf()
  const place = places.find((file) => existsSync(file))
  if (place) return place
  throw new EmovoxError('ADDON_MISSING', `expected the native addon at ${places[0]}, found none: ${ADVICE}`)
}

function requireAddon(): Addon {
  const place = findAddon()
  try {
    return createRequire(import.meta.url)(place)
  } catch (cause) {
    throw new EmovoxError('ADDON_MISSING', `${place} cannot be loaded (${messageOf(cause)}): ${ADVICE}`, {
      cause,
    })
  }
}

function withErrors(native: Addon): Addon {
  return {
    decodeFile: whenAsync(native.decodeFile),
    decodeBytes: whenAsync(native.decodeBytes),
    resample: whenSync(native.resample),
    trim: whenSync(native.trim),
    fit: whenSync(native.fit),
    addNoise: whenSync(native.addNoise),
    timeStretch: whenSync(native.timeStretch),
    pitchShift: whenSync(native.pitchShift),
    mfcc: whenSync(native.mfcc),
    loadClip: whenAsync(native.loadClip),
    createPipeline: whenSync(native.createPipeline),
    runPipeline: whenAsync(native.runPipeline),
    createAugmentedClips: whenSync(native.createAugmentedClips),
    augmentClips: whenAsync(native.augmentClips),
    instructionSets: whenSync(native.instructionSets),
  }
}

function whenSync<A extends unknown[], R>(call: (...args: A) => R): (...args: A) => R {
  return (...args) => {
    try {
      return call(...args)
    } catch (thrown) {
      throw fromNative(thrown)
    }
  }
}

/** The error comes from another thread and would have no stack; it gets that of the call. */
function whenAsync<A extends unknown[], R>(call: (...args: A) => Promise<R>): (...args: A) => Promise<R> {
  return async (...args) => {
    const here = new Error()
    try {
      return await call(...args)
    } catch (thrown) {
      const error = fromNative(thrown)
      const frames = here.stack?.slice(here.stack.indexOf('\n')) ?? ''
      error.stack = `${error.name}: ${error.message}${frames}`
      throw error
    }
  }
}

const NATIVE_CODES: readonly ErrorCode[] = [
  'INVALID_OPTION',
  'FILE_NOT_FOUND',
  'UNREADABLE',
  'NOT_AUDIO',
  'TRUNCATED',
  'EMPTY_AUDIO',
  'NON_FINITE',
  'TOO_LONG',
]

function fromNative(thrown: unknown): EmovoxError {
  const code = NATIVE_CODES.find((known) => known === systemCode(thrown)) ?? 'INTERNAL'
  return new EmovoxError(code, messageOf(thrown), { cause: thrown })
}
