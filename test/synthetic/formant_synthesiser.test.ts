import t from 'tap'
import { seededRandom } from '../../lib/random.ts'
import { controlTracks } from '../../lib/synthetic/control_tracks.ts'
import { NEUTRAL } from '../../lib/synthetic/emotion_prosody.ts'
import { synthesise } from '../../lib/synthetic/formant_synthesiser.ts'
import { GlottalSource } from '../../lib/synthetic/glottal_source.ts'
import { BandPass, Resonator } from '../../lib/synthetic/resonator.ts'
import { utterance } from '../../lib/synthetic/utterance.ts'
import { speakers } from '../../lib/synthetic/voice.ts'
import { bandDb, decibels, rms } from './acoustics.ts'

const RATE = 16_000
const [man] = speakers(1, 1)
/** As constant as a voice can be. */
const plain = { ...man, baseF0: 100, formantScale: 1, jitter: 0, shimmerDb: 0, breathDb: -60 }

/** Amplitude response at a frequency, from the impulse response. */
function gainAt(section: Resonator | BandPass, frequency: number): number {
  const impulse = new Float64Array(8000)
  impulse[0] = 1
  section.process(impulse, impulse.length)
  let real = 0
  let imaginary = 0
  for (const [n, sample] of impulse.entries()) {
    real += sample * Math.cos((2 * Math.PI * frequency * n) / RATE)
    imaginary += sample * Math.sin((2 * Math.PI * frequency * n) / RATE)
  }
  return Math.hypot(real, imaginary)
}

t.test(
  'a resonator has unit gain at 0 Hz, its peak at its frequency, and its bandwidth at -3 dB',
  async (t) => {
    const at = (frequency: number) => {
      const resonator = new Resonator()
      resonator.tune(1500, 90, RATE)
      return gainAt(resonator, frequency)
    }
    t.ok(Math.abs(at(0) - 1) < 1e-9)
    t.ok(at(1500) > at(1480) && at(1500) > at(1520))
    t.ok(Math.abs(decibels(at(1545) / at(1500)) + 3.01) < 0.3)
    t.ok(Math.abs(decibels(at(1455) / at(1500)) + 3.01) < 0.3)
  },
)

t.test('a noise band has unit gain at its centre and falls off on both sides', async (t) => {
  const at = (frequency: number) => {
    const band = new BandPass()
    band.tune(3000, 1000, RATE)
    return gainAt(band, frequency)
  }
  t.ok(Math.abs(at(3000) - 1) < 1e-6)
  t.ok(at(0) < 1e-6)
  t.ok(at(1500) < 0.5 && at(6000) < 0.5)
})

t.test('the glottal source has the pitch it is told, and a tilt in dB at 3 kHz', async (t) => {
  const pulses = (tiltDb: number) => {
    const glottis = { sampleRate: RATE, openQuotient: 0.55, jitter: 0, shimmerDb: 0, tiltDb }
    const source = new GlottalSource(glottis, seededRandom(1), () => 0)
    const block = new Float64Array(3200)
    source.process(block, block.length, { f0: 100, voicing: [1, 1], aspiration: [0, 0] })
    return block.subarray(1600)
  }
  const source = pulses(0)
  const repeats = source.subarray(0, 1440).every((sample, n) => Math.abs(sample - source[n + 160]) < 1e-6)
  t.ok(repeats, 'period of 160 samples')
  const harmonic30 = (tiltDb: number) => bandDb(pulses(tiltDb), RATE, [2995, 3005])
  for (const tiltDb of [6, -6, 12])
    t.ok(Math.abs(harmonic30(0) - harmonic30(tiltDb) - tiltDb) < 0.2, `${tiltDb} dB`)
})

/** The steady middle of a drawn-out sound. */
function middleOf(pronunciation: string, sampleRate = RATE) {
  const expression = { ...NEUTRAL, declinationSemitones: 0, accentSemitones: 0, finalSemitones: 0 }
  const said = utterance(pronunciation, pronunciation)
  const tracks = controlTracks(said, { ...plain, rate: 0.3 }, expression, seededRandom(1))
  const samples = synthesise(
    tracks,
    { sampleRate, formantScale: 1, openQuotient: 0.55, jitter: 0, shimmerDb: 0, tiltDb: 0 },
    seededRandom(2),
  )
  const seconds = samples.length / sampleRate
  return (from: number, to: number) =>
    samples.subarray(Math.round(from * seconds * sampleRate), Math.round(to * seconds * sampleRate))
}

t.test('vowels have the formants of Peterson and Barney', async (t) => {
  const level = (vowel: string, around: number) =>
    bandDb(middleOf(vowel)(0.4, 0.6), RATE, [around - 120, around + 120])
  const [iy, aa, uw] = ['IY1', 'AA1', 'UW1']
  t.ok(level(iy, 270) > level(iy, 730) + 10 && level(iy, 2290) > level(iy, 1300) + 6)
  t.ok(level(aa, 730) > level(aa, 270) && level(aa, 1090) > level(aa, 2000) + 10)
  t.ok(level(uw, 870) > level(uw, 1500) + 10 && level(uw, 300) > level(uw, 870))
})

t.test('a hiss is high, a hush lower, and neither depends on the sample rate', async (t) => {
  const hissOf = (phone: string, sampleRate: number) => {
    const part = middleOf(`${phone} AA1`, sampleRate)
    const hiss = part(0.12, 0.25)
    return {
      brightness: bandDb(hiss, sampleRate, [4800, 6800]) - bandDb(hiss, sampleRate, [2200, 3500]),
      level: bandDb(hiss, sampleRate, [2200, 6800]) - 20 * Math.log10(rms(part(0.6, 0.8)) * hiss.length),
    }
  }
  t.ok(hissOf('S', RATE).brightness > 5)
  t.ok(hissOf('SH', RATE).brightness < -5)
  const difference = hissOf('SH', RATE).level - hissOf('SH', 48_000).level
  t.ok(Math.abs(difference) < 2, `${difference} dB`)
})

t.test('as many samples as the control values last, all of them finite', async (t) => {
  const tracks = controlTracks(utterance('Say it', 'S EY1 IH T'), plain, NEUTRAL, seededRandom(1))
  for (const sampleRate of [8000, 16_000, 24_414, 44_100, 48_000]) {
    const samples = synthesise(
      tracks,
      { sampleRate, formantScale: 1.2, openQuotient: 0.6, jitter: 0.02, shimmerDb: 1, tiltDb: -20 },
      seededRandom(1),
    )
    t.equal(samples.length, Math.round((tracks.frames * sampleRate) / 200))
    t.ok(samples.every(Number.isFinite) && rms(samples) > 0)
  }
})
