/** Finding and loading the native core, and its errors as ours. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { EmovoxError, type ErrorCode, messageOf, systemCode } from '../errors.ts'
import type { Addon, NativeMfccStream, NativeStreamOptions } from './addon_interface.ts'

export type * from './addon_interface.ts'

/** What the addon's file exports: classes as such. */
interface Exports extends Omit<Addon, 'createMfccStream'> {
  readonly MfccStream: new (options: NativeStreamOptions) => NativeMfccStream
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

function requireAddon(): Exports {
  const place = findAddon()
  try {
    return createRequire(import.meta.url)(place)
  } catch (cause) {
    throw new EmovoxError('ADDON_MISSING', `${place} cannot be loaded (${messageOf(cause)}): ${ADVICE}`, {
      cause,
    })
  }
}

function withErrors(native: Exports): Addon {
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
    createMfccStream: whenSync((options) => streamWithErrors(new native.MfccStream(options))),
    features: whenSync(native.features),
    delta: whenSync(native.delta),
    trackF0: whenSync(native.trackF0),
    loadClip: whenAsync(native.loadClip),
    createPipeline: whenSync(native.createPipeline),
    runPipeline: whenAsync(native.runPipeline),
    createLstm: whenSync(native.createLstm),
    setLstmWeights: whenSync(native.setLstmWeights),
    lstmFitsAbove: whenSync(native.lstmFitsAbove),
    lstmForward: whenSync(native.lstmForward),
    lstmHidden: whenSync(native.lstmHidden),
    lstmBackward: whenSync(native.lstmBackward),
    lstmInputGradient: whenSync(native.lstmInputGradient),
    denseForward: whenSync(native.denseForward),
    denseBackward: whenSync(native.denseBackward),
    adamw: whenSync(native.adamw),
    clipNorm: whenSync(native.clipNorm),
    moveAverage: whenSync(native.moveAverage),
    startBatch: whenSync(native.startBatch),
    createAugmentedClips: whenSync(native.createAugmentedClips),
    augmentClips: whenAsync(native.augmentClips),
    drawnCopies: whenSync(native.drawnCopies),
    augmentGivenClips: whenAsync(native.augmentGivenClips),
    instructionSets: whenSync(native.instructionSets),
  }
}

function streamWithErrors(stream: NativeMfccStream): NativeMfccStream {
  return {
    push: whenSync((samples) => stream.push(samples)),
    flush: whenSync(() => stream.flush()),
    reset: whenSync(() => stream.reset()),
    latencySamples: stream.latencySamples,
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
  'STREAM_ENDED',
]

/** As an error of ours, whatever the native core threw. */
export function fromNative(thrown: unknown): EmovoxError {
  return new EmovoxError(codeOf(systemCode(thrown)), messageOf(thrown), { cause: thrown })
}

/** A code that comes from the native core. */
export function codeOf(text: string | undefined): ErrorCode {
  return NATIVE_CODES.find((known) => known === text) ?? 'INTERNAL'
}
