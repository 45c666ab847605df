import { EMOTIONS } from '../emotions.ts'
import { seededRandom } from '../random.ts'
import { expressionOf } from '../synthetic/emotion_prosody.ts'
import { speak } from '../synthetic/speak.ts'
import { RAVDESS_STATEMENTS, SAVEE_SENTENCES, TESS_UTTERANCES } from '../synthetic/utterance.ts'
import { speakers } from '../synthetic/voice.ts'

const SAID = [TESS_UTTERANCES[0].utterance, ...RAVDESS_STATEMENTS, ...SAVEE_SENTENCES]
const SAMPLE_RATE = 16_000

/** Every emotion by two voices: 1 to 4 s, shorter and longer than a clip. */
export function syntheticRecordings(): { readonly samples: Float32Array; readonly sampleRate: number }[] {
  return speakers(2, 1).flatMap((voice) =>
    EMOTIONS.map((emotion, index) => {
      const random = seededRandom(1, emotion)
      const expression = expressionOf(emotion, { take: random, style: seededRandom(1, 'style') })
      const said = SAID[index % SAID.length]
      return {
        samples: speak(said, { voice, expression, sampleRate: SAMPLE_RATE, random }),
        sampleRate: SAMPLE_RATE,
      }
    }),
  )
}
