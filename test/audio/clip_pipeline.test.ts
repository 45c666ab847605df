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
  // 3 s of 16 kHz, centred frames every 512 samples
  t.match(pipeline, { frames: 1 + Math.floor(48_000 / 512), coefficients: 13 })
  const features = await pipeline.run(recording, [{}, { stretchRate: 1.1 }, { pitchSemitones: 2 }])
  t.match(features, { copies: 3, frames: 94, coefficients: 13 })
  t.equal(features.data.length, 3 * 94 * 13)
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
  const isPadding = (data: Float32Array, frame: number) =>
    data.subarray(frame * 13, (frame + 1) * 13).every((value) => value === 0)
  // 1 s is 32 frames, 0.3 s of speech 10 of them.
  const before = (await new ClipPipeline({ audio: { clipSeconds: 1 } }).run(short)).data
  const after = (await new ClipPipeline({ audio: { clipSeconds: 1, pad: 'after' } }).run(short)).data
  for (let frame = 0; frame < 32; frame++) {
    t.equal(isPadding(before, frame), frame < 22, `before: ${frame}`)
    t.equal(isPadding(after, frame), frame >= 10, `after: ${frame}`)
  }
  t.same(before.slice(22 * 13), after.slice(0, 10 * 13), 'the speech itself is the same')
})

t.test('padded in samples, silence is a part of the clip', async (t) => {
  const short = { samples: voice(0.3), sampleRate }
  const audio = { clipSeconds: 1, padIn: 'samples' } as const
  const { data } = await new ClipPipeline({ audio, mfcc: { cepstralNormalisation: 'none' } }).run(short)
  t.ok(data[25 * 13] > data[2 * 13] + 10)
  t.notSame(data[2 * 13], 0)
})

t.test('the level of a recording does not matter', async (t) => {
  const samples = recording.samples.map((sample) => sample / 8)
  const pipeline = new ClipPipeline()
  const [loud, soft] = [await pipeline.run(recording), await pipeline.run({ samples, sampleRate })]
  t.ok(loud.data.every((value, at) => Math.abs(value - soft.data[at]) < 0.01))
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
