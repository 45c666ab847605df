import { groupBy } from '../corpora/speakers.ts'
import { EmovoxError } from '../errors.ts'
import { hearsSpeaker } from '../features/columns.ts'
import { frameSums, type SpeakerMean, speakerMeans } from '../features/speaker_mean.ts'
import type { FeatureOptions } from '../options.ts'
import { seededRandom } from '../random.ts'
import type { Recording } from '../recording.ts'
import type { EvaluateOptions } from './evaluate.ts'

/**
 * Speakers' means of so many of their recordings, drawn at random, once for all.
 *
 * @returns nothing where all recordings count, or no speaker is heard.
 * @throws EmovoxError `INVALID_OPTION` for a number of recordings that is none.
 */
export async function knownSpeakers(
  recordings: readonly Recording[],
  features: FeatureOptions,
  { speakerRecordings, cache, signal }: EvaluateOptions,
): Promise<ReadonlyMap<string, SpeakerMean> | undefined> {
  if (speakerRecordings === undefined) return undefined
  const refused = (message: string) =>
    new EmovoxError('INVALID_OPTION', `option speakerRecordings: expected ${message}`)
  if (!Number.isInteger(speakerRecordings) || speakerRecordings < 1)
    throw refused(`a whole number from 1 on, found ${speakerRecordings}`)
  if (!hearsSpeaker(features))
    throw refused(`a model that hears speakers, found one of ${features.include.join(', ')}`)
  const some = groupBy(recordings, ({ speaker }) => speaker).flatMap(([speaker, own]) =>
    seededRandom(1, 'speaker recordings', speaker).shuffle(own).slice(0, speakerRecordings),
  )
  return speakerMeans(await frameSums(some, features, { cache, signal }), 1)
}
