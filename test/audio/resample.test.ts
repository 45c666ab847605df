import { readFileSync } from 'node:fs'
import t from 'tap'
import { resample } from '../../lib/audio/resample.ts'
import { EmovoxError } from '../../lib/errors.ts'
import { largestDifference, readFloat32 } from '../float32_file.ts'

const golden = (name: string) => new URL(`./golden/${name}`, import.meta.url)
const { cases } = JSON.parse(readFileSync(golden('resample.json'), 'utf8'))
const signal = readFloat32(golden('resample_signal.f32'))

for (const { name, fromRate, toRate, quality } of cases) {
  t.test(`libsamplerate's samples: ${fromRate} to ${toRate} Hz, ${quality}`, async (t) => {
    const expected = readFloat32(golden(`resample_${name}.f32`))
    const out = resample(signal, fromRate, toRate, { quality })
    t.equal(out.length, Math.round((signal.length * toRate) / fromRate))
    t.ok(out.length - expected.length <= 1, 'libsamplerate leaves out the last sample at most')
    t.ok(largestDifference(out.subarray(0, expected.length), expected) <= 1e-6)
  })
}

t.test('best is the default', async (t) => {
  const out = resample(signal, 48_000, 16_000)
  t.equal(largestDifference(out, resample(signal, 48_000, 16_000, { quality: 'best' })), 0)
  t.ok(largestDifference(out, resample(signal, 48_000, 16_000, { quality: 'fast' })) > 1e-3)
})

t.test('every length is rounded, not cut', async (t) => {
  for (const length of [0, 1, 2, 3, 10, 999]) {
    for (const toRate of [8000, 11_025, 22_050, 96_000]) {
      const out = resample(signal.subarray(0, length), 16_000, toRate, { quality: 'fast' })
      t.equal(out.length, Math.round((length * toRate) / 16_000), `${length} samples to ${toRate} Hz`)
    }
  }
})

t.test('equal rates are a copy', async (t) => {
  const out = resample(signal, 44_100, 44_100)
  t.equal(largestDifference(out, signal), 0)
  t.not(out.buffer, signal.buffer)
})

t.test('rates and samples that cannot be resampled', async (t) => {
  for (const [fromRate, toRate] of [
    [0, 16_000],
    [16_000, -1],
    [16_000, Number.NaN],
    [1000, 257_000],
    [257_000, 1000],
  ]) {
    t.match(
      t.throws(() => resample(signal, fromRate, toRate), EmovoxError),
      { code: 'INVALID_OPTION' },
    )
  }
  const broken = signal.slice()
  broken[42] = Number.NaN
  t.throws(() => resample(broken, 8000, 16_000), { code: 'NON_FINITE', message: /index 42/ })
})
