import { EMOTIONS, type Emotion } from '../../lib/emotions.ts'
import type { CorpusName, Recording } from '../../lib/recording.ts'

/** Recordings of speakers who say two sentences in every emotion; nothing of it is on the disk. */
export function madeUp(
  corpus: CorpusName,
  speakers: number,
  options: { readonly root?: string; readonly emotions?: readonly Emotion[] } = {},
): Recording[] {
  const { root = '/corpora', emotions = EMOTIONS } = options
  return Array.from({ length: speakers }, (_, k) => String(k + 1).padStart(2, '0')).flatMap((number) =>
    emotions.flatMap((emotion) =>
      [1, 2].map((repetition) => ({
        path: `${root}/${corpus}/${number}/${emotion}-${repetition}.wav`,
        emotion,
        speaker: `${corpus}-${number}`,
        corpus,
        sex: Number(number) % 2 === 1 ? ('male' as const) : ('female' as const),
        repetition,
        sentence: `${corpus}-${repetition}`,
      })),
    ),
  )
}
