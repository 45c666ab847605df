import t from 'tap'
import { ClipPipeline } from '../../lib/audio/clip_pipeline.ts'
import { EmovoxError } from '../../lib/errors.ts'
import { columnsOf } from '../../lib/features/columns.ts'
import { fingerprintOf } from '../../lib/features/feature_set.ts'
import * as emovox from '../../lib/index.ts'
import { FRAME_FEATURES, featureSchema, mfccSchema, parseOptions } from '../../lib/options.ts'

const sampleRate = 16_000
const voice = Float32Array.from({ length: 48_000 }, (_, n) => {
  const harmonics = [1, 2, 3, 4, 5].map((k) => Math.sin((2 * Math.PI * 180 * k * n) / sampleRate) / k)
  return n < 24_000 ? 0.2 * harmonics.reduce((sum, one) => sum + one) : 0
})
const audio = { trimDb: null } as const

t.test('every feature has its columns, named and in the order asked for', async (t) => {
  // The frames of the functions on their own, which know of no clip.
  const mfcc = { ...parseOptions(mfccSchema, {}), cepstralNormalisation: 'none' } as const
  const options = parseOptions(featureSchema, { audio, mfcc, include: FRAME_FEATURES })
  const columns = columnsOf(options)
  t.equal(new Set(columns).size, columns.length)
  t.same(columnsOf(parseOptions(featureSchema, { mfcc: { nMfcc: 2 }, include: ['f0', 'mfcc', 'rms'] })), [
    'f0',
    'voiced',
    'mfcc1',
    'mfcc2',
    'rms',
  ])
  const pipeline = new ClipPipeline(options)
  t.equal(pipeline.coefficients, columns.length)
  const { data, frames } = await pipeline.run({ samples: voice, sampleRate })
  t.ok(data.every(Number.isFinite), 'also where there is no voice')

  const column = (name: string) =>
    Float32Array.from({ length: frames }, (_, f) => data[f * columns.length + columns.indexOf(name)])
  t.same(column('mfcc1')[50], emovox.mfcc(voice).data[50 * 13])
  t.same(column('rms'), emovox.rms(voice))
  t.same(column('zeroCrossingRate'), emovox.zeroCrossingRate(voice))
  t.same(column('spectralCentroid'), emovox.spectralCentroid(voice))
  const { f0, voiced } = emovox.pyin(voice)
  t.same(
    column('f0'),
    f0.map((hz) => (Number.isNaN(hz) ? 0 : hz)),
  )
  t.same([...column('voiced')], [...voiced])
  t.ok(voiced[40] === 1 && Math.abs(f0[40] - 180) < 1)
  t.ok(voiced[150] === 0 && Number.isNaN(f0[150]))
})

t.test('MFCCs alone: the array, and a fingerprint that knows of no other features', async (t) => {
  const old = parseOptions(featureSchema, {})
  t.equal(fingerprintOf(parseOptions(featureSchema, { extra: { f0Min: 80 } })), fingerprintOf(old))
  const others = [
    { include: ['mfcc', 'rms'] as const },
    { include: ['rms', 'mfcc'] as const },
    { include: ['mfcc', 'rms'] as const, extra: { f0Min: 80 } },
  ]
  const fingerprints = others.map((one) => fingerprintOf(parseOptions(featureSchema, one)))
  t.equal(new Set([fingerprintOf(old), ...fingerprints]).size, 4)
  const mfcc = { ...parseOptions(mfccSchema, {}), cepstralNormalisation: 'none' } as const
  const { data } = await new ClipPipeline({ audio, mfcc }).run({ samples: voice, sampleRate })
  t.same(data, emovox.mfcc(voice).data)
})

t.test('what cannot be is refused, by name', async (t) => {
  const refused: [() => unknown, RegExp][] = [
    [() => new ClipPipeline({ include: ['mfcc', 'mfcc'] }), /include: expected every feature once/],
    [() => new ClipPipeline({ include: [] }), /include/],
    [() => new ClipPipeline({ audio: { clipSeconds: 0.1 }, include: ['delta'] }), /at least 9 frames/],
    [() => new ClipPipeline({ audio: { sampleRate: 8000 }, include: ['spectralContrast'] }), /contrastBands/],
    [() => emovox.delta(emovox.mfcc(voice), { width: 4 }), /option width: expected an odd number, found 4/],
    [() => emovox.delta(emovox.mfcc(voice.subarray(0, 1000))), /at least 9 frames/],
    [() => emovox.pyin(voice, { fMin: 500, fMax: 400 }), /fMin/],
    [() => emovox.yin(voice, { frameLength: 100 }), /frameLength/],
    [() => emovox.yin(voice.subarray(0, 300), { padMode: 'reflect' }), /padMode/],
    [() => emovox.spectralRolloff(voice, { rollPercent: 1 }), /rollPercent/],
  ]
  for (const [call, message] of refused)
    t.match(t.throws(call, EmovoxError), { code: 'INVALID_OPTION', message })
  t.throws(() => emovox.rms(new Float32Array(0)), { code: 'EMPTY_AUDIO' })
  t.throws(() => emovox.pyin(Float32Array.of(0, Number.NaN)), { code: 'NON_FINITE', message: /index 1/ })
  t.throws(() => emovox.yin(voice.subarray(0, 100), { center: false }), { code: 'EMPTY_AUDIO' })
})

t.test('silence, a constant and a single sample have numbers', async (t) => {
  for (const samples of [new Float32Array(4000), new Float32Array(4000).fill(0.3), Float32Array.of(0.5)]) {
    const functions = [
      emovox.spectralCentroid,
      emovox.spectralBandwidth,
      emovox.spectralRolloff,
      emovox.spectralFlatness,
      emovox.rms,
      emovox.zeroCrossingRate,
      emovox.yin,
    ]
    for (const call of functions) t.ok(call(samples).every(Number.isFinite), call.name)
    t.ok(emovox.chroma(samples).data.every(Number.isFinite))
    t.ok(emovox.spectralContrast(samples).data.every(Number.isFinite))
    t.ok(emovox.pyin(samples).probability.every(Number.isFinite))
  }
  t.ok(emovox.spectralFlatness(new Float32Array(4000)).every((value) => Math.abs(value - 1) < 1e-4))
})
