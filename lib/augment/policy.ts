import type { AugmentOptions } from '../options.ts'
import { type Random, seededRandom } from '../random.ts'

/** What is done to one copy of a clip, in this order; an empty object is the clip itself. */
export interface Augmentation {
  /** Time-stretch rate; above 1 is faster. */
  readonly stretchRate?: number
  readonly pitchSemitones?: number
  readonly noiseSnrDb?: number
  /** Seed of the noise, an unsigned 32-bit integer. */
  readonly noiseSeed?: number
}

/** The clip as it was recorded. */
export const PLAIN: Augmentation = {}

/**
 * What is done to each augmented copy of one recording. Copies take the transformations in turn, from one drawn at
 * random (the first copy noise, the next stretched, ...), `combine` different ones a copy; amounts are drawn uniformly
 * from the ranges. The plan depends on the seed and the recording's name only, not on the other recordings.
 *
 * @param options resolved augmentation options; ranges that are null take no part.
 * @param seed of the run.
 * @param recording a name of the recording that is the same wherever the corpus lies, as `ravdess/03-01-...wav`.
 * @returns one entry a copy, none when every transformation is switched off.
 */
export function planCopies(options: AugmentOptions, seed: number, recording: string): Augmentation[] {
  const random = seededRandom(seed, 'augment', recording)
  const available = random.shuffle(transformations(options))
  if (available.length === 0) return []
  const each = Math.min(options.combine, available.length)
  return Array.from({ length: options.copies }, (_, copy) => {
    const chosen = Array.from({ length: each }, (_, k) => available[(copy + k) % available.length])
    return Object.assign({}, ...chosen.map((transformation) => transformation(random)))
  })
}

type Transformation = (random: Random) => Augmentation

function transformations({ noiseSnrDb, stretchRate, pitchSemitones }: AugmentOptions): Transformation[] {
  const list: Transformation[] = []
  if (noiseSnrDb)
    list.push((random) => ({
      noiseSnrDb: random.uniform(...noiseSnrDb),
      noiseSeed: random.integer(0, 0x7fff_ffff),
    }))
  if (stretchRate) list.push((random) => ({ stretchRate: random.uniform(...stretchRate) }))
  if (pitchSemitones) list.push((random) => ({ pitchSemitones: random.uniform(...pitchSemitones) }))
  return list
}

/** An augmentation in words, as manifests have it: `stretch 0.912`, `noise 17.3 dB + pitch -1.20`, or `none`. */
export function describeAugmentation({ stretchRate, pitchSemitones, noiseSnrDb }: Augmentation): string {
  const parts: string[] = []
  if (stretchRate !== undefined) parts.push(`stretch ${stretchRate.toFixed(3)}`)
  if (pitchSemitones !== undefined) parts.push(`pitch ${pitchSemitones.toFixed(2)}`)
  if (noiseSnrDb !== undefined) parts.push(`noise ${noiseSnrDb.toFixed(1)} dB`)
  return parts.length > 0 ? parts.join(' + ') : 'none'
}
