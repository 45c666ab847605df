import t from 'tap'
import { ClipPipeline } from '../../lib/audio/clip_pipeline.ts'
import { encodeWav } from '../../lib/audio/wav.ts'

const sampleRate = 16_000
const voice = (seconds: number) =>
  Float32Array.from({ length: seconds * sampleRate }, (_, k) => {
    const time = k / sampleRate
    return [1, 2, 3, 4].reduce((sum, n) => sum + (0.2 / n) * Math.sin(2 * Math.PI * 180 * n * time), 0)
  })
const recording = { samples: voice(1.2), sampleRate }

t.test('the shape is known before running', async (t) => {
  const pipeline = new ClipPipeline()
  // 3 s of 16 kHz, centred frames every 256 samples
  t.match(pipeline, { frames: 1 + Math.floor(48_000 / 256), coefficients: 13 })
  const features = await pipeline.run(recording, [{}, { stretchRate: 1.1 }, { pitchSemitones: 2 }])
  t.match(features, { copies: 3, frames: 188, coefficients: 13 })
  t.equal(features.data.length, 3 * 188 * 13)
  t.ok(features.data.every(Number.isFinite))
})

t.test('one plain copy by default, the same as an empty one', async (t) => {
  const pipeline = new ClipPipeline({ audio: { clipSeconds: 1 } })
  const { data, copies } = await pipeline.run(recording)
  t.equal(copies, 1)
  t.same(data, (await pipeline.run(recording, [{}])).data)
})

t.test('every transformation changes the features, and the same seed gives the same', async (t) => {
  const pipeline = new ClipPipeline({ audio: { clipSeconds: 1 } })
  const noisy = { noiseSnrDb: 10, noiseSeed: 3 }
  const copies = [{}, noisy, noisy, { ...noisy, noiseSeed: 4 }, { stretchRate: 0.8 }, { pitchSemitones: -3 }]
  const { data } = await pipeline.run(recording, copies)
  const size = data.length / copies.length
  const [plain, first, again, other, slow, low] = copies.map((_, k) => data.slice(k * size, (k + 1) * size))
  t.same(again, first)
  for (const changed of [first, other, slow, low]) t.notSame(changed, plain)
  t.notSame(other, first)
})

t.test('a window of a clip that is loaded already', async (t) => {
  const pipeline = new ClipPipeline({ audio: { clipSeconds: 0.5, trimDb: null } })
  const window = recording.samples.subarray(1000, 9000)
  const { data } = await pipeline.run({ samples: window, sampleRate })
  t.same(data, (await pipeline.run({ samples: window.slice(), sampleRate })).data)
})

t.test('padding goes before the speech by default', async (t) => {
  const short = { samples: voice(0.3), sampleRate }
  const frameEnergy = (data: Float32Array, frame: number) => data[frame * 13]
  const before = (await new ClipPipeline({ audio: { clipSeconds: 1 } }).run(short)).data
  const after = (await new ClipPipeline({ audio: { clipSeconds: 1, pad: 'after' } }).run(short)).data
  t.ok(frameEnergy(before, 60) > frameEnergy(before, 2))
  t.ok(frameEnergy(after, 2) > frameEnergy(after, 60))
})

t.test('what is given may be changed while it works', async (t) => {
  const pipeline = new ClipPipeline({ audio: { clipSeconds: 1 } })
  const expected = (await pipeline.run(recording)).data
  const samples = recording.samples.slice()
  const running = pipeline.run({ samples, sampleRate })
  samples.fill(Number.NaN)
  structuredClone(samples, { transfer: [samples.buffer] })
  t.same((await running).data, expected)
  const bytes = encodeWav(recording.samples, sampleRate, { bitDepth: 'float32' })
  const decoding = pipeline.run(bytes)
  bytes.fill(0)
  t.same((await decoding).data, expected)
})

t.test('many at once give what each gives alone', async (t) => {
  const pipeline = new ClipPipeline({ audio: { clipSeconds: 0.5 } })
  const lengths = Array.from({ length: 60 }, (_, k) => 0.1 + k * 0.01)
  const runs = lengths.map((seconds) => pipeline.run({ samples: voice(seconds), sampleRate }))
  for (const [k, { data }] of (await Promise.all(runs)).entries())
    t.same(data, (await pipeline.run({ samples: voice(lengths[k]), sampleRate })).data)
})

t.test('options that make no sense are named', async (t) => {
  t.throws(() => new ClipPipeline({ audio: { clipSeconds: -1 } }), /option audio.clipSeconds/)
  t.throws(() => new ClipPipeline({ mfcc: { nMfcc: 50, nMels: 40 } }), {
    code: 'INVALID_OPTION',
    message: /nMfcc/,
  })
  t.throws(() => new ClipPipeline({ mfcc: { fMax: 9000 } }), { code: 'INVALID_OPTION', message: /fMax/ })
  t.throws(() => new ClipPipeline({ audio: { clipSeconds: 0.05 }, mfcc: { nFft: 2048, center: false } }), {
    code: 'INVALID_OPTION',
    message: /clipSeconds/,
  })
})

t.test('copies that make no sense are refused', async (t) => {
  const pipeline = new ClipPipeline()
  for (const copy of [
    { stretchRate: 0 },
    { pitchSemitones: 100 },
    { noiseSnrDb: Number.NaN },
    { noiseSeed: -1 },
  ])
    await t.rejects(pipeline.run(recording, [copy]), { code: 'INVALID_OPTION' }, JSON.stringify(copy))
})
