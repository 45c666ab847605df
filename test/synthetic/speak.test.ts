import t from 'tap'
import { EMOTIONS, type Emotion } from '../../lib/emotions.ts'
import { seededRandom } from '../../lib/random.ts'
import { type Expression, expressionOf, NEUTRAL } from '../../lib/synthetic/emotion_prosody.ts'
import { speak } from '../../lib/synthetic/speak.ts'
import { RAVDESS_STATEMENTS, utterance } from '../../lib/synthetic/utterance.ts'
import { speakers, type Voice } from '../../lib/synthetic/voice.ts'
import { bandDb, decibels, median, rms, speechExtent, voicedF0 } from './acoustics.ts'

const RATE = 16_000
const [man, woman] = speakers(2, 1)
const [kids] = RAVDESS_STATEMENTS

function say(voice: Voice, expression: Expression, { said = kids, seed = 1 } = {}): Float32Array {
  return speak(said, { voice, expression, sampleRate: RATE, random: seededRandom(seed, 'take') })
}

/** An emotion as the profile has it, or one of a speaker's takes. */
function plain(emotion: Emotion, variation = 0, seed = 1): Expression {
  return expressionOf(emotion, {
    variation,
    take: seededRandom(seed, 'take'),
    style: seededRandom(seed, 'style'),
  })
}

const monotone = { ...NEUTRAL, accentSemitones: 0, declinationSemitones: 0, finalSemitones: 0 }

t.test('the pitch is the one asked for', async (t) => {
  for (const voice of [man, woman])
    for (const f0Semitones of [0, 5]) {
      const measured = median(voicedF0(say(voice, { ...monotone, f0Semitones }), RATE))
      const asked = voice.baseF0 * 2 ** (f0Semitones / 12)
      t.ok(Math.abs(measured / asked - 1) < 0.015, `asked for ${asked} Hz, measured ${measured} Hz`)
    }
})

t.test('the pitch moves with the emotion', async (t) => {
  for (const voice of [man, woman]) {
    const f0 = (emotion: Emotion) => voicedF0(say(voice, plain(emotion)), RATE, [60, 700])
    const level = (emotion: Emotion) => median(f0(emotion))
    const neutral = level('neutral')
    for (const high of ['happy', 'angry', 'fear', 'surprise'] as const)
      t.ok(level(high) > neutral * 1.1, high)
    for (const low of ['sad', 'disgust'] as const) t.ok(level(low) < neutral, low)
    const rise = (emotion: Emotion) => {
      const contour = f0(emotion)
      return median(contour.slice(-12)) / median(contour)
    }
    t.ok(rise('surprise') > 1.2, `surprise ends high: ${rise('surprise')}`)
    t.ok(rise('sad') < 0.95 && rise('neutral') < 0.97, 'sadness and neutral speech end low')
  }
})

t.test('loudness and brightness move with the emotion', async (t) => {
  const measured = (emotion: Emotion) => {
    const samples = say({ ...woman, rate: 0.3 }, plain(emotion), { said: utterance('ah', 'AA1') })
    const { start, seconds } = speechExtent(samples, RATE)
    const middle = Math.round((start + seconds / 2) * RATE)
    const vowel = samples.subarray(middle - 1024, middle + 1024)
    return {
      level: decibels(rms(vowel)),
      brightness: bandDb(vowel, RATE, [2000, 4000]) - bandDb(vowel, RATE, [100, 1500]),
    }
  }
  const [neutral, angry, sad] = (['neutral', 'angry', 'sad'] as const).map(measured)
  t.ok(angry.level > neutral.level + 8 && sad.level < neutral.level - 4)
  t.ok(angry.brightness > neutral.brightness + 3 && sad.brightness < neutral.brightness - 3)
})

t.test('tempo moves with the emotion', async (t) => {
  const seconds = (emotion: Emotion) => speechExtent(say(man, plain(emotion)), RATE).seconds
  const neutral = seconds('neutral')
  t.ok(seconds('sad') > neutral * 1.1 && seconds('disgust') > neutral * 1.1)
  t.ok(seconds('fear') < neutral * 0.95)
})

t.test('silence before and after, over a faint noise floor', async (t) => {
  for (const seed of [1, 2, 3]) {
    const samples = say(man, NEUTRAL, { seed })
    const { start, seconds } = speechExtent(samples, RATE)
    const after = samples.length / RATE - start - seconds
    t.ok(start > 0.18 && start < 0.6, `${start} s before`)
    t.ok(after > 0.18 && after < 0.75, `${after} s after`)
    const floor = decibels(rms(samples.subarray(0, 0.15 * RATE)))
    t.ok(floor > -93 && floor < -79, `${floor} dB`)
  }
  const bare = { voice: man, expression: NEUTRAL, sampleRate: RATE, random: seededRandom(1) }
  t.ok(speak(kids, { ...bare, silence: [0, 0] }).length < 2.5 * RATE)
})

t.test('nothing clips and nothing is not a number, however wild', async (t) => {
  for (const voice of [man, woman])
    for (const emotion of EMOTIONS)
      for (const seed of [1, 2, 3]) {
        const samples = say({ ...voice, levelDb: 15 }, plain(emotion, 3, seed), { seed })
        const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
        t.ok(samples.every(Number.isFinite) && peak < 0.96 && peak > 0.01, `${emotion}: peak ${peak}`)
      }
})

t.test('one seed, one take; another voice, another sound', async (t) => {
  const equal = (a: Float32Array, b: Float32Array) => Buffer.from(a.buffer).equals(Buffer.from(b.buffer))
  const first = say(man, NEUTRAL)
  t.ok(equal(first, say(man, NEUTRAL)))
  t.notOk(equal(first, say(man, NEUTRAL, { seed: 2 })))
  t.notOk(equal(first, say({ ...man, formantScale: man.formantScale * 1.05 }, NEUTRAL)))
})

t.test('the shortest thing to say', async (t) => {
  const samples = say(man, monotone, { said: utterance('ah', 'AH') })
  t.ok(voicedF0(samples, RATE).length > 3)
})
