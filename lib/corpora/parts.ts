/** The parts of a split, whichever way they are made. */
import { EMOTIONS, type Emotion } from '../emotions.ts'
import { EmovoxError } from '../errors.ts'
import type { SplitOptions } from '../options.ts'
import type { Recording } from '../recording.ts'
import { recordingName, sortRecordings } from './order.ts'

/** Recordings in three parts, each in the order of their names. */
export interface Split {
  readonly train: readonly Recording[]
  readonly validation: readonly Recording[]
  readonly test: readonly Recording[]
  /** In no part, as what is in them is in another part too; the warnings say how many and why. */
  readonly unused: readonly Recording[]
  /** What a reader of the scores must know, in whole sentences. */
  readonly warnings: readonly string[]
}

export const PARTS = ['train', 'validation', 'test'] as const
export type Part = (typeof PARTS)[number]

/** @throws EmovoxError `NO_RECORDINGS`. */
export function requireSome(recordings: readonly Recording[]): void {
  if (recordings.length === 0)
    throw new EmovoxError('NO_RECORDINGS', 'split: expected recordings, found none')
}

/**
 * Recordings in their parts, in the order of their names. The same audio under two names is never in two parts: of
 * copies that would be, those in test stay, else those in validation, and the others are not used.
 *
 * @param partOf undefined: not used.
 */
export function assemble(
  recordings: readonly Recording[],
  partOf: (recording: Recording) => Part | undefined,
): Split {
  const parts: Record<Part, Recording[]> = { train: [], validation: [], test: [] }
  const unused: Recording[] = []
  const straddling: Recording[] = []
  const partOfAudio = partsOfCopies(recordings, partOf)
  for (const recording of sortRecordings(recordings)) {
    const part = partOf(recording)
    const ofAudio = partOfAudio.get(recording.contentHash ?? '') ?? part
    if (part === undefined) unused.push(recording)
    else if (part === ofAudio) parts[part].push(recording)
    else straddling.push(recording)
  }
  return {
    ...parts,
    unused: sortRecordings([...unused, ...straddling]),
    warnings: leftOutWarnings(straddling),
  }
}

/** By content: the part that keeps the audio, the one that is nearest to test of those that its copies are in. */
function partsOfCopies(
  recordings: readonly Recording[],
  partOf: (recording: Recording) => Part | undefined,
): ReadonlyMap<string, Part> {
  const keeper = new Map<string, Part>()
  for (const recording of recordings) {
    const { contentHash } = recording
    const part = partOf(recording)
    if (contentHash === undefined || part === undefined) continue
    const other = keeper.get(contentHash)
    if (other === undefined || PARTS.indexOf(part) > PARTS.indexOf(other)) keeper.set(contentHash, part)
  }
  return keeper
}

function leftOutWarnings(straddling: readonly Recording[]): string[] {
  if (straddling.length === 0) return []
  const names = straddling.slice(0, 3).map(recordingName).join(', ')
  const more = straddling.length > 3 ? ', ...' : ''
  return [
    `${straddling.length} recordings are not used, as the same audio is in the test or validation part under another ` +
      `name: ${names}${more}.`,
  ]
}

/**
 * Warns of emotions that a part lacks.
 *
 * @throws EmovoxError `MISSING_CLASS` when training lacks what another part has.
 */
export function checkClasses(split: Pick<Split, Part>): string[] {
  const lacks = (part: Part): Emotion[] => {
    const present = new Set(split[part].map(({ emotion }) => emotion))
    return EMOTIONS.filter((emotion) => !present.has(emotion))
  }
  const untrained = lacks('train')
  const everywhere = untrained.filter((emotion) => lacks('validation').includes(emotion))
  const absent = everywhere.filter((emotion) => lacks('test').includes(emotion))
  const unfair = untrained.filter((emotion) => !absent.includes(emotion))
  if (unfair.length > 0)
    throw new EmovoxError(
      'MISSING_CLASS',
      `training part: expected every emotion that the other parts have, found no ${unfair.join(', no ')}: ` +
        'name other test speakers, use another seed, or add recordings',
    )
  const warnings =
    absent.length > 0
      ? [`No recording of ${absent.join(', ')} anywhere: the model cannot learn to tell it.`]
      : []
  for (const part of ['validation', 'test'] as const) {
    const missing = lacks(part).filter((emotion) => !absent.includes(emotion))
    if (split[part].length > 0 && missing.length > 0)
      warnings.push(`The ${part} part has no ${missing.join(', no ')}: its scores say nothing of it.`)
  }
  return warnings
}

/**
 * Draws the test and validation part of one corpus's speakers or sentences.
 *
 * @param free those that have no part yet, in the order in which they are drawn.
 * @param all how many there are, with those that have a part: what shares are of.
 */
export function drawParts(
  free: readonly string[],
  all: number,
  shares: { readonly test: number; readonly validation: number },
): Map<string, Part> {
  const countOf = (share: number, available: number) =>
    share > 0 && available > 0 ? Math.min(available, Math.max(1, Math.round(share * all))) : 0
  const test = countOf(shares.test, free.length - 1)
  // With two in all, both are worth more in training and test than in validation.
  const validation = all > 2 ? countOf(shares.validation, free.length - 1 - test) : 0
  return new Map(
    free.map((name, place) => [
      name,
      place < test ? 'test' : place < test + validation ? 'validation' : 'train',
    ]),
  )
}

/** @throws EmovoxError `INVALID_OPTION` when speakers are named for a split that is not by them. */
export function requireNoNames(options: SplitOptions, by: string): void {
  for (const option of ['testSpeakers', 'validationSpeakers'] as const)
    if (options[option] !== null)
      throw new EmovoxError(
        'INVALID_OPTION',
        `option ${option}: expected none when splitting by ${by}, found ${options[option].join(', ')}`,
      )
}

/** @throws EmovoxError `INVALID_OPTION` when the parts that are drawn leave nothing to train on. */
export function requireRoomToTrain({ test, validation }: Pick<SplitOptions, 'test' | 'validation'>): void {
  if (test + validation >= 1)
    throw new EmovoxError(
      'INVALID_OPTION',
      `options test and validation: expected shares that sum to less than 1, found ${test} + ${validation}`,
    )
}
