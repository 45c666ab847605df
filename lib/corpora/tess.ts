/**
 * TESS: Pichora-Fuller and Dupuis (2020), "Toronto emotional speech set (TESS)", Borealis, doi:10.5683/SP2/E8H2MF.
 *
 * A file's name is speaker, word, emotion: `OAF_back_angry.wav`, `YAF_neat_ps.wav`. OAF is the older of the two
 * actresses (64), YAF the younger (26); `ps` is pleasant surprise. Copies differ in case, and in how they spell that
 * last emotion in the names of folders (`OAF_Pleasant_surprise`, `YAF_pleasant_surprised`) and of files.
 */
import type { Emotion } from '../emotions.ts'
import { type CorpusFile, type CorpusReader, type Match, mediumOf, stemOf } from './reader.ts'

const SPELLINGS: ReadonlyMap<string, Emotion> = new Map([
  ['neutral', 'neutral'],
  ['happy', 'happy'],
  ['happiness', 'happy'],
  ['sad', 'sad'],
  ['sadness', 'sad'],
  ['angry', 'angry'],
  ['anger', 'angry'],
  ['fear', 'fear'],
  ['fearful', 'fear'],
  ['disgust', 'disgust'],
  ['disgusted', 'disgust'],
  ['ps', 'surprise'],
  ['surprise', 'surprise'],
  ['surprised', 'surprise'],
  ['pleasant_surprise', 'surprise'],
  ['pleasant_surprised', 'surprise'],
  ['pleasantsurprise', 'surprise'],
  ['pleasantsurprised', 'surprise'],
])

/** Names that are misspelt in the set as published. */
const MISSPELT: ReadonlyMap<string, string> = new Map([['oa_bite_neutral', 'oaf_bite_neutral']])

/**
 * Reads a TESS file name. The name wins over the folder, and a disagreement is remarked; so is a name that is misspelt
 * in the set as published (`OA_bite_neutral.wav`). An unknown emotion is left out.
 *
 * @example
 * readTess({ path: '/t/YAF_ps/YAF_neat_ps.wav', name: 'YAF_neat_ps.wav', folder: 'YAF_ps' }, { calm: 'neutral' })
 * // { id: 'tess/yaf_neat_surprise', recording: { speaker: 'tess-yaf', emotion: 'surprise', word: 'neat', ... }, ... }
 */
export const readTess: CorpusReader = (file) => {
  const medium = mediumOf(file.name)
  if (medium === 'other') return undefined
  const written = normal(stemOf(file.name))
  const stem = MISSPELT.get(written) ?? written
  const [, speaker, word, spelling] = /^([oy]af)_([a-z]+)_([a-z_]+)$/.exec(stem) ?? []
  if (speaker === undefined) return undefined
  const emotion = SPELLINGS.get(spelling)
  if (emotion === undefined)
    return {
      corpus: 'tess',
      kind: 'bad-name',
      reason: `TESS: emotion "${spelling}", expected angry, disgust, fear, happy, neutral, ps or sad`,
    }
  if (medium === 'video') return { corpus: 'tess', kind: 'video', reason: 'TESS: video' }

  return {
    id: `tess/${speaker}_${word}_${emotion}`,
    recording: {
      path: file.path,
      emotion,
      speaker: `tess-${speaker}`,
      corpus: 'tess',
      ...(emotion === 'surprise' ? { sourceEmotion: 'ps' } : {}),
      sex: 'female',
      word,
      sentence: `tess-${word}`,
    },
    remarks: [...remarksOnName(written, stem), ...remarksOnFolder(file, speaker, emotion)],
  }
}

/** Lower case, with one underscore for any run of blanks, hyphens and underscores. */
function normal(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, '_')
}

function remarksOnName(written: string, stem: string): Match['remarks'] {
  return written === stem
    ? []
    : [{ kind: 'misnamed', reason: `TESS: a misspelling in the published set, read as ${stem}` }]
}

function remarksOnFolder(file: CorpusFile, speaker: string, emotion: Emotion): Match['remarks'] {
  const [, folderSpeaker, spelling] = /^(?:([oy]af)_)?([a-z_]+)$/.exec(normal(file.folder)) ?? []
  const folderEmotion = spelling === undefined ? undefined : SPELLINGS.get(spelling)
  if (folderEmotion === undefined) return []
  const agrees = folderEmotion === emotion && (folderSpeaker ?? speaker) === speaker
  if (agrees) return []
  const reason = `TESS: ${speaker.toUpperCase()}, ${emotion} by its name, but in the folder ${file.folder}`
  return [{ kind: 'misfiled', reason }]
}
