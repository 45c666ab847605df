import t from 'tap'
import { loadClip } from '../../lib/audio/clip.ts'
import { resample } from '../../lib/audio/resample.ts'
import { EmovoxError } from '../../lib/errors.ts'

const rates = [1000, 8000, 11_025, 16_000, 22_050, 24_414, 44_100, 48_000, 96_000, 192_000, 384_000]
const HZ = 100

/** A second of a sine of amplitude 0.5. */
const sine = (rate: number) =>
  Float32Array.from({ length: rate }, (_, k) => 0.5 * Math.sin((2 * Math.PI * HZ * k) / rate))

/** The largest difference to the sine, away from the ends, which meet silence. */
function errorOf(samples: Float32Array, rate: number): number {
  const margin = 0.2 * rate
  return samples.reduce((most, sample, k) => {
    if (k < margin || k >= samples.length - margin) return most
    return Math.max(most, Math.abs(sample - 0.5 * Math.sin((2 * Math.PI * HZ * k) / rate)))
  }, 0)
}

for (const quality of ['best', 'medium', 'fast'] as const) {
  t.test(`${quality}: a sine stays that sine from any rate to any other`, async (t) => {
    for (const from of rates) {
      const samples = sine(from)
      for (const to of rates) {
        const ratio = to / from
        if (ratio > 256 || ratio < 1 / 256) {
          t.throws(() => resample(samples, from, to, { quality }), { code: 'INVALID_OPTION' })
          continue
        }
        const resampled = resample(samples, from, to, { quality })
        t.equal(resampled.length, to)
        const error = errorOf(resampled, to)
        if (!(error < 1e-3)) t.fail(`${from} to ${to} Hz: off by ${error}`)
      }
    }
  })
}

t.test('a recording of any rate is a clip of any other', async (t) => {
  for (const from of rates) {
    for (const sampleRate of rates) {
      const source = { samples: sine(from), sampleRate: from }
      const clip = await loadClip(source, { sampleRate, trimDb: null }).catch((error: unknown) => error)
      if (clip instanceof EmovoxError) {
        t.match(
          clip,
          { code: 'INVALID_OPTION', message: 'ratio of 1/256 to 256' },
          `${from} to ${sampleRate}`,
        )
        continue
      }
      t.match(clip, { sampleRate, seconds: 1, silent: false }, `${from} to ${sampleRate}`)
    }
  }
})

t.test('rates beyond are refused by name', async (t) => {
  const samples = sine(1000)
  for (const rate of [0, -1, 999, 384_001, Number.NaN, Number.POSITIVE_INFINITY]) {
    t.throws(
      () => resample(samples, rate, 16_000),
      { code: 'INVALID_OPTION', message: 'fromRate' },
      `${rate}`,
    )
    t.throws(() => resample(samples, 16_000, rate), { code: 'INVALID_OPTION', message: 'toRate' }, `${rate}`)
    await t.rejects(
      loadClip({ samples, sampleRate: rate }),
      { code: 'INVALID_OPTION', message: 'sampleRate' },
      `${rate}`,
    )
  }
})
