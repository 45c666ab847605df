import t from 'tap'
import { compare } from '../../bench/agreement.ts'

const tone = (amplitude: number, length = 1000) =>
  Float32Array.from({ length }, (_, index) => amplitude * Math.sin(index / 10))

t.test('values: the largest difference counts', async (t) => {
  const agreement = { measure: 'values', most: 0.01, peers: [] } as const
  const ours = tone(1)
  const theirs = ours.slice()
  theirs[500] += 0.02
  t.equal(compare(ours, ours, agreement).agrees, true)
  const { agrees, difference, text } = compare(ours, theirs, agreement)
  t.equal(agrees, false)
  t.ok(Math.abs(difference - 0.02) < 1e-6)
  t.match(text, /2\.0e-2.*0\.01/)
})

t.test('waveform: the difference is relative to ours', async (t) => {
  const agreement = { measure: 'waveform', most: 0.05, peers: [] } as const
  t.ok(Math.abs(compare(tone(0.1), tone(0.11), agreement).difference - 0.1) < 1e-5)
})

t.test('level: louder and softer differ alike, in dB', async (t) => {
  const agreement = { measure: 'level', most: 4, peers: [] } as const
  t.ok(Math.abs(compare(tone(1), tone(0.5), agreement).difference - 6.02) < 0.01)
  t.ok(Math.abs(compare(tone(0.5), tone(1), agreement).difference - 6.02) < 0.01)
})

t.test('what is not comparable does not agree', async (t) => {
  const agreement = { measure: 'values', most: 1, peers: [] } as const
  t.equal(compare(tone(1), tone(1, 1001), agreement).agrees, true)
  t.match(compare(tone(1), tone(1, 900), agreement), { agrees: false, text: /900 numbers.*1000/ })
  t.equal(compare(tone(1), tone(Number.NaN), agreement).agrees, false)
})
