import t from 'tap'
import { speakers, type Voice } from '../../lib/synthetic/voice.ts'

const mean = (voices: readonly Voice[], of: (voice: Voice) => number) =>
  voices.reduce((sum, voice) => sum + of(voice), 0) / voices.length

t.test('a seed gives a cast, and a speaker does not depend on how many there are', async (t) => {
  t.same(speakers(6, 1), speakers(6, 1))
  t.same(speakers(6, 1).slice(0, 2), speakers(2, 1))
  t.notSame(speakers(6, 2), speakers(6, 1))
  t.notSame(speakers(2, 1, { cast: 'other' }), speakers(2, 1))
  t.same(speakers(0, 1), [])
})

t.test('odd speakers are men and even ones women, unless asked otherwise', async (t) => {
  const sexes = (voices: readonly Voice[]) => voices.map(({ sex }) => sex)
  t.same(sexes(speakers(4, 1)), ['male', 'female', 'male', 'female'])
  t.same(sexes(speakers(2, 1, { sex: 'female' })), ['female', 'female'])
})

t.test('no two speakers are alike; women are higher, in pitch and in formants', async (t) => {
  const men = speakers(30, 1, { sex: 'male' })
  const women = speakers(30, 1, { sex: 'female' })
  for (const of of [(v: Voice) => v.baseF0, (v: Voice) => v.formantScale, (v: Voice) => v.rate])
    t.equal(new Set([...men, ...women].map(of)).size, 60)
  t.ok(mean(men, (v) => v.baseF0) > 105 && mean(men, (v) => v.baseF0) < 132)
  t.ok(mean(women, (v) => v.baseF0) > 185 && mean(women, (v) => v.baseF0) < 225)
  t.ok(mean(women, (v) => v.formantScale) / mean(men, (v) => v.formantScale) > 1.1)
  t.ok([...men, ...women].every((v) => v.baseF0 > 80 && v.baseF0 < 280 && v.openQuotient < 0.8))
})
