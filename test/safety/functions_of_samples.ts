import { loadClip } from '../../lib/audio/clip.ts'
import { ClipPipeline } from '../../lib/audio/clip_pipeline.ts'
import { decode } from '../../lib/audio/decode.ts'
import { fit } from '../../lib/audio/fit.ts'
import { resample } from '../../lib/audio/resample.ts'
import { trim } from '../../lib/audio/trim.ts'
import { encodeWav } from '../../lib/audio/wav.ts'
import { addNoise } from '../../lib/augment/noise.ts'
import { pitchShift } from '../../lib/augment/pitch_shift.ts'
import { timeStretch } from '../../lib/augment/time_stretch.ts'
import type { ErrorCode } from '../../lib/errors.ts'
import { mfcc } from '../../lib/features/mfcc.ts'
import type { Random } from '../../lib/random.ts'

/** A call with everything but the samples chosen. */
export interface Call {
  /** For messages. */
  readonly options: object
  readonly run: (samples: Float32Array) => Float32Array | Promise<Float32Array>
  /** How many numbers come of so many samples; nothing where that depends on what they are. */
  readonly length?: (count: number) => number
}

/** A function of lib/ that takes samples. */
export interface FunctionOfSamples {
  readonly draw: (random: Random) => Call
  /** With which it may refuse samples that are all finite. */
  readonly refuses: readonly ErrorCode[]
  /** Copies what it is given, NaN too. */
  readonly copies?: true
  /** Its numbers are no samples: they say nothing of loudness. */
  readonly features?: true
}

const qualities = ['best', 'medium', 'fast'] as const
const anyOf = <T>(values: readonly T[], random: Random): T => random.shuffle(values)[0] as T
const anyRate = (random: Random) => Math.round(1000 * 384 ** random.uniform(0, 1))
const maybe = (value: number, random: Random) => (random.integer(0, 1) ? value : undefined)

function drawMfcc(random: Random) {
  const nFft = random.integer(16, 1024)
  const hopLength = random.integer(16, 512)
  const nMels = random.integer(1, 80)
  const padMode = anyOf(['constant', 'edge', 'reflect'] as const, random)
  const options = { nFft, hopLength, nMels, nMfcc: random.integer(1, nMels), padMode }
  const framesOf = (count: number) => 1 + Math.floor((count + 2 * Math.floor(nFft / 2) - nFft) / hopLength)
  return { options, length: (count: number) => framesOf(count) * options.nMfcc }
}

/** What these tests try; a new function is one more entry. */
export const functions: Readonly<Record<string, FunctionOfSamples>> = {
  'encodeWav and decode': {
    refuses: ['EMPTY_AUDIO'],
    draw: (random) => {
      const options = { rate: anyRate(random) }
      return {
        options,
        length: (count) => count,
        run: async (samples) =>
          (await decode(encodeWav(samples, options.rate, { bitDepth: 'float32' }))).samples,
      }
    },
  },
  resample: {
    refuses: ['INVALID_OPTION', 'NON_FINITE'],
    draw: (random) => {
      const options = { from: anyRate(random), to: anyRate(random), quality: anyOf(qualities, random) }
      const { from, to, quality } = options
      return {
        options,
        length: (count) => Math.round((count * to) / from),
        run: (samples) => resample(samples, from, to, { quality }),
      }
    },
  },
  trim: {
    refuses: [],
    draw: (random) => {
      const options = { trimDb: 10 ** random.uniform(-20, 2.3) }
      return { options, run: (samples) => trim(samples, options).samples }
    },
  },
  fit: {
    refuses: [],
    copies: true,
    draw: (random) => {
      const length = random.integer(0, 6000)
      const pad = anyOf(['before', 'after', 'both'] as const, random)
      const crop = anyOf(['start', 'center', 'end'] as const, random)
      return {
        options: { length, pad, crop },
        length: () => length,
        run: (samples) => fit(samples, length, { pad, crop }),
      }
    },
  },
  addNoise: {
    refuses: ['NON_FINITE'],
    draw: (random) => {
      const options = { snrDb: random.uniform(-200, 200), seed: random.integer(0, 1000) }
      return { options, length: (count) => count, run: (samples) => addNoise(samples, options) }
    },
  },
  timeStretch: {
    refuses: ['NON_FINITE'],
    draw: (random) => {
      const options = { rate: 10 ** random.uniform(-1, 1), nFft: 4 * random.integer(4, 300) }
      const { rate, nFft } = options
      return {
        options,
        length: (count) => Math.round(count / rate),
        run: (samples) => timeStretch(samples, rate, { nFft }),
      }
    },
  },
  pitchShift: {
    refuses: ['NON_FINITE'],
    draw: (random) => {
      const options = {
        semitones: random.uniform(-36, 36),
        sampleRate: anyRate(random),
        nFft: 4 * random.integer(4, 300),
        quality: anyOf(qualities, random),
      }
      const { semitones, ...others } = options
      return { options, length: (count) => count, run: (samples) => pitchShift(samples, semitones, others) }
    },
  },
  mfcc: {
    refuses: ['EMPTY_AUDIO', 'NON_FINITE', 'INVALID_OPTION'],
    features: true,
    draw: (random) => {
      const { options, length } = drawMfcc(random)
      return { options, length, run: (samples) => mfcc(samples, options).data }
    },
  },
  loadClip: {
    refuses: ['EMPTY_AUDIO', 'NON_FINITE', 'INVALID_OPTION'],
    draw: (random) => {
      const options = {
        from: anyRate(random),
        sampleRate: anyRate(random),
        trimDb: maybe(40, random) ?? null,
      }
      const { from, sampleRate, trimDb } = options
      return {
        options,
        run: async (samples) =>
          (await loadClip({ samples, sampleRate: from }, { sampleRate, trimDb })).samples,
      }
    },
  },
  'ClipPipeline.run': {
    refuses: ['EMPTY_AUDIO', 'NON_FINITE', 'INVALID_OPTION'],
    features: true,
    draw: (random) => {
      const from = anyRate(random)
      const audio = { sampleRate: random.integer(1000, 48_000), clipSeconds: random.uniform(0.2, 0.4) }
      const mfcc = { nFft: 128, nMels: 10, nMfcc: 10 }
      const copy = {
        stretchRate: maybe(random.uniform(0.2, 5), random),
        pitchSemitones: maybe(random.uniform(-20, 20), random),
        noiseSnrDb: maybe(random.uniform(-100, 100), random),
      }
      const pipeline = new ClipPipeline({ audio, mfcc })
      return {
        options: { from, audio, copy },
        length: () => 2 * pipeline.frames * pipeline.coefficients,
        run: async (samples) => (await pipeline.run({ samples, sampleRate: from }, [{}, copy])).data,
      }
    },
  },
}
