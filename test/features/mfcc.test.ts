import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { decode } from '../../lib/audio/decode.ts'
import { EmovoxError } from '../../lib/errors.ts'
import { mfcc } from '../../lib/features/mfcc.ts'
import { largestDifference, readFloat32 } from '../float32_file.ts'

const golden = (name: string) => new URL(`./golden/${name}`, import.meta.url)
const { sampleRate, cases } = JSON.parse(readFileSync(golden('mfcc.json'), 'utf8'))
const signal = readFloat32(golden('mfcc_signal.f32'))

for (const { name, options, frames, coefficients } of cases) {
  t.test(`librosa's numbers, options "${name}"`, async (t) => {
    const matrix = mfcc(signal, { sampleRate, ...options })
    t.match(matrix, { frames, coefficients })
    t.ok(largestDifference(matrix.data, readFloat32(golden(`mfcc_${name}.f32`))) < 1e-3)
  })
}

t.test('defaults are 13 coefficients of frames 16 ms apart, and samples are left alone', async (t) => {
  const samples = signal.slice()
  const { data, frames, coefficients } = mfcc(samples)
  t.same([data.length, frames, coefficients], [24 * 13, 24, 13])
  t.equal(largestDifference(samples, signal), 0)
  t.equal(mfcc(new Float32Array(48_000)).frames, 188)
})

t.test('options that are out of range or contradict each other are named', async (t) => {
  const wrong: [Parameters<typeof mfcc>[1], RegExp][] = [
    [{ nMfcc: 41 }, /option nMfcc: expected 1 to nMels \(40\), found 41/],
    [{ winLength: 600 }, /option winLength: .*nFft \(512\), found 600/],
    [{ fMax: 9000 }, /option fMax: .*8000 Hz.*found 9000/],
    [{ fMin: 4000, fMax: 3000 }, /option fMin: .*below fMax \(3000 Hz\), found 4000/],
    [{ dctType: 1, nMels: 1, nMfcc: 1 }, /option nMels: expected at least 2 with dctType 1, found 1/],
    [{ hopLength: 0 }, /option hopLength/],
    [{ topDb: -1 }, /option topDb/],
  ]
  for (const [options, message] of wrong) {
    t.match(
      t.throws(() => mfcc(signal, options), EmovoxError),
      { code: 'INVALID_OPTION', message },
    )
  }
})

t.test('samples that have no MFCC', async (t) => {
  const broken = signal.slice()
  broken[123] = Number.NaN
  t.throws(() => mfcc(new Float32Array(0)), { code: 'EMPTY_AUDIO' })
  t.throws(() => mfcc(signal.subarray(0, 511), { center: false }), { code: 'EMPTY_AUDIO' })
  t.throws(() => mfcc(signal.subarray(0, 256), { padMode: 'reflect' }), {
    code: 'INVALID_OPTION',
    message: /padMode/,
  })
  t.throws(() => mfcc(broken), { code: 'NON_FINITE', message: /index 123/ })
  t.throws(() => mfcc(signal.map((sample) => sample * 1e30)), { code: 'NON_FINITE' })
})

t.test('one sample and silence have finite ones', async (t) => {
  for (const samples of [Float32Array.of(0.5), new Float32Array(1), new Float32Array(5000)]) {
    t.ok(mfcc(samples).data.every(Number.isFinite))
  }
})

// What librosa makes of real recordings is computed on the spot, as nothing made from them may be kept.
const { EMOVOX_DATASETS: datasets, EMOVOX_PYTHON: python } = process.env
const skip = datasets && python ? false : 'needs EMOVOX_DATASETS and, with librosa, EMOVOX_PYTHON'

t.test("librosa's numbers on real recordings", { skip, timeout: 240_000 }, async (t) => {
  const optionSets = [
    {},
    { nMfcc: 20, nMels: 128, nFft: 2048, hopLength: 512 },
    { nFft: 400, hopLength: 160, window: 'hamming', padMode: 'reflect', lifter: 22 },
    { htk: true, melNorm: null, padMode: 'edge', winLength: 400, topDb: null },
    { center: false, dctType: 3, power: 1, fMin: 60, fMax: 7000 },
    { dctType: 1, nFft: 1000, hopLength: 333, amin: 1e-8 },
  ] as const
  const folder = t.testdir()
  const names = readdirSync(datasets ?? '', { recursive: true, encoding: 'utf8' })
  const files = names.filter((name) => /\.wav$/i.test(name)).sort()
  const some = Array.from({ length: 8 }, (_, i) => files[Math.floor((i * files.length) / 8)])
  const jobs = []
  for (const [clip, file] of some.entries()) {
    const { samples, sampleRate } = await decode(path.join(datasets ?? '', file))
    writeFileSync(path.join(folder, `${clip}.f32`), samples)
    for (const [set, options] of optionSets.entries()) {
      const name = (kind: string) => path.join(folder, `${clip}${kind}.f32`)
      jobs.push({ file, sampleRate, options, samples: name(''), mfcc: name(`_mfcc_${set}`) })
    }
  }
  writeFileSync(path.join(folder, 'jobs.json'), JSON.stringify(jobs))
  const script = fileURLToPath(golden('mfcc.py'))
  execFileSync(python ?? '', ['-W', 'ignore', script, path.join(folder, 'jobs.json')])
  for (const { file, options, sampleRate, ...job } of jobs) {
    const { data } = mfcc(readFloat32(job.samples), { ...options, sampleRate })
    const difference = largestDifference(data, readFloat32(job.mfcc))
    t.ok(difference < 1e-3, `${file} with ${JSON.stringify(options)}: ${difference}`)
  }
})

t.test('calls in turn with other options do not get the plan of the call before', async (t) => {
  const changes = [
    {},
    { nMfcc: 12 },
    { htk: true },
    { topDb: 20 },
    { window: 'blackman' },
    { fMax: 5000 },
  ] as const
  const alone = changes.map((options) => mfcc(signal, options).data)
  for (const [i, options] of changes.entries()) {
    t.same(mfcc(signal, options).data, alone[i])
    for (const other of alone.slice(i + 1)) t.notSame(alone[i], other)
  }
})
