/** A file that takes samples gives the features, and the answers, that the addon and the other file give. */
import t from 'tap'
import type { z } from 'zod'
import { ClipPipeline } from '../../../lib/audio/clip_pipeline.ts'
import { createModel } from '../../../lib/model/architecture.ts'
import type { featureSchema } from '../../../lib/options.ts'
import { layersOf } from '../../../lib/tflite/layers_of.ts'
import { loadTflite } from '../../../lib/tflite/run.ts'
import type { TfliteModel } from '../../../lib/tflite/tflite_model.ts'
import { planClip } from '../../../lib/tflite/waveform/clip_plan.ts'
import { clipSamples } from '../../../lib/tflite/waveform/clip_samples.ts'
import { writeTflite } from '../../../lib/tflite/write.ts'
import { someRun } from '../../model/some_run.ts'
import { maxDifference } from '../formula_model.ts'
import { featureFile, featureOptions, runFeatureFile } from './feature_file.ts'
import { recordings } from './recordings.ts'

type Options = z.input<typeof featureSchema>

const audio = { clipSeconds: 0.6 } as const
const VARIANTS: readonly Options[] = [
  { audio },
  { audio: { ...audio, pad: 'after' } },
  { audio: { ...audio, pad: 'both' } },
  { audio: { ...audio, padIn: 'samples' } },
  { audio: { ...audio, crop: 'end', sampleRate: 8000 }, mfcc: { nFft: 256, hopLength: 80 } },
  { audio: { ...audio, crop: 'center' }, mfcc: { cepstralNormalisation: 'none' } },
  { audio, mfcc: { cepstralNormalisation: 'meanVariance' } },
  { audio: { ...audio, padIn: 'samples' }, mfcc: { cepstralNormalisation: 'meanVariance' } },
  { audio, mfcc: { center: false } },
  { audio: { ...audio, pad: 'after' }, mfcc: { center: false, hopLength: 100 } },
  { audio, mfcc: { padMode: 'reflect', hopLength: 128 } },
  { audio: { ...audio, padIn: 'samples' }, mfcc: { padMode: 'reflect' } },
  { audio: { ...audio, pad: 'both' }, mfcc: { padMode: 'edge', hopLength: 200 } },
  { audio, mfcc: { winLength: 400, hopLength: 160, window: 'hamming' } },
  { audio, mfcc: { winLength: 301, window: 'blackman' } },
  { audio, mfcc: { window: 'rectangular', power: 1 } },
  { audio, mfcc: { power: 1.5, topDb: null } },
  { audio, mfcc: { topDb: 20, amin: 1e-5 } },
  { audio, mfcc: { htk: true, melNorm: null, fMin: 100, fMax: 7000, nMels: 26, nMfcc: 20 } },
  { audio, mfcc: { dctType: 3 } },
  { audio, mfcc: { dctType: 1, lifter: 22 } },
  { audio, mfcc: { dctType: 2, dctNorm: null } },
  { audio, include: ['logMel'], mfcc: { nMels: 64 } },
  { audio, include: ['logMel'], mfcc: { nMels: 26, cepstralNormalisation: 'none' } },
  {
    audio: { ...audio, padIn: 'samples' },
    include: ['logMel'],
    mfcc: { cepstralNormalisation: 'meanVariance' },
  },
  { audio, mfcc: { nFft: 400 } },
  { audio, mfcc: { nFft: 401, center: true } },
]

for (const variant of VARIANTS)
  t.test(`features with ${JSON.stringify(variant)}`, async (t) => {
    const options = featureOptions(variant)
    const pipeline = new ClipPipeline({ ...options, audio: { ...options.audio, trimDb: null } })
    const { sampleRate } = options.audio
    const heard = recordings(sampleRate)
    const clips = heard.map(({ samples }) => clipSamples(samples, options.audio))
    const orthonormal = options.mfcc.dctNorm === 'ortho' && options.mfcc.lifter === 0
    for (const dft of ['rfft', 'matrix'] as const) {
      if (dft === 'rfft' && !Number.isInteger(Math.log2(options.mfcc.nFft))) continue
      const rows = await runFeatureFile(featureFile(options, dft), clips)
      for (const [index, { name, samples }] of heard.entries()) {
        const { data } = await pipeline.run({ samples, sampleRate })
        const difference = maxDifference(rows[index], data)
        t.ok(difference <= (orthonormal ? 1e-3 : 3e-2), `${dft}, ${name}: ${difference}`)
        if (options.audio.padIn === 'frames' && index > 0)
          t.same(
            framesOfZeros(rows[index], pipeline.coefficients),
            framesOfZeros(data, pipeline.coefficients),
            `${dft}, ${name}: frames of padding are exactly 0`,
          )
      }
    }
  })

