import { readdirSync } from 'node:fs'
import path from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import t from 'tap'
import { decode } from '../../lib/audio/decode.ts'
import { resample } from '../../lib/audio/resample.ts'
import { mfcc } from '../../lib/features/mfcc.ts'
import { MfccStream, type MfccStreamOptions } from '../../lib/features/mfcc_stream.ts'
import { seededRandom } from '../../lib/random.ts'
import { largestDifference, readFloat32 } from '../float32_file.ts'

const signal = readFloat32(new URL('./golden/mfcc_signal.f32', import.meta.url))

/** Cut into pieces of up to `most` samples, by a seed. */
function* pieces(samples: Float32Array, most: number, seed = 1): Generator<Float32Array> {
  const random = seededRandom(seed)
  for (let start = 0; start < samples.length; ) {
    const end = Math.min(samples.length, start + random.integer(1, most))
    yield samples.subarray(start, end)
    start = end
  }
}

function streamed(stream: MfccStream, samples: Float32Array, most: number, seed?: number): Float32Array {
  const rows: Float32Array[] = []
  for (const piece of pieces(samples, most, seed)) rows.push(stream.push(piece).data)
  rows.push(stream.flush().data)
  const all = new Float32Array(rows.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const row of rows) {
    all.set(row, at)
    at += row.length
  }
  return all
}

const optionSets: readonly MfccStreamOptions[] = [
  {},
  { nMfcc: 20, nMels: 128, nFft: 2048, hopLength: 512, padMode: 'edge' },
  { nFft: 400, hopLength: 160, window: 'hamming', padMode: 'reflect', lifter: 22 },
  // In digital silence there is the rounding of the resampler, which amin must hide.
  { center: false, dctType: 3, power: 1, fMin: 60, fMax: 3000, amin: 1e-5 },
  { dctType: 1, nFft: 1000, hopLength: 1333, padMode: 'reflect' },
]

t.test("the batch's frames to the bit, however the signal is cut", async (t) => {
  for (const options of optionSets) {
    const expected = mfcc(signal, { ...options, topDb: null }).data
    for (const most of [1, 50, 700, signal.length])
      t.same(streamed(new MfccStream(options), signal, most, most), expected, JSON.stringify(options))
  }
})

t.test('frames come as soon as the latency says', async (t) => {
  const stream = new MfccStream({ sampleRate: 48_000, targetRate: 16_000 })
  t.equal(stream.latencySeconds, stream.latencySamples / 48_000)
  t.ok(stream.latencySeconds < 0.0255)
  t.match(stream.push(signal.subarray(0, stream.latencySamples - 1)), { frames: 0, coefficients: 13 })
  t.equal(stream.push(signal.subarray(0, 1)).frames, 1)
})

t.test('what needs the whole clip, and options of no sense, are named', async (t) => {
  const wrong: [MfccStreamOptions, RegExp][] = [
    [JSON.parse('{"topDb": 80}'), /option topDb: .*stream.*80/],
    [{ sampleRate: 384_000, targetRate: 1000 }, /sample rates: .*1\/256/],
    [{ targetRate: 10 }, /option targetRate/],
    [{ targetRate: 8000, fMax: 5000 }, /option fMax: .*4000/],
    [{ nMfcc: 41 }, /option nMfcc/],
  ]
  for (const [options, message] of wrong)
    t.throws(() => new MfccStream(options), { name: 'EmovoxError', code: 'INVALID_OPTION', message })
})

t.test('what cannot be pushed leaves the stream as it was', async (t) => {
  const stream = new MfccStream()
  const broken = signal.slice()
  broken[123] = Number.NaN
  const detached = signal.slice()
  structuredClone(detached.buffer, { transfer: [detached.buffer] })
  const first = stream.push(signal.subarray(0, 3000)).data
  t.throws(() => stream.push(broken), { code: 'NON_FINITE', message: /index 123/ })
  t.throws(() => stream.push(signal.map((sample) => sample * 1e30)), { code: 'NON_FINITE' })
  t.throws(() => stream.push(detached), { code: 'INVALID_OPTION', message: /transferred away/ })
  t.throws(() => stream.push(new Float32Array(new SharedArrayBuffer(8))), { code: 'INVALID_OPTION' })
  t.throws(() => Reflect.apply(stream.push, stream, [[0.5]]), {
    code: 'INVALID_OPTION',
    message: /Float32Array/,
  })
  const rest = [stream.push(new Float32Array(0)), stream.push(signal.subarray(3000)), stream.flush()]
  const all = [first, ...rest.map(({ data }) => data)].flatMap((data) => [...data])
  t.same(Float32Array.from(all), mfcc(signal, { topDb: null }).data)
})

t.test('after its end a stream takes nothing until it is reset', async (t) => {
  const stream = new MfccStream()
  const once = streamed(stream, signal, 100)
  t.throws(() => stream.push(signal), { code: 'STREAM_ENDED', message: /reset/ })
  t.throws(() => stream.flush(), { code: 'STREAM_ENDED' })
  stream.reset()
  t.same(streamed(stream, signal, 1000), once)
  stream.reset()
  t.equal(stream.flush().frames, 0)
  const reflecting = new MfccStream({ padMode: 'reflect' })
  reflecting.push(signal.subarray(0, 256))
  t.throws(() => reflecting.flush(), { code: 'INVALID_OPTION', message: /padMode.*found 256/ })
})

t.test('streams that are no longer used are collected', async (t) => {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  // Of rates whose filters take 2 MB.
  const make = () => new MfccStream({ sampleRate: 24_414, targetRate: 16_000, quality: 'fast' }).push(signal)
  make()
  collect()
  const before = process.memoryUsage().rss
  for (let i = 0; i < 150; i++) make()
  for (let i = 0; i < 10; i++) {
    collect()
    await new Promise((resolve) => setImmediate(resolve))
  }
  const grown = process.memoryUsage().rss - before
  t.ok(grown < 100e6, `${grown} bytes after 150 streams`)
})

const { EMOVOX_DATASETS: datasets } = process.env
const skip = datasets ? false : 'EMOVOX_DATASETS names no folder with real recordings'

t.test('real recordings', { skip, timeout: 240_000 }, async (t) => {
  const names = readdirSync(datasets ?? '', { recursive: true, encoding: 'utf8' })
  const files = names.filter((name) => /\.wav$/i.test(name)).sort()
  const some = Array.from({ length: 8 }, (_, i) => files[Math.floor((i * files.length) / 8)])
  for (const [seed, file] of some.entries()) {
    const { samples, sampleRate } = await decode(path.join(datasets ?? '', file))
    for (const options of optionSets) {
      const own = streamed(new MfccStream({ ...options, sampleRate }), samples, 2000, seed)
      const name = `${file} with ${JSON.stringify(options)}`
      t.same(own, mfcc(samples, { ...options, sampleRate, topDb: null }).data, name)
      const rates = { sampleRate, targetRate: 16_000 }
      const resampled = streamed(new MfccStream({ ...options, ...rates }), samples, 2000, seed)
      const at16k = resample(samples, sampleRate, 16_000)
      const expected = mfcc(at16k, { ...options, sampleRate: 16_000, topDb: null }).data
      const difference = largestDifference(resampled, expected)
      if (process.env.EMOVOX_PRINT_QUALITY) t.comment(`${name}: ${difference}`)
      // A lifter multiplies coefficients by up to 12.
      t.ok(difference < (options.lifter ? 0.1 : 0.03), `${name}: ${difference}`)
    }
  }
})
