import { recordingName } from '../corpora/order.ts'
import { groupBy } from '../corpora/speakers.ts'
import type { Normalisation } from '../features/normalisation.ts'
import { addSpeaker } from '../features/speaker_column.ts'
import { added, type FrameSums, speakerOffset } from '../features/speaker_mean.ts'
import type { FeatureOptions } from '../options.ts'
import { type Random, seededRandom } from '../random.ts'
import type { Recording } from '../recording.ts'
import type { TrainingClips } from './training_clips.ts'

/** A speaker's mean is trained on as that of so many of their recordings, at least. */
const FEWEST = 3

/** How the speakers of training clips become known. */
export interface SpeakerDraw {
  /** Of the clips that have their speaker's mean. */
  readonly share: number
  /** Whether a mean is of some of a speaker's recordings, drawn anew, or of all. */
  readonly some: boolean
  readonly seed: number
}

/** What is known of the speakers of clips. */
export interface KnownSpeakers {
  /** Of every clip. */
  readonly recordings: readonly Recording[]
  readonly sums: ReadonlyMap<Recording, FrameSums>
  readonly features: FeatureOptions
}

/**
 * The normalisation of frames with that of the speaker's column, and with the deviation that they have when every speaker is
 * known: a clip without its mean and its distance from the speaker's mean are not correlated, so their variances add up.
 */
export function withSpeakerDeviation(
  { mean, deviation }: Normalisation,
  { sums, features }: Pick<KnownSpeakers, 'sums' | 'features'>,
): Normalisation {
  const squares = mean.map(() => 0)
  let frames = 0
  for (const own of bySpeaker(sums).values()) {
    const speaker = added(own.map(([, one]) => one))
    for (const [, clip] of own) {
      const offset = speakerOffset(clip, speaker, features)
      for (const k of squares.keys()) squares[k] += clip.frames * offset[k] ** 2
      frames += clip.frames
    }
  }
  const wider = deviation.map((value, k) => Math.sqrt(value ** 2 + squares[k] / Math.max(1, frames)))
  return { mean: [...mean, 0], deviation: [...wider, 1] }
}

/**
 * Training clips that hear how far they are from their speaker's mean, some of the time: so a model learns to do with it and
 * without it. The mean is that of a few of the speaker's recordings or of all of them (3 and up, few more often than many),
 * so it learns what a mean of few is worth.
 *
 * What is drawn depends on seed, epoch and recording alone.
 *
 * @param clips normalised.
 * @param normalisation theirs.
 */
export function speakerClips(
  clips: TrainingClips,
  known: KnownSpeakers,
  normalisation: Normalisation,
  draw: SpeakerDraw,
): TrainingClips {
  const { recordings, sums, features } = known
  const speakers = bySpeaker(sums)
  const offsetOf = (recording: Recording, epoch: number): Float64Array | null => {
    const clip = sums.get(recording)
    const own = speakers.get(recording.speaker)
    const random = seededRandom(draw.seed, 'speaker', epoch, recordingName(recording))
    if (!clip || !own || random.uniform(0, 1) >= draw.share) return null
    const heard = draw.some ? someOf(own, random) : own
    const offset = speakerOffset(clip, added(heard.map(([, one]) => one)), features)
    return offset.map((value, k) => value / normalisation.deviation[k])
  }
  return {
    ...clips,
    coefficients: clips.coefficients + 1,
    async batch(batch, epoch) {
      const data = await clips.batch(batch, epoch)
      const offsets = batch.map((clip) => offsetOf(recordings[clip], epoch))
      return addSpeaker(data, clips.coefficients, offsets)
    },
  }
}

const bySpeaker = (sums: KnownSpeakers['sums']) => new Map(groupBy([...sums], ([{ speaker }]) => speaker))

/** How many is drawn evenly on a logarithmic scale. */
function someOf<T>(items: readonly T[], random: Random): T[] {
  const fewest = Math.min(FEWEST, items.length)
  const count = Math.round(fewest * ((items.length + 0.5) / fewest) ** random.uniform(0, 1))
  return random.shuffle(items).slice(0, Math.max(1, Math.min(count, items.length)))
}
