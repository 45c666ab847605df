/** The ways to split recordings into training, validation and test. */
export { type FoldOptions, foldSchema, foldsBySpeaker } from './folds_by_speaker.ts'
export { PARTS, type Part, type Split } from './parts.ts'
export { splitByRecording } from './split_by_recording.ts'
export { splitBySpeaker } from './split_by_speaker.ts'
