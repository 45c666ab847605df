/** Which clips a synthetic corpus has, and how RAVDESS, TESS and SAVEE name such clips. */
import { z } from 'zod'
import { EMOTIONS, type Emotion } from '../emotions.ts'
import type { ActedEmotion } from './emotion_prosody.ts'
import { RAVDESS_STATEMENTS, SAVEE_SENTENCES, TESS_UTTERANCES, type Utterance } from './utterance.ts'
import { speakers, type Voice } from './voice.ts'

const SAVEE_SPEAKERS = ['DC', 'JE', 'JK', 'KL'] as const
const TESS_SPEAKERS = ['OAF', 'YAF'] as const

export const syntheticSchema = z.strictObject({
  seed: z.int().min(0).max(0xffff_ffff).default(1).describe('of the voices and of every take'),
  ravdessActors: z.int().min(0).max(24).default(6).describe('actors in RAVDESS, 30 clips each'),
  tessWords: z
    .int()
    .min(0)
    .max(TESS_UTTERANCES.length)
    .default(6)
    .describe('words in TESS, each said by 2 speakers with 7 emotions'),
  saveeSpeakers: z
    .int()
    .min(0)
    .max(SAVEE_SPEAKERS.length)
    .default(SAVEE_SPEAKERS.length)
    .describe('speakers in SAVEE'),
  saveeSentences: z
    .int()
    .min(1)
    .max(15)
    .default(3)
    .describe('sentences of every emotion in SAVEE; twice as many are neutral'),
  variation: z
    .number()
    .min(0)
    .max(3)
    .default(1)
    .describe(
      'how much takes and speakers differ in the same emotion; 0 makes them plain, above 1 hard to tell',
    ),
})

export type SyntheticOptions = z.output<typeof syntheticSchema>

/** One recording to be made. */
export interface PlannedClip {
  /** Where it goes under the corpus's root: names from the root to the file. */
  readonly names: readonly string[]
  /** Unique, whatever the corpus, e.g. `ravdess-01`. */
  readonly speaker: string
  readonly voice: Voice
  readonly emotion: ActedEmotion
  /** How strongly it is acted, see `expressionOf`. */
  readonly strength: number
  readonly utterance: Utterance
  /** Hz, as in the published corpus. */
  readonly sampleRate: number
}

/** Every clip of a synthetic corpus, in the order in which they are made. */
export function planCorpus(options: SyntheticOptions): readonly PlannedClip[] {
  return [...planRavdess(options), ...planTess(options), ...planSavee(options)]
}

const RAVDESS_EMOTIONS = [
  'neutral',
  'calm',
  'happy',
  'sad',
  'angry',
  'fear',
  'disgust',
  'surprise',
] as const satisfies readonly ActedEmotion[]
const RAVDESS_INTENSITIES = [
  { code: '01', strength: 0.85 },
  { code: '02', strength: 1.2 },
] as const
const RAVDESS_RATE = 48_000

/**
 * RAVDESS (Livingstone and Russo, 2018): modality-channel-emotion-intensity-statement-repetition-actor, odd actors are
 * men, even ones women. The first of the two takes of everything.
 */
function planRavdess({ ravdessActors, seed }: SyntheticOptions): PlannedClip[] {
  return speakers(ravdessActors, seed, { cast: 'ravdess' }).flatMap((voice, index) => {
    const actor = twoDigits(index + 1)
    return RAVDESS_EMOTIONS.flatMap((emotion, emotionIndex) =>
      // Neutral has no strong intensity.
      RAVDESS_INTENSITIES.slice(0, emotion === 'neutral' ? 1 : 2).flatMap(({ code, strength }) =>
        RAVDESS_STATEMENTS.map((utterance, statement) => ({
          names: [
            'RAVDESS',
            `Actor_${actor}`,
            `03-01-${twoDigits(emotionIndex + 1)}-${code}-${twoDigits(statement + 1)}-01-${actor}.wav`,
          ],
          speaker: `ravdess-${actor}`,
          voice,
          emotion,
          strength,
          utterance,
          sampleRate: RAVDESS_RATE,
        })),
      ),
    )
  })
}

/** TESS's spelling of the emotions, in folders' names and in files'. */
const TESS_EMOTIONS: Readonly<Record<Emotion, { readonly folder: string; readonly file: string }>> = {
  neutral: { folder: 'neutral', file: 'neutral' },
  happy: { folder: 'happy', file: 'happy' },
  sad: { folder: 'sad', file: 'sad' },
  angry: { folder: 'angry', file: 'angry' },
  fear: { folder: 'fear', file: 'fear' },
  disgust: { folder: 'disgust', file: 'disgust' },
  surprise: { folder: 'pleasant_surprise', file: 'ps' },
}
const TESS_RATE = 24_414

/** TESS (Pichora-Fuller and Dupuis, 2020): `OAF_angry/OAF_back_angry.wav`, two women. */
function planTess({ tessWords, seed }: SyntheticOptions): PlannedClip[] {
  const voices = speakers(TESS_SPEAKERS.length, seed, { cast: 'tess', sex: 'female' })
  return TESS_SPEAKERS.flatMap((name, index) =>
    emotionsOf(TESS_EMOTIONS).flatMap(([emotion, spelling]) =>
      TESS_UTTERANCES.slice(0, tessWords).map(({ word, utterance }) => ({
        names: ['TESS', `${name}_${spelling.folder}`, `${name}_${word}_${spelling.file}.wav`],
        speaker: `tess-${name.toLowerCase()}`,
        voice: voices[index],
        emotion,
        strength: 1,
        utterance,
        sampleRate: TESS_RATE,
      })),
    ),
  )
}

const SAVEE_LETTERS: Readonly<Record<Emotion, string>> = {
  neutral: 'n',
  happy: 'h',
  sad: 'sa',
  angry: 'a',
  fear: 'f',
  disgust: 'd',
  surprise: 'su',
}
const SAVEE_RATE = 44_100

/** SAVEE (Haq and Jackson, 2010): `DC/a01.wav`, four men. */
function planSavee({ saveeSpeakers, saveeSentences, seed }: SyntheticOptions): PlannedClip[] {
  const voices = speakers(saveeSpeakers, seed, { cast: 'savee', sex: 'male' })
  return voices.flatMap((voice, index) =>
    emotionsOf(SAVEE_LETTERS).flatMap(([emotion, letters]) =>
      Array.from({ length: emotion === 'neutral' ? 2 * saveeSentences : saveeSentences }, (_, sentence) => ({
        names: ['SAVEE', SAVEE_SPEAKERS[index], `${letters}${twoDigits(sentence + 1)}.wav`],
        speaker: `savee-${SAVEE_SPEAKERS[index].toLowerCase()}`,
        voice,
        emotion,
        strength: 1,
        utterance: SAVEE_SENTENCES[sentence % SAVEE_SENTENCES.length],
        sampleRate: SAVEE_RATE,
      })),
    ),
  )
}

function emotionsOf<T>(table: Readonly<Record<Emotion, T>>): readonly (readonly [Emotion, T])[] {
  return EMOTIONS.map((emotion) => [emotion, table[emotion]] as const)
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}
