import t from 'tap'
import { timeStretch } from '../../lib/augment/time_stretch.ts'
import { EmovoxError } from '../../lib/errors.ts'
import { largestDifference } from '../float32_file.ts'
import { centsOff, decibels, power, sine, voice } from './signals.ts'

const RATES = [0.5, 0.85, 1.15, 2]

t.test('length is that of the clip over the rate, whatever the clip', async (t) => {
  for (const length of [0, 1, 2, 100, 1023, 1024, 5001]) {
    for (const rate of [0.1, ...RATES, 10]) {
      const out = timeStretch(voice(150, length), rate)
      t.equal(out.length, Math.round(length / rate), `${length} samples at ${rate}`)
      t.ok(out.every(Number.isFinite))
    }
  }
})

t.test('pitch and loudness stay', async (t) => {
  const tone = sine(440, 24_000)
  const speech = voice(180, 24_000)
  for (const rate of RATES) {
    t.ok(Math.abs(centsOff(timeStretch(tone, rate), 440)) <= 2)
    const out = timeStretch(speech, rate)
    t.ok(Math.abs(centsOff(out, 180)) <= 2)
    t.ok(Math.abs(decibels(power(out), power(speech))) < 0.5)
  }
})

t.test('a click stays sharp and where the rate puts it', async (t) => {
  for (const rate of RATES) {
    const clip = sine(200, 24_000).map((sample) => 0.02 * sample)
    clip[12_000] += 0.9
    const out = timeStretch(clip, rate)
    const loudest = out.reduce((best, sample, i) => (Math.abs(sample) > Math.abs(out[best]) ? i : best), 0)
    t.ok(Math.abs(loudest - 12_000 / rate) <= 64, `at ${rate}: ${loudest}`)
    t.ok(Math.abs(out[loudest]) > 0.7, `at ${rate}: ${out[loudest]}`)
  }
})

t.test('rate 1 is a copy', async (t) => {
  const clip = voice(150, 4000)
  const out = timeStretch(clip, 1)
  t.equal(largestDifference(out, clip), 0)
  t.not(out.buffer, clip.buffer)
})

t.test('bad rates, frames and samples are refused', async (t) => {
  const clip = voice(150, 2000)
  for (const rate of [0, -1, 11, Number.NaN, Number.POSITIVE_INFINITY]) {
    t.match(
      t.throws(() => timeStretch(clip, rate), EmovoxError),
      { code: 'INVALID_OPTION', message: /rate/ },
    )
  }
  t.throws(() => timeStretch(clip, 1.1, { nFft: 1023 }), { code: 'INVALID_OPTION', message: /nFft/ })
  clip[77] = Number.POSITIVE_INFINITY
  t.throws(() => timeStretch(clip, 1.1), { code: 'NON_FINITE', message: /index 77/ })
})
