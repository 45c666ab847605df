import type { Emotion } from './emotions.ts'

export type CorpusName = 'ravdess' | 'tess' | 'savee'

/** One labelled recording of a corpus: what every reader in `lib/corpora` gives, whatever its naming convention. */
export interface Recording {
  /** Absolute path of the audio file. */
  readonly path: string
  readonly emotion: Emotion
  /** Unique across corpora: `ravdess-07`, `tess-oaf`, `savee-dc`. */
  readonly speaker: string
  readonly corpus: CorpusName
  /** The corpus's own name of the emotion, when it differs: RAVDESS `calm`, TESS `ps`. */
  readonly sourceEmotion?: string
  readonly sex?: 'female' | 'male'
  /** RAVDESS: how strongly the emotion is acted. */
  readonly intensity?: 'normal' | 'strong'
  /** What is said: RAVDESS `01` ("Kids are talking by the door") or `02`; SAVEE the sentence number within the emotion. */
  readonly statement?: string
  /** TESS: the word that ends the carrier phrase. */
  readonly word?: string
  /** What is said, unique across corpora: recordings with the same words have the same `ravdess-01`, `tess-back`. */
  readonly sentence?: string
  /** RAVDESS: first or second take. */
  readonly repetition?: number
  /** SHA-256 of the file, on recordings whose bytes equal another's: such recordings stay in one part of a split. */
  readonly contentHash?: string
}
