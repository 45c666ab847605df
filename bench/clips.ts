/** What is measured on: synthetic speech, the same for every peer. */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { requireRecordings, scanCorpora } from '../lib/corpora/scan.ts'
import { writeJson } from '../lib/files.ts'
import { seededRandom } from '../lib/random.ts'
import { makeSyntheticCorpus } from '../lib/synthetic/corpus.ts'
import { expressionOf } from '../lib/synthetic/emotion_prosody.ts'
import { speak } from '../lib/synthetic/speak.ts'
import { RAVDESS_STATEMENTS } from '../lib/synthetic/utterance.ts'
import { speakers } from '../lib/synthetic/voice.ts'
import { CLIP_SECONDS, type Task } from './tasks.ts'

/** Root mean square of the clip, so that numerical differences mean the same everywhere. */
const LEVEL = 0.05

/** Writes the task's clip as float32 samples, and returns the file. */
export async function writeClip(folder: string, { work }: Task): Promise<string> {
  if (work.kind === 'corpus') throw new TypeError('the corpus job has recordings, not a clip')
  const sampleRate = work.kind === 'resample' ? work.fromRate : work.sampleRate
  const file = path.join(folder, `clip-${sampleRate}.f32`)
  await writeFile(file, new Uint8Array(speechOf(CLIP_SECONDS, sampleRate).buffer))
  return file
}

/** Sentences by one voice, until there is enough. */
function speechOf(seconds: number, sampleRate: number): Float32Array {
  const samples = new Float32Array(Math.round(seconds * sampleRate))
  const [voice] = speakers(1, 1)
  for (let at = 0, take = 0; at < samples.length; take += 1) {
    const random = seededRandom(1, 'bench', take)
    const expression = expressionOf('neutral', { take: random, style: seededRandom(1, 'style') })
    const said = RAVDESS_STATEMENTS[take % RAVDESS_STATEMENTS.length]
    const speech = speak(said, { voice, expression, sampleRate, random, silence: [0.05, 0.1] })
    samples.set(speech.subarray(0, samples.length - at), at)
    at += speech.length
  }
  const rms = Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length)
  return samples.map((sample) => (sample * LEVEL) / rms)
}

/** The recordings of a folder, or of a corpus that is made: the list as a JSON file, and how many they are. */
export async function listCorpus(
  folder: string,
  given: string | undefined,
): Promise<{ file: string; clips: number }> {
  const corpus = given ?? path.join(folder, 'corpus')
  if (given === undefined)
    await makeSyntheticCorpus({
      out: corpus,
      ravdessActors: 2,
      tessWords: 2,
      saveeSpeakers: 2,
      saveeSentences: 1,
    })
  const recordings = requireRecordings(await scanCorpora([corpus]))
  const file = path.join(folder, 'recordings.json')
  await writeJson(file, recordings)
  return { file, clips: recordings.length }
}
