import t from 'tap'
import { EMOTIONS } from '../../lib/emotions.ts'
import { seededRandom } from '../../lib/random.ts'
import { type ActedEmotion, expressionOf, NEUTRAL } from '../../lib/synthetic/emotion_prosody.ts'

function express(emotion: ActedEmotion, { strength = 1, variation = 0, take = 1, style = 1 } = {}) {
  return expressionOf(emotion, {
    strength,
    variation,
    take: seededRandom(take, 'take'),
    style: seededRandom(style, 'style'),
  })
}

t.test('without variation, neutral is neutral, and so is anything acted with no strength', async (t) => {
  t.same(express('neutral'), NEUTRAL)
  t.same(express('angry', { strength: 0 }), NEUTRAL)
  t.same(express('sad', { take: 1, style: 1 }), express('sad', { take: 2, style: 2 }))
})

t.test('emotions go where the literature says', async (t) => {
  const [angry, sad, fear, happy, surprise, disgust] = (
    ['angry', 'sad', 'fear', 'happy', 'surprise', 'disgust'] as const
  ).map((emotion) => express(emotion))
  for (const high of [angry, fear, happy, surprise]) t.ok(high.f0Semitones > 2)
  for (const low of [sad, disgust]) t.ok(low.f0Semitones < 0 && low.logTempo < -0.1)
  t.ok(angry.levelDb > happy.levelDb && happy.levelDb > 0 && sad.levelDb < 0)
  t.ok(angry.tiltDb < 0 && sad.tiltDb > 0, 'anger is bright, sadness dull')
  t.ok(sad.attackSeconds > NEUTRAL.attackSeconds && angry.attackSeconds < NEUTRAL.attackSeconds)
  t.ok(surprise.finalSemitones > 4 && sad.finalSemitones < NEUTRAL.finalSemitones)
  t.ok(sad.accentSemitones < NEUTRAL.accentSemitones && happy.accentSemitones > NEUTRAL.accentSemitones)
  t.ok(fear.tremorSemitones > sad.tremorSemitones && fear.logTempo > 0)
})

t.test('strength scales the distance from neutral', async (t) => {
  const weak = express('happy', { strength: 0.5 })
  t.equal(weak.levelDb, express('happy').levelDb / 2)
  t.equal(
    weak.accentSemitones - NEUTRAL.accentSemitones,
    (express('happy').accentSemitones - NEUTRAL.accentSemitones) / 2,
  )
})

t.test('takes differ in proportion to the variation, and overlap', async (t) => {
  const levels = (emotion: ActedEmotion, variation: number) =>
    Array.from({ length: 200 }, (_, take) => express(emotion, { variation, take }).levelDb)
  const spread = (values: readonly number[]) => Math.max(...values) - Math.min(...values)
  t.ok(spread(levels('neutral', 1)) > 3)
  const ratio = spread(levels('neutral', 2)) / spread(levels('neutral', 1))
  t.ok(Math.abs(ratio - 2) < 0.01, `${ratio}`)
  t.ok(Math.max(...levels('neutral', 1)) > Math.min(...levels('fear', 1)))
})

t.test('a style is the same in all takes of a speaker', async (t) => {
  const difference = (take: number) =>
    express('fear', { variation: 1, take, style: 1 }).tiltDb -
    express('fear', { variation: 1, take, style: 2 }).tiltDb
  t.ok(Math.abs(difference(1)) > 1e-3)
  t.ok(Math.abs(difference(1) - difference(2)) < 1e-9)
})

t.test('even the wildest takes are speech', async (t) => {
  for (const emotion of EMOTIONS)
    for (let take = 0; take < 50; take++) {
      const wild = express(emotion, { strength: 1.2, variation: 3, take, style: take })
      t.ok(wild.attackSeconds > 0 && wild.accentSemitones >= 0 && wild.tremorSemitones >= 0)
      t.ok(Object.values(wild).every(Number.isFinite))
    }
})
