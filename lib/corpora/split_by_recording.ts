import { parseOptions, type SplitOptions, splitSchema } from '../options.ts'
import { seededRandom } from '../random.ts'
import type { Recording } from '../recording.ts'
import { recordingName, sortRecordings } from './order.ts'
import {
  assemble,
  checkClasses,
  type Part,
  requireNoNames,
  requireRoomToTrain,
  requireSome,
  type Split,
} from './parts.ts'
import { groupBy } from './speakers.ts'

const INFLATED =
  'Split by recording: the same speakers say the same sentences in training and in test, which inflates every score ' +
  '(the default model on 1520 recordings of RAVDESS and TESS: UAR 0.69 so, 0.37 on speakers whom it never heard). ' +
  'Split by speaker to know how well it does on other people.'

/**
 * Splits recordings at random, each emotion in its shares; recordings with the same bytes stay together. The same
 * speakers and sentences are in all parts: the scores say how well recordings are remembered, and a warning says so.
 *
 * @param options shares of the recordings (test 0.2, validation 0.15), seed 1; `by` is not looked at.
 * @throws EmovoxError `NO_RECORDINGS`; `MISSING_CLASS`: training would lack an emotion that another part has;
 *   `INVALID_OPTION`, also when speakers are named.
 */
export function splitByRecording(recordings: readonly Recording[], options?: Partial<SplitOptions>): Split {
  const resolved = parseOptions(splitSchema, options)
  requireNoNames(resolved, 'recording')
  requireRoomToTrain(resolved)
  requireSome(recordings)
  const parts = new Map<Recording, Part>()
  const units = groupBy(sortRecordings(recordings), (r) => r.contentHash ?? recordingName(r))
  for (const [emotion, group] of groupBy(units, ([, [first]]) => first.emotion)) {
    const shuffled = seededRandom(resolved.seed, 'split by recording', emotion).shuffle(group)
    for (const [place, [, unit]] of shuffled.entries()) {
      const part = partAt((place + 0.5) / shuffled.length, resolved)
      for (const recording of unit) parts.set(recording, part)
    }
  }
  const split = assemble(recordings, (recording) => parts.get(recording) ?? 'train')
  return { ...split, warnings: [INFLATED, ...checkClasses(split)] }
}

/** The part of a place in 0..1. */
function partAt(place: number, { test, validation }: SplitOptions): Part {
  if (place < test) return 'test'
  return place < test + validation ? 'validation' : 'train'
}
