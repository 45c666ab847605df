import { groupBy } from '../corpora/speakers.ts'
import { PARTS, type Part, type Split } from '../corpora/split.ts'
import { EMOTIONS, emotionIndex } from '../emotions.ts'
import { answersOf, withTemperature } from '../model/calibrate_run.ts'
import { reliability } from '../model/calibration.ts'
import type { Evaluation, SpeakerMetrics } from '../model/evaluate.ts'
import { score } from '../model/metrics.ts'
import type { Run } from '../model/run.ts'
import type { ResolvedTraining } from '../model/training_options.ts'
import { type FeatureOptions, parseOptions } from '../options.ts'
import type { Recording } from '../recording.ts'
import { VERSION } from '../version.ts'
import { confusedPairs, surestMistakes } from './misheard.ts'
import { featureGroups, optionGroups } from './option_groups.ts'
import { type ReportData, type ReportResults, reportSchema } from './report_data.ts'

const MOST_PAIRS = 8
const MOST_CLIPS = 12
const MOST_REASONS = 10

/** A file that was not used, and why. */
export interface LeftOutFile {
  /** One word: an oddity of the scan, or an error's code. */
  readonly kind: string
  readonly reason: string
}

/** What a report says beside the scores. */
export interface ReportContext {
  /** The run's folder, for one. */
  readonly name?: string
  readonly run?: Omit<Run, 'model' | 'normalisation'>
  /** Of several trainings, where there is no one run. */
  readonly configuration?: ResolvedTraining
  /** How recordings are heard, where there is no run to say it: a `.tflite` file's own options. */
  readonly features?: FeatureOptions
  readonly split?: Pick<Split, Part | 'warnings'>
  readonly leftOut?: readonly LeftOutFile[]
  /** How the scores came about, in whole sentences. Default: that the recordings were given. */
  readonly protocol?: string
}

const OF_GIVEN_RECORDINGS =
  'These recordings were given to a model that was trained before. Its scores are those of unseen speakers only if none ' +
  'of these speakers was trained on.'

/** All that a report says, out of an evaluation (null: there was no test part) and what is known beside it. */
export function makeReport(
  evaluation: Evaluation | null,
  title: string,
  context: ReportContext = {},
): ReportData {
  const { name = 'emovox', run, split, leftOut = [], protocol = OF_GIVEN_RECORDINGS } = context
  const unusable = (evaluation?.failures ?? []).map(({ error }) => ({
    kind: error.code,
    reason: error.message,
  }))
  // Several seeds score a recording several times.
  const scored = new Map(evaluation?.predictions.map(({ recording }) => [recording.path, recording]))
  const interrupted = run?.interrupted
    ? ['Training was interrupted: the model is the one of that moment.']
    : []
  const report: ReportData = {
    emovox: VERSION,
    name,
    title,
    protocol: evaluation ? protocol : 'There was no test part: nothing was scored.',
    warnings: [...(split?.warnings ?? []), ...interrupted],
    results: evaluation && resultsOf(evaluation, run?.calibration ?? null),
    history: run ? { bestEpoch: run.bestEpoch, interrupted: run.interrupted, epochs: run.history } : null,
    parts: split
      ? PARTS.flatMap((part) => partRows(part, split[part]))
      : partRows('scored', [...scored.values()]),
    leftOut: leftOutRows([...leftOut, ...unusable]),
    options: optionsOf(context),
  }
  // NaN becomes null.
  return parseOptions(reportSchema, report)
}

function optionsOf({ run, configuration, features }: ReportContext): ReportData['options'] {
  const options = run?.options ?? configuration
  if (options) return optionGroups(options)
  return features ? featureGroups(features) : []
}

function resultsOf(evaluation: Evaluation, calibration: Run['calibration'] | null): ReportResults {
  const { overall, perCorpus, alone, predictions } = evaluation
  const inCorpus = (corpus: string) => predictions.filter(({ recording }) => recording.corpus === corpus)
  return {
    overall: scoresOf(overall, predictions),
    alone: alone ? scoresOf(alone, predictions) : null,
    speakerRecordings: evaluation.speakerRecordings ?? null,
    perCorpus: Object.entries(perCorpus).map(([corpus, metrics]) => ({
      corpus,
      ...scoresOf(metrics, inCorpus(corpus)),
    })),
    perSpeaker: speakerRows(predictions),
    perEmotion: overall.perClass.map(({ support, ...row }) => ({ ...row, clips: support })),
    confusion: overall.confusion,
    calibration: {
      plain: reliability(answersOf(predictions)),
      scaled: calibration
        ? {
            reliability: reliability(answersOf(withTemperature(predictions, calibration.temperature))),
            temperature: calibration.temperature,
            clips: calibration.clips,
            speakers: calibration.speakers,
          }
        : null,
    },
    confused: confusedPairs(overall.confusion, MOST_PAIRS),
    wrong: surestMistakes(predictions, MOST_CLIPS),
  }
}

function scoresOf(metrics: SpeakerMetrics, predictions: Evaluation['predictions']) {
  const { clips, uar, uarInterval, accuracy, accuracyInterval, macroF1 } = metrics
  const speakers = new Set(predictions.map(({ recording }) => recording.speaker)).size
  return { clips, speakers, uar, uarInterval, accuracy, accuracyInterval, macroF1 }
}

function speakerRows(predictions: Evaluation['predictions']): ReportResults['perSpeaker'] {
  return groupBy(predictions, ({ recording }) => recording.speaker).map(([speaker, own]) => {
    const { clips, uar, accuracy } = score(
      own.map(({ recording }) => emotionIndex(recording.emotion)),
      own.map(({ predicted }) => emotionIndex(predicted)),
    )
    return { speaker, sex: own[0].recording.sex ?? null, clips, uar, accuracy }
  })
}

function partRows(part: string, recordings: readonly Recording[]): ReportData['parts'] {
  return groupBy(recordings, ({ corpus }) => corpus).map(([corpus, own]) => ({
    part,
    corpus,
    speakers: groupBy(own, ({ speaker }) => speaker).map(([speaker]) => speaker),
    clips: own.length,
    emotions: EMOTIONS.map((emotion) => own.filter((recording) => recording.emotion === emotion).length),
  }))
}

function leftOutRows(files: readonly LeftOutFile[]): ReportData['leftOut'] {
  return groupBy(files, ({ kind }) => kind).map(([kind, own]) => ({
    kind,
    files: own.length,
    reasons: own.slice(0, MOST_REASONS).map(({ reason }) => reason),
  }))
}
