import { readFileSync } from 'node:fs'
import { EMOTIONS } from '../../lib/emotions.ts'
import { featureSchema, parseOptions } from '../../lib/options.ts'
import type { Form } from '../../lib/tflite/places.ts'
import type { WeightKind } from '../../lib/tflite/store_weights.ts'
import type { DenseActivation, LayerWeights, TfliteModel } from '../../lib/tflite/tflite_model.ts'

/** One model of `golden/keras_models.json`. */
export interface KerasModel {
  readonly coefficients: number
  readonly lstm: readonly number[]
  readonly dense: readonly (readonly [units: number, activation: DenseActivation])[]
  readonly mean: readonly number[]
  readonly deviation: readonly number[]
  /** base64 of float32, layer by layer: kernel, recurrent kernel, bias. */
  readonly weights?: readonly string[]
  readonly runs: readonly {
    readonly frames: number
    readonly clips: number
    readonly probabilities: readonly number[]
    readonly features?: string
  }[]
}

export type KerasModelName = 'two_lstm' | 'one_lstm' | 'three_lstm' | 'full_size'

const golden: Readonly<Record<KerasModelName, KerasModel>> = JSON.parse(
  readFileSync(new URL('golden/keras_models.json', import.meta.url), 'utf8'),
)

/** The full-size model has formula weights, and inputs that follow them: see `golden/keras_models.py`. */
const FULL_SIZE_SEED = 42

/** A model that Keras ran, as emovox describes it, and what went in and came out. */
export function kerasModel(name: KerasModelName) {
  const { coefficients, lstm, dense, mean, deviation, weights, runs } = golden[name]
  const next = mulberry32(FULL_SIZE_SEED)
  const stored = weights?.map(float32s)
  const take = (count: number, amplitude: number) =>
    stored?.shift() ?? Float32Array.from({ length: count }, () => (next() * 2 - 1) * amplitude)

  const layers: LayerWeights[] = []
  let inputs = coefficients
  for (const [index, units] of lstm.entries()) {
    const kernel = take(inputs * 4 * units, 1.5 / Math.sqrt(inputs))
    const recurrentKernel = take(units * 4 * units, 1.5 / Math.sqrt(units))
    const returnSequences = index < lstm.length - 1
    layers.push({
      kind: 'lstm',
      units,
      returnSequences,
      kernel,
      recurrentKernel,
      bias: take(4 * units, 0.5),
    })
    inputs = units
  }
  for (const [units, activation] of dense) {
    const kernel = take(inputs * units, 4 / Math.sqrt(inputs))
    layers.push({ kind: 'dense', units, activation, kernel, bias: take(units, 0.5) })
    inputs = units
  }
  // Mean and deviation were drawn next; they are stored.
  if (weights === undefined) for (let drawn = 0; drawn < 2 * coefficients - 1; drawn++) next()

  const model: TfliteModel = {
    layers,
    frames: runs[0].frames,
    coefficients,
    normalisation: { mean, deviation },
    labels: EMOTIONS.slice(0, inputs),
    features: parseOptions(featureSchema, { mfcc: { nMfcc: coefficients } }),
  }
  const made = runs.map(({ frames, clips, probabilities, features }) => ({
    frames,
    clips,
    probabilities: Float32Array.from(probabilities),
    features: features === undefined ? drawFeatures(frames * clips) : float32s(features),
  }))
  return { model, runs: made }

  function drawFeatures(rows: number): Float32Array {
    return Float32Array.from({ length: rows * coefficients }, (_, index) => {
      const k = index % coefficients
      return mean[k] + deviation[k] * (next() * 4 - 2)
    })
  }
}

function float32s(base64: string): Float32Array {
  const bytes = new Uint8Array(Buffer.from(base64, 'base64'))
  return new Float32Array(bytes.buffer)
}

/** Uniform numbers in [0, 1): the same as in `golden/keras_models.py`. */
function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

export function maxDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.NaN
  return Array.from(a).reduce((largest, value, index) => Math.max(largest, Math.abs(value - b[index])), 0)
}

/** Whether a form can be written with weights of this kind. */
export function works(form: Form, weights: WeightKind): boolean {
  if (weights === 'int8') return form === 'fused'
  return !(form === 'fused' && weights === 'float16')
}

/** As many clips as calibration wants, made of few: the clips that are run, over and over. */
export function calibrationOf({ frames, coefficients }: TfliteModel, features: Float32Array): Float32Array {
  const size = frames * coefficients
  const some = features.length / size
  const clips = new Float32Array(20 * size)
  for (let clip = 0; clip < 20; clip++)
    clips.set(features.subarray((clip % some) * size, ((clip % some) + 1) * size), clip * size)
  return clips
}
