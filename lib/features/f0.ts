import type { z } from 'zod'
import { loadAddon } from '../audio/addon.ts'
import { audioSchema, extraSchema, mfccSchema, parseOptions } from '../options.ts'

const { f0Min, f0Max, f0FrameLength, f0Threshold } = extraSchema.shape
const pyinSchema = mfccSchema.pick({ hopLength: true, center: true, padMode: true }).extend({
  sampleRate: audioSchema.shape.sampleRate,
  fMin: f0Min,
  fMax: f0Max,
  frameLength: f0FrameLength,
})
const yinSchema = pyinSchema.extend({ troughThreshold: f0Threshold })

/** The fundamental frequency of every frame, by {@link pyin}. */
export interface PitchTrack {
  /** Hz; NaN where there is no voice. */
  readonly f0: Float32Array
  /** 1 where there is a voice, else 0. */
  readonly voiced: Uint8Array
  /** How likely a voice is, 0 to 1. */
  readonly probability: Float32Array
}

/**
 * The fundamental frequency of every frame by YIN (de Cheveigne and Kawahara, 2002): the first lag at which the frame
 * resembles itself so well that the difference is below `troughThreshold`, or the best one if there is none, refined by
 * a parabola. As `librosa.yin` (0.11) on samples in double precision, to within 0.01 Hz where the choice of the lag is not
 * a tie. There is a value for every frame, also without a voice: {@link pyin} says where one is.
 *
 * @param samples mono; at least one.
 * @param options `sampleRate` (default 16000 Hz), `fMin` (65 Hz), `fMax` (600 Hz), `frameLength` (null: four periods of
 *   `fMin` or more, a power of two; librosa's is 2048), `hopLength` (256), `center` (true), `padMode` (`constant`),
 *   `troughThreshold` (0.1).
 * @returns Hz, one value a frame.
 * @throws EmovoxError `INVALID_OPTION`, also for a frame shorter than a period of `fMin`; `EMPTY_AUDIO`, `NON_FINITE`.
 */
export function yin(samples: Float32Array, options: z.input<typeof yinSchema> = {}): Float32Array {
  const { fMin, fMax, frameLength, troughThreshold, ...frames } = parseOptions(yinSchema, options)
  const f0 = { f0Min: fMin, f0Max: fMax, f0FrameLength: frameLength, f0Threshold: troughThreshold }
  return loadAddon().trackF0(samples, { ...frames, ...f0, f0Method: 'yin' }).f0
}

/**
 * The fundamental frequency of every frame, and whether there is a voice, by pYIN (Mauch and Dixon, 2014): YIN with a
 * distribution of thresholds, then the likeliest path through pitches 0.1 semitones apart. As `librosa.pyin` (0.11) with
 * its other parameters at their defaults: the same pitches and flags on samples in double precision, probabilities to
 * within 1e-4, ties aside.
 *
 * @param options as those of {@link yin}, without `troughThreshold`.
 * @throws EmovoxError as {@link yin}; `INVALID_OPTION` when `fMin` and `fMax` are closer than a voice may move in a hop.
 * @example
 * const { f0, voiced } = pyin(samples, { sampleRate, fMin: 60, fMax: 500 })
 * const mean = f0.filter((_, frame) => voiced[frame]).reduce((sum, hz, _, { length }) => sum + hz / length, 0)
 */
export function pyin(samples: Float32Array, options: z.input<typeof pyinSchema> = {}): PitchTrack {
  const { fMin, fMax, frameLength, ...frames } = parseOptions(pyinSchema, options)
  const f0 = { f0Min: fMin, f0Max: fMax, f0FrameLength: frameLength, f0Threshold: 0.1 }
  const track = loadAddon().trackF0(samples, { ...frames, ...f0, f0Method: 'pyin' })
  return {
    f0: track.f0.map((hz, frame) => (track.voiced[frame] ? hz : Number.NaN)),
    voiced: Uint8Array.from(track.voiced),
    probability: track.probability,
  }
}
