import { seededRandom } from '../../../lib/random.ts'
import { expressionOf } from '../../../lib/synthetic/emotion_prosody.ts'
import { speak } from '../../../lib/synthetic/speak.ts'
import { RAVDESS_STATEMENTS } from '../../../lib/synthetic/utterance.ts'
import { speakers } from '../../../lib/synthetic/voice.ts'

/** Recordings of many lengths, as they are after trimming: some longer than a clip of 0.6 s, most shorter. */
export function recordings(sampleRate: number): { readonly name: string; readonly samples: Float32Array }[] {
  const [voice] = speakers(1, 1)
  const random = seededRandom(1, 'waveform')
  const expression = expressionOf('happy', { take: random, style: seededRandom(1, 'style') })
  const speech = speak(RAVDESS_STATEMENTS[0], { voice, expression, sampleRate, random })
  const from = Math.round(0.7 * sampleRate)
  const part = (seconds: number) => speech.slice(from, from + Math.round(seconds * sampleRate))
  const quietEnds = part(0.4)
  quietEnds.fill(0, 0, 1000)
  quietEnds.fill(0, quietEnds.length - 700)
  return [
    { name: 'longer than a clip', samples: part(0.9) },
    { name: 'a clip', samples: part(0.6) },
    { name: 'shorter', samples: part(0.42) },
    { name: 'digital silence at both ends', samples: quietEnds },
    { name: 'digital silence', samples: new Float32Array(Math.round(0.3 * sampleRate)) },
    { name: 'shorter than a frame', samples: part(0.03) },
    { name: 'soft', samples: part(0.5).map((sample) => sample * 1e-3) },
  ]
}
