import t from 'tap'
import { seededRandom } from '../../lib/random.ts'
import { NEUTRAL } from '../../lib/synthetic/emotion_prosody.ts'
import { PHONES } from '../../lib/synthetic/phones.ts'
import { timelineOf } from '../../lib/synthetic/timeline.ts'
import {
  RAVDESS_STATEMENTS,
  SAVEE_SENTENCES,
  TESS_UTTERANCES,
  utterance,
} from '../../lib/synthetic/utterance.ts'
import { speakers } from '../../lib/synthetic/voice.ts'

const [voice] = speakers(1, 1)
const timed = (said = RAVDESS_STATEMENTS[0], change = {}) =>
  timelineOf(said, { ...voice, rate: 1 }, { ...NEUTRAL, ...change }, seededRandom(1))

t.test('a pronunciation is read as the CMU dictionary writes it', async (t) => {
  const said = utterance('Say it', 'S EY1 IH T')
  t.same(
    said.phones.map(({ phone }) => phone),
    [PHONES.S, PHONES.EY, PHONES.IH, PHONES.T],
  )
  t.same(
    said.phones.map(({ stressed }) => stressed),
    [false, true, false, false],
  )
  t.same(
    said.phones.map(({ final }) => final),
    [false, false, true, true],
  )
})

t.test('what cannot be said is refused', async (t) => {
  t.throws(() => utterance('?', 'S QQ'), { code: 'INVALID_OPTION', message: /"QQ"/ })
  t.throws(() => utterance('pst', 'P S T'), { code: 'INVALID_OPTION', message: /vowel/ })
  t.throws(() => utterance('', ''), { code: 'INVALID_OPTION' })
})

t.test('every sentence has a stress and takes as long as people take', async (t) => {
  const tess = TESS_UTTERANCES.map(({ utterance }) => utterance)
  for (const said of [...RAVDESS_STATEMENTS, ...tess, ...SAVEE_SENTENCES]) {
    const { seconds, accents } = timed(said)
    const perPhone = seconds / said.phones.length
    t.ok(perPhone > 0.07 && perPhone < 0.14, `${said.text}: ${perPhone} s a phone`)
    t.ok(accents.length > 0 && seconds < 3.5)
  }
})

t.test('gestures follow one another without a gap', async (t) => {
  const { gestures, seconds } = timed()
  let end = 0
  for (const { start, seconds: length } of gestures) {
    t.ok(Math.abs(start - end) < 1e-9 && length > 0)
    end = start + length
  }
  t.ok(Math.abs(end - seconds) < 1e-9)
})

t.test('a slow tempo takes longer, and stretches vowels more than consonants', async (t) => {
  const share = (logTempo: number) => {
    const { gestures, seconds } = timed(undefined, { logTempo })
    const vowels = gestures.filter(({ gesture }) => gesture.voicing === 1)
    return { seconds, vowels: vowels.reduce((sum, { seconds }) => sum + seconds, 0) / seconds }
  }
  const slow = share(-0.3)
  const even = share(0)
  t.ok(slow.seconds / even.seconds > 1.15 && slow.seconds / even.seconds < Math.exp(0.3))
  t.ok(slow.vowels > even.vowels)
})