function framesOfZeros(features: Float32Array, width: number): number[] {
  const frames = Array.from({ length: features.length / width }, (_, frame) => frame)
  return frames.filter((frame) =>
    features.subarray(frame * width, (frame + 1) * width).every((value) => value === 0),
  )
}

const run = someRun()
const model: TfliteModel = {
  layers: layersOf(createModel({ ...run.options.model, seed: 3 })),
  frames: 32,
  coefficients: 13,
  normalisation: run.normalisation,
  labels: ['neutral', 'happy', 'sad', 'angry', 'fear', 'disgust', 'surprise'],
  features: run.options.features,
}

t.test('probabilities are those of the file that takes features', async (t) => {
  const { features } = model
  const pipeline = new ClipPipeline({ ...features, audio: { ...features.audio, trimDb: null } })
  const [byFeatures, bySamples] = await Promise.all([
    loadTflite(writeTflite(model)),
    loadTflite(writeTflite(model, { input: 'waveform' })),
  ])
  t.match(bySamples, { input: 'waveform', clipSize: 8000, frames: 32, coefficients: 13, classes: 7 })
  for (const { name, samples } of recordings(16_000)) {
    const { data } = await pipeline.run({ samples, sampleRate: 16_000 })
    const clip = clipSamples(samples, features.audio)
    const probabilities = await bySamples.run(clip)
    t.ok(maxDifference(probabilities, await byFeatures.run(data)) < 1e-5, name)
    t.same(await bySamples.run(clip), probabilities, `${name}: the same bits again`)
  }
  const bad = { code: 'INVALID_OPTION' }
  await t.rejects(bySamples.run(new Float32Array(7999)), { ...bad, message: /batch x 8000 samples/ })
  await t.rejects(bySamples.run(new Float32Array(8000), { frames: 31 }), {
    ...bad,
    message: /frames: expected 32/,
  })
  const nan = new Float32Array(16_000).fill(Number.NaN, 9000, 9001)
  await t.rejects(bySamples.run(nan), { code: 'NON_FINITE', message: /clip 1, sample 1000/ })
  byFeatures.close()
  bySamples.close()
})

t.test('zeros that fill a clip may be on either side', async (t) => {
  const options = featureOptions({ audio })
  const file = featureFile(options)
  const [, , { samples }] = recordings(16_000)
  const length = 9600
  const places = [0, 1, 777, length - samples.length].map((at) => {
    const clip = new Float32Array(length)
    clip.set(samples, at)
    return clip
  })
  const [first, ...others] = await runFeatureFile(file, places)
  for (const other of others) t.same(other, first)
})

t.test('what a file that takes samples cannot do is named', async (t) => {
  const refused = (options: Options, message: RegExp, dft?: 'rfft') => {
    const size = { frames: 32, coefficients: 13 }
    const { audio: given, ...others } = options
    const all = featureOptions({ ...others, audio: { clipSeconds: 0.5, ...given } })
    t.throws(() => planClip(all, size, dft), { code: 'INVALID_OPTION', message })
  }
  refused(
    { include: ['mfcc', 'delta'] },
    /option include: expected mfcc alone, or logMel alone.*input mfcc takes.*found mfcc, delta/,
  )
  refused({ mfcc: { amin: 1e-40 } }, /option amin: .*32-bit/)
  refused({ mfcc: { nMfcc: 41 } }, /option nMfcc: expected at most nMels \(40\), found 41/)
  refused({ mfcc: { winLength: 513 } }, /option winLength/)
  refused({ mfcc: { fMax: 9000 } }, /option fMax/)
  refused({ mfcc: { fMin: 8000 } }, /option fMin/)
  refused({ mfcc: { dctType: 1, nMels: 1, nMfcc: 1 } }, /option nMels/)
  refused({ mfcc: { nFft: 32_768, padMode: 'reflect' } }, /option padMode/)
  refused({ mfcc: { nFft: 32_768, center: false } }, /option clipSeconds/)
  refused({ audio: { clipSeconds: 600, sampleRate: 32_000 } }, /option clipSeconds: .*2\^24/)
  refused({ mfcc: { nFft: 400 } }, /option dft: expected matrix.*400/, 'rfft')
  refused({}, /expected options that give the model's 32 x 13, found 16 x 13/)
  refused({ include: ['logMel'] }, /expected options that give the model's 32 x 13, found 16 x 40/)
})
