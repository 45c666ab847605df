/**
 * SAVEE: Haq and Jackson (2010), "Multimodal Emotion Recognition", in Machine Audition: Principles, Algorithms and
 * Systems, IGI Global, chapter 17; Surrey Audio-Visual Expressed Emotion database.
 *
 * Four men, DC, JE, JK and KL; a file's name is the emotion's letters and the sentence's number: `DC/a01.wav` in the
 * folders as published, `DC_a01.wav` in flat copies. 15 sentences an emotion, 30 for neutral.
 */
import type { Emotion } from '../emotions.ts'
import { type CorpusFile, type CorpusReader, mediumOf, stemOf } from './reader.ts'

/** By SAVEE's letters: its own name of the emotion, ours, and how many sentences there are. */
const LETTERS: ReadonlyMap<
  string,
  { readonly source: string; readonly emotion: Emotion; readonly sentences: number }
> = new Map([
  ['a', { source: 'anger', emotion: 'angry', sentences: 15 }],
  ['d', { source: 'disgust', emotion: 'disgust', sentences: 15 }],
  ['f', { source: 'fear', emotion: 'fear', sentences: 15 }],
  ['h', { source: 'happiness', emotion: 'happy', sentences: 15 }],
  ['n', { source: 'neutral', emotion: 'neutral', sentences: 30 }],
  ['sa', { source: 'sadness', emotion: 'sad', sentences: 15 }],
  ['su', { source: 'surprise', emotion: 'surprise', sentences: 15 }],
])

/**
 * Reads a SAVEE file name, flat or in a speaker's folder. A lone `a01.wav`, with no speaker in its name or as its
 * folder, is not SAVEE.
 *
 * @example
 * readSavee({ path: '/s/DC/su03.wav', name: 'su03.wav', folder: 'DC' }, { calm: 'neutral' })
 * // { id: 'savee/dc_su03', recording: { speaker: 'savee-dc', emotion: 'surprise', statement: '03', ... }, remarks: [] }
 */
export const readSavee: CorpusReader = (file) => {
  const medium = mediumOf(file.name)
  const parts = medium === 'other' ? undefined : partsOf(file)
  if (parts === undefined) return undefined
  const { speaker, letters, number } = parts
  const known = LETTERS.get(letters)
  if (known === undefined) {
    // A flat name states its speaker; x01.wav in a folder that is called DC may be anything.
    if (!parts.flat) return undefined
    const reason = `SAVEE: emotion "${letters}", expected a, d, f, h, n, sa or su`
    return { corpus: 'savee', kind: 'bad-name', reason }
  }
  if (medium === 'video') return { corpus: 'savee', kind: 'video', reason: 'SAVEE: video' }
  if (Number(number) < 1 || Number(number) > known.sentences) {
    const reason = `SAVEE: sentence ${number} of ${known.source}, expected 01 to ${known.sentences}`
    return { corpus: 'savee', kind: 'bad-name', reason }
  }
  const folder = file.folder.toLowerCase()
  const misfiled = parts.flat && isSpeaker(folder) && folder !== speaker
  return {
    id: `savee/${speaker}_${letters}${number}`,
    recording: {
      path: file.path,
      emotion: known.emotion,
      speaker: `savee-${speaker}`,
      corpus: 'savee',
      ...(known.source === known.emotion ? {} : { sourceEmotion: known.source }),
      sex: 'male',
      statement: number,
      sentence: sentenceOf(letters, Number(number)),
    },
    remarks: misfiled
      ? [
          {
            kind: 'misfiled',
            reason: `SAVEE: ${speaker.toUpperCase()} by its name, but in the folder ${file.folder}`,
          },
        ]
      : [],
  }
}

/**
 * Which files have the same words: 01 to 03 are common to all emotions; 04 and 05 are an emotion's own, and neutral's 04
 * to 15 are those of the six others again, in an order that is not told, so all of these count as one; the rest are
 * said once.
 */
function sentenceOf(letters: string, number: number): string {
  if (number <= 3) return `savee-0${number}`
  if (number <= (letters === 'n' ? 15 : 5)) return 'savee-own'
  return `savee-${letters}${String(number).padStart(2, '0')}`
}

function isSpeaker(text: string): boolean {
  return /^(dc|je|jk|kl)$/.test(text)
}

function partsOf(
  file: CorpusFile,
): { speaker: string; letters: string; number: string; flat: boolean } | undefined {
  const stem = stemOf(file.name).toLowerCase()
  const [, flatSpeaker, letters, number] = /^(?:(dc|je|jk|kl)_)?([a-z]{1,2})(\d\d)$/.exec(stem) ?? []
  if (letters === undefined) return undefined
  if (flatSpeaker !== undefined) return { speaker: flatSpeaker, letters, number, flat: true }
  const folder = file.folder.toLowerCase()
  return isSpeaker(folder) ? { speaker: folder, letters, number, flat: false } : undefined
}
