/** The parts of a split, whichever way they are made. */
import { EMOTIONS, type Emotion } from '../emotions.ts'
import { EmovoxError } from '../errors.ts'
import type { SplitOptions } from '../options.ts'
import type { Recording } from '../recording.ts'
import { sortRecordings } from './order.ts'

/** Recordings in three parts, each in the order of their names. */
export interface Split {
  readonly train: readonly Recording[]
  readonly validation: readonly Recording[]
  readonly test: readonly Recording[]
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

/** Recordings in their parts, in the order of their names. */
export function assemble(
  recordings: readonly Recording[],
  partOf: (recording: Recording) => Part,
): Omit<Split, 'warnings'> {
  const parts: Record<Part, Recording[]> = { train: [], validation: [], test: [] }
  for (const recording of sortRecordings(recordings)) parts[partOf(recording)].push(recording)
  return parts
}

/**
 * Warns of emotions that a part lacks.
 *
 * @throws EmovoxError `MISSING_CLASS` when training lacks what another part has.
 */
export function checkClasses(split: Omit<Split, 'warnings'>): string[] {
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

/** @throws EmovoxError `INVALID_OPTION` when the parts that are drawn leave nothing to train on. */
export function requireRoomToTrain({ test, validation }: Pick<SplitOptions, 'test' | 'validation'>): void {
  if (test + validation >= 1)
    throw new EmovoxError(
      'INVALID_OPTION',
      `options test and validation: expected shares that sum to less than 1, found ${test} + ${validation}`,
    )
}
