import t from 'tap'
import { pitchShift } from '../../lib/augment/pitch_shift.ts'
import { EmovoxError } from '../../lib/errors.ts'
import { largestDifference } from '../float32_file.ts'
import { amplitudeAt, centsOff, decibels, power, sine, voice } from './signals.ts'

t.test('pitch moves by so many semitones; length and loudness stay', async (t) => {
  const speech = voice(180, 24_000)
  for (const semitones of [-12, -2, 0.5, 2, 12]) {
    const out = pitchShift(speech, semitones, { sampleRate: 16_000, quality: 'medium' })
    t.equal(out.length, speech.length)
    t.ok(Math.abs(centsOff(out, 180 * 2 ** (semitones / 12))) <= 2, `${semitones} semitones`)
    t.ok(Math.abs(decibels(power(out), power(speech))) < 0.5)
  }
})

t.test('what would lie beyond half the sample rate is gone, not folded back', async (t) => {
  const out = pitchShift(sine(6000, 16_000), 12).subarray(2000, 14_000)
  t.ok(decibels(power(out), 0.125) < -80)
})

t.test('every length is kept', async (t) => {
  for (const length of [0, 1, 2, 100, 1023, 4001]) {
    for (const semitones of [-24, -1.3, 0.7, 24]) {
      const out = pitchShift(voice(150, length), semitones, { quality: 'fast' })
      t.equal(out.length, length, `${length} samples by ${semitones}`)
      t.ok(out.every(Number.isFinite))
    }
  }
})

t.test('formants stay if asked for', async (t) => {
  // A voice whose partials rise and fall with a formant at 1500 Hz: an octave up it is at 3000 Hz, or stays.
  const clip = new Float32Array(24_000)
  for (let k = 1; k * 120 < 7000; k++) {
    const amplitude = 0.05 / (0.05 + ((k * 120 - 1500) / 1000) ** 2)
    for (let i = 0; i < clip.length; i++) {
      clip[i] = (clip[i] ?? 0) + 0.1 * amplitude * Math.cos((2 * Math.PI * 120 * k * i) / 16_000 + k * k)
    }
  }
  const moved = pitchShift(clip, 12)
  const kept = pitchShift(clip, 12, { preserveFormants: true })
  t.equal(kept.length, clip.length)
  const at = (samples: Float32Array, hz: number) => amplitudeAt(samples.subarray(4000, 20_000), hz)
  t.ok(at(moved, 2880) > 4 * at(moved, 1440), 'moved')
  t.ok(at(kept, 1440) > 4 * at(kept, 2880), 'kept')
  t.same(pitchShift(clip, 0, { preserveFormants: true }), clip)
})

t.test('0 semitones are a copy', async (t) => {
  const clip = voice(150, 4000)
  const out = pitchShift(clip, 0)
  t.equal(largestDifference(out, clip), 0)
  t.not(out.buffer, clip.buffer)
})

t.test('bad amounts, frames and samples are refused', async (t) => {
  const clip = voice(150, 2000)
  for (const semitones of [-37, 37, Number.NaN]) {
    t.match(
      t.throws(() => pitchShift(clip, semitones), EmovoxError),
      { code: 'INVALID_OPTION', message: /semitones/ },
    )
  }
  t.throws(() => pitchShift(clip, 2, { nFft: 10 }), { code: 'INVALID_OPTION', message: /nFft/ })
  t.throws(() => pitchShift(clip, 2, { sampleRate: 0 }), { code: 'INVALID_OPTION', message: /sampleRate/ })
  clip[5] = Number.NaN
  t.throws(() => pitchShift(clip, 2), { code: 'NON_FINITE', message: /index 5/ })
})
