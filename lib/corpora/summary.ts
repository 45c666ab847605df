/** What a list of recordings holds, in numbers: for `emovox scan`. */
import type { Emotion } from '../emotions.ts'
import type { CorpusName, Recording } from '../recording.ts'
import { type AudioHeader, readAudioHeader } from './audio_header.ts'
import { mapBounded } from './concurrency.ts'
import { groupBy } from './speakers.ts'

export interface SpeakerSummary {
  readonly corpus: CorpusName
  readonly speaker: string
  readonly sex: 'female' | 'male' | 'unknown'
  readonly clips: number
  /** Of the clips that could be measured. */
  readonly seconds: number
  readonly emotions: Readonly<Record<Emotion, number>>
}

export interface CorpusSummary {
  readonly corpus: CorpusName
  readonly clips: number
  /** Of the clips that could be measured. */
  readonly hours: number
  readonly emotions: Readonly<Record<Emotion, number>>
  readonly speakers: readonly SpeakerSummary[]
  /** Clips of each kind of file, as `wav, 48000 Hz, 1 channel, 16 bit`; `not measured` for the others. */
  readonly formats: Readonly<Record<string, number>>
}

/**
 * Counts clips per corpus, speaker and emotion, and adds up their lengths.
 *
 * @param headers by path, as {@link readAudioHeaders} gives them; without them there are no hours.
 */
export function summarise(
  recordings: readonly Recording[],
  headers: ReadonlyMap<string, AudioHeader> = new Map(),
): CorpusSummary[] {
  return groupBy(recordings, ({ corpus }) => corpus).map(([, group]) => {
    const speakers = groupBy(group, ({ speaker }) => speaker).map(([, own]) => speakerSummary(own, headers))
    return {
      corpus: group[0].corpus,
      clips: group.length,
      hours: speakers.reduce((sum, { seconds }) => sum + seconds, 0) / 3600,
      emotions: countEmotions(group),
      speakers,
      formats: Object.fromEntries(
        groupBy(group, ({ path }) => describeFormat(headers.get(path))).map(([format, own]) => [
          format,
          own.length,
        ]),
      ),
    }
  })
}

/**
 * Reads the headers of recordings, by path. Those without one that can be read are not in the map.
 *
 * @throws EmovoxError `ABORTED` when the signal fires.
 */
export async function readAudioHeaders(
  recordings: readonly Recording[],
  options: {
    readonly signal?: AbortSignal
    readonly onProgress?: (done: number, total: number) => void
  } = {},
): Promise<Map<string, AudioHeader>> {
  const { signal, onProgress } = options
  const headers = new Map<string, AudioHeader>()
  await mapBounded(
    recordings,
    async ({ path }) => {
      const header = await readAudioHeader(path).catch(() => undefined)
      if (header !== undefined) headers.set(path, header)
    },
    { signal, onDone: (done) => onProgress?.(done, recordings.length) },
  )
  return headers
}

function speakerSummary(
  recordings: readonly Recording[],
  headers: ReadonlyMap<string, AudioHeader>,
): SpeakerSummary {
  const [{ corpus, speaker, sex }] = recordings
  return {
    corpus,
    speaker,
    sex: sex ?? 'unknown',
    clips: recordings.length,
    seconds: recordings.reduce((sum, { path }) => sum + (headers.get(path)?.seconds ?? 0), 0),
    emotions: countEmotions(recordings),
  }
}

function countEmotions(recordings: readonly Recording[]): Record<Emotion, number> {
  const counts: Record<Emotion, number> = {
    neutral: 0,
    happy: 0,
    sad: 0,
    angry: 0,
    fear: 0,
    disgust: 0,
    surprise: 0,
  }
  for (const { emotion } of recordings) counts[emotion] += 1
  return counts
}

function describeFormat(header: AudioHeader | undefined): string {
  if (header === undefined) return 'not measured'
  const { format, sampleRate, channels, bitsPerSample } = header
  return `${format}, ${sampleRate} Hz, ${channels} ${channels === 1 ? 'channel' : 'channels'}, ${bitsPerSample} bit`
}
