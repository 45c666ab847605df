import { EMOTIONS } from '../../lib/emotions.ts'
import { EmovoxError } from '../../lib/errors.ts'
import { type Evaluation, type ScoredRecording, scorePredictions } from '../../lib/model/evaluate.ts'
import type { EpochRecord } from '../../lib/model/fit.ts'
import {
  augmentSchema,
  featureSchema,
  modelSchema,
  parseOptions,
  spectralAugmentSchema,
  splitSchema,
  trainingSchema,
} from '../../lib/options.ts'
import type { Recording } from '../../lib/recording.ts'
import type { ReportContext } from '../../lib/report/make_report.ts'
import { protocolOf } from '../../lib/validation/protocol.ts'
import { madeUp } from '../corpora/made_up.ts'

/** Markup, quotes and entities, as a file or a speaker may be named. */
export const HOSTILE = `"><img src=x onerror=alert(1)>'&amp;</script><script>alert(2)</script>`

/**
 * Predictions of which every third is wrong, unless they are all right: heard is the next emotion then. The confidence falls
 * along the list.
 */
export function someEvaluation(recordings: readonly Recording[], allRight = false): Evaluation {
  const predictions = recordings.map((recording, k): ScoredRecording => {
    const truth = EMOTIONS.indexOf(recording.emotion)
    const heard = k % 3 === 0 && !allRight ? (truth + 1) % EMOTIONS.length : truth
    const confidence = 0.9 - (0.5 * k) / recordings.length
    const rest = (1 - confidence) / (EMOTIONS.length - 1)
    return {
      recording,
      predicted: EMOTIONS[heard],
      probabilities: EMOTIONS.map((_, index) => (index === heard ? confidence : rest)),
    }
  })
  const failures = [
    { recording: recordings[0], error: new EmovoxError('NOT_AUDIO', `${HOSTILE}.wav: expected audio`) },
  ]
  return { ...scorePredictions(predictions), failures }
}

/** Speakers of two corpora, the first of them named to do harm; on no disk. */
export function someRecordings(): Recording[] {
  const recordings = [...madeUp('ravdess', 4), ...madeUp('tess', 2)]
  const named = (recording: Recording) =>
    recording.speaker === 'ravdess-01'
      ? { ...recording, speaker: HOSTILE, path: `/corpora/${HOSTILE.replaceAll('/', '|')}.wav` }
      : recording
  return recordings.map(named)
}

/** What a report of a run says beside the scores. */
export function someContext(recordings: readonly Recording[]): ReportContext {
  const epoch = (k: number): EpochRecord => ({
    epoch: k,
    loss: 2 / k,
    accuracy: 0.1 * k,
    validationLoss: 2.2 / k,
    validationAccuracy: 0.09 * k,
    validationUar: 0.08 * k,
    seconds: 12,
  })
  const errors = { ece: 0.1, nll: 1.2 }
  return {
    name: HOSTILE,
    protocol: protocolOf('speaker'),
    leftOut: [{ kind: 'bad-name', reason: `${HOSTILE}: not a name` }],
    split: {
      train: recordings.slice(28),
      validation: recordings.slice(14, 28),
      test: recordings.slice(0, 14),
      warnings: [HOSTILE],
    },
    run: {
      options: {
        features: parseOptions(featureSchema, {}),
        augment: parseOptions(augmentSchema, {}),
        spectral: parseOptions(spectralAugmentSchema, {}),
        split: parseOptions(splitSchema, { testSpeakers: [HOSTILE] }),
        model: parseOptions(modelSchema, { frames: 94, coefficients: 13 }),
        training: parseOptions(trainingSchema, { epochs: 5 }),
      },
      history: [1, 2, 3, 4, 5].map(epoch),
      bestEpoch: 5,
      interrupted: false,
      calibration: { temperature: 1.5, clips: 14, speakers: 1, before: errors, after: errors },
    },
  }
}
