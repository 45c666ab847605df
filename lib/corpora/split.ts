/** The ways to split recordings into training, validation and test. */
import type { SplitOptions } from '../options.ts'
import type { Recording } from '../recording.ts'
import type { Split } from './parts.ts'
import { splitByRecording } from './split_by_recording.ts'
import { splitBySentence, splitBySpeakerAndSentence } from './split_by_sentence.ts'
import { splitBySpeaker } from './split_by_speaker.ts'

export { type Fold, planFolds } from './folds.ts'
export { foldsBySpeaker } from './folds_by_speaker.ts'
export { PARTS, type Part, type Split } from './parts.ts'
export { splitByRecording, splitBySentence, splitBySpeaker, splitBySpeakerAndSentence }

const SPLITS = {
  speaker: splitBySpeaker,
  sentence: splitBySentence,
  'speaker-and-sentence': splitBySpeakerAndSentence,
  recording: splitByRecording,
} as const

/** Splits recordings the way that `options.by` says; default: by speaker. */
export function splitRecordings(
  recordings: readonly Recording[],
  options: Partial<SplitOptions> = {},
): Split {
  return SPLITS[options.by ?? 'speaker'](recordings, options)
}
