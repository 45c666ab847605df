/**
 * RAVDESS: Livingstone and Russo (2018), "The Ryerson Audio-Visual Database of Emotional Speech and Song", PLoS ONE
 * 13(5): e0196391.
 *
 * A file's name is seven two-digit numbers, `03-01-06-01-02-01-12.wav`:
 * modality, channel, emotion, intensity, statement, repetition, actor.
 */
import type { Emotion } from '../emotions.ts'
import { type CorpusReader, type Match, mediumOf, stemOf } from './reader.ts'

const FIELDS = ['modality', 'channel', 'emotion', 'intensity', 'statement', 'repetition', 'actor'] as const
/** Highest code of each field; all count from 01. */
const HIGHEST = { modality: 3, channel: 2, emotion: 8, intensity: 2, statement: 2, repetition: 2, actor: 24 }
const AUDIO_ONLY = 3
const SONG = 2
const CALM = 'calm'

/** By emotion code, from 01: RAVDESS's own name and ours. */
const EMOTION_CODES: readonly (readonly [source: string, emotion: Emotion])[] = [
  ['neutral', 'neutral'],
  [CALM, 'neutral'],
  ['happy', 'happy'],
  ['sad', 'sad'],
  ['angry', 'angry'],
  ['fearful', 'fear'],
  ['disgust', 'disgust'],
  ['surprised', 'surprise'],
]

type Codes = Readonly<Record<(typeof FIELDS)[number], number>>

/**
 * Reads a RAVDESS file name. Speech recordings are used; song, video and impossible codes are left out. The actor in
 * the name wins over the folder `Actor_NN`, and a disagreement is remarked.
 *
 * @example
 * readRavdess({ path: '/r/Actor_12/03-01-06-01-02-01-12.wav', name: '03-01-06-01-02-01-12.wav', folder: 'Actor_12' },
 *   { calm: 'neutral' })
 * // { id: 'ravdess/03-01-06-01-02-01-12', recording: { speaker: 'ravdess-12', emotion: 'fear', ... }, remarks: [] }
 */
export const readRavdess: CorpusReader = (file, options) => {
  const stem = stemOf(file.name)
  const medium = mediumOf(file.name)
  if (medium === 'other') return undefined
  const leftOut = (kind: 'song' | 'video' | 'dropped' | 'bad-name', reason: string) =>
    ({ corpus: 'ravdess', kind, reason }) as const

  if (!/^\d\d(-\d\d){6}$/.test(stem)) {
    const nearly = /^\d+([-_]\d+){4,8}$/.test(stem) && actorOfFolder(file.folder) !== undefined
    return nearly ? leftOut('bad-name', 'RAVDESS: expected seven two-digit numbers') : undefined
  }
  const codes = codesOf(stem)
  const complaint = complaintAbout(codes)
  if (complaint) return leftOut('bad-name', `RAVDESS: ${complaint}`)
  if (medium === 'video' || codes.modality !== AUDIO_ONLY) return leftOut('video', 'RAVDESS: video')
  if (codes.channel === SONG) return leftOut('song', 'RAVDESS: song')
  const [sourceEmotion, emotion] = EMOTION_CODES[codes.emotion - 1]
  if (sourceEmotion === CALM && options.calm === 'drop')
    return leftOut('dropped', 'RAVDESS: calm, which the options drop')

  const [, , , , statement, , actor] = stem.split('-')
  return {
    id: `ravdess/${stem}`,
    recording: {
      path: file.path,
      emotion,
      speaker: `ravdess-${actor}`,
      corpus: 'ravdess',
      ...(sourceEmotion === emotion ? {} : { sourceEmotion }),
      sex: codes.actor % 2 === 1 ? 'male' : 'female',
      intensity: codes.intensity === 1 ? 'normal' : 'strong',
      statement,
      sentence: `ravdess-${statement}`,
      repetition: codes.repetition,
    },
    remarks: remarksOn(file.folder, codes.actor),
  }
}

function codesOf(stem: string): Codes {
  const [modality, channel, emotion, intensity, statement, repetition, actor] = stem.split('-').map(Number)
  return { modality, channel, emotion, intensity, statement, repetition, actor }
}

function complaintAbout(codes: Codes): string | undefined {
  const twoDigits = (code: number) => String(code).padStart(2, '0')
  for (const field of FIELDS) {
    const highest = HIGHEST[field]
    if (codes[field] < 1 || codes[field] > highest)
      return `${field} ${twoDigits(codes[field])}, expected 01 to ${twoDigits(highest)}`
  }
  if (codes.emotion === 1 && codes.intensity === 2)
    return 'intensity 02 of neutral, which has only the normal intensity 01'
  return undefined
}

function actorOfFolder(folder: string): number | undefined {
  const digits = /^actor[-_ ]?(\d{1,2})$/i.exec(folder)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

function remarksOn(folder: string, actor: number): Match['remarks'] {
  const expected = actorOfFolder(folder)
  if (expected === undefined || expected === actor) return []
  return [{ kind: 'misfiled', reason: `RAVDESS: actor ${actor} by its name, but in the folder ${folder}` }]
}
