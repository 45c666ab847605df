import path from 'node:path'
import { stringify } from 'csv-stringify/sync'
import { partsCsv } from '../corpora/manifest_csv.ts'
import { PARTS, type Split } from '../corpora/split.ts'
import type { FeatureFacts } from '../features/feature_set.ts'
import { writeWhole } from '../files.ts'
import { calibrateRun } from '../model/calibrate_run.ts'
import { removeCheckpoint } from '../model/checkpoint.ts'
import { type Evaluation, evaluate } from '../model/evaluate.ts'
import type { EpochRecord } from '../model/fit.ts'
import { type Run, saveCalibration, writeRun } from '../model/run.ts'
import { type TrainOptions, train } from '../model/train.ts'
import { learningCurvesSvg } from '../report/learning_curves.ts'
import { type LeftOutFile, makeReport, type ReportContext } from '../report/make_report.ts'
import { saveEvaluation } from '../report/save_evaluation.ts'
import { saveReport } from '../report/save_report.ts'
import { protocolOf } from '../validation/protocol.ts'
import { noteCache } from './cache_flags.ts'
import { type ExportReport, exportChecked } from './export_job.ts'
import { saveKeptClips } from './kept_clips.ts'
import { note, noteAll } from './output.ts'
import { startProgress } from './progress.ts'

export interface TrainingJob {
  readonly split: Split
  readonly options: TrainOptions
  readonly out: string
  readonly signal: AbortSignal
  /** Written into metrics.json: what a reader must know to judge the scores. */
  readonly facts?: Readonly<Record<string, unknown>>
  /** Files that the scan left out, for the report. */
  readonly leftOut?: readonly LeftOutFile[]
}

export interface TrainingResult {
  readonly run: Run
  /** Of the test part; none when there is no test part. */
  readonly evaluation: Evaluation | null
  readonly tflite: ExportReport
}

/**
 * Trains, saves, scores the test part once, and exports. Everything that is finished is on disk before the next step
 * begins; after Ctrl-C the best weights so far are saved, scored and exported all the same.
 */
export async function runTrainingJob({
  split,
  options,
  out,
  signal,
  facts,
  leftOut = [],
}: TrainingJob): Promise<TrainingResult> {
  const unusable: LeftOutFile[] = []
  const onFeatures = (features: FeatureFacts) => {
    unusable.push(...features.failures.map(({ error }) => ({ kind: error.code, reason: error.message })))
    options.onFeatures?.(features)
  }
  const trained = await trainWithProgress(split, { ...options, onFeatures }, signal)
  // Not before: a training that is refused must leave what is there as it is.
  await writeWhole(path.join(out, 'manifest.csv'), partsCsv(split))
  await writeRun(trained, out)
  const run = await withCalibration(trained, split, out, options.cache)
  await writeWhole(path.join(out, 'history.csv'), stringify([...run.history], { header: true }))
  await writeWhole(
    path.join(out, 'learning-curves.svg'),
    learningCurvesSvg(run.history, run.bestEpoch, 'Learning curves'),
  )
  const context: ReportContext = {
    name: path.basename(path.resolve(out)),
    run,
    split,
    leftOut: [...leftOut, ...unusable],
    protocol: protocolOf(run.options.split?.by ?? 'speaker'),
  }
  const evaluation =
    split.test.length > 0
      ? await scoreTestPart(run, split, { out, facts, context, cache: options.cache })
      : null
  if (!evaluation) await saveReport(makeReport(null, 'No test part', context), out)
  await saveKeptClips(run, out, split, options.cache)
  const tflite = await exportChecked(run, out, path.join(out, 'model.tflite'))
  if (!run.interrupted) await removeCheckpoint(out)
  return { run, evaluation, tflite }
}

/** The run with the temperature that the validation part asks for, if there is one. */
async function withCalibration(
  run: Run,
  { validation }: Split,
  out: string,
  cache: TrainOptions['cache'],
): Promise<Run> {
  const validated = run.history.some(({ validationLoss }) => validationLoss !== null)
  if (!validated) return run
  const calibration = await calibrateRun(run, validation, { cache })
  await saveCalibration(calibration, out)
  return { ...run, calibration }
}

async function trainWithProgress(split: Split, options: TrainOptions, signal: AbortSignal): Promise<Run> {
  const { stop, ...progress } = trainingProgress(options.training)
  return await train(split, {
    ...options,
    ...progress,
    signal,
    onFeatures: (features) => {
      progress.onFeatures(features)
      options.onFeatures?.(features)
    },
    onEpoch: (record, best) => {
      progress.onEpoch(record, best)
      options.onEpoch?.(record, best)
    },
  }).finally(stop)
}

/** What is shown of a training while it goes on, as the events that `train` takes. */
export function trainingProgress({ epochs, keep }: TrainOptions['training'] = {}) {
  const extracting = startProgress('features')
  const training = startProgress('training')
  let latest = ''
  return {
    onResume: (done: number) => note(`Going on after epoch ${done}${epochs ? ` of ${epochs}` : ''}`),
    onExtract: extracting.update,
    onTeacherEpoch: (done: number, of: number) =>
      training.update(done, of, `of the teacher  epoch ${done} of ${of}`),
    onFeatures: (features: FeatureFacts) => {
      const { failures, warnings } = features
      extracting.stop()
      noteAll(
        'Left out',
        failures.map(({ error }) => error.message),
      )
      noteAll('Odd, but used', warnings)
      noteCache(features)
    },
    onBatch: (done: number, total: number, epoch: number) =>
      training.update(done, total, `epoch ${epoch}${epochs ? ` of ${epochs}` : ''}  ${latest}`),
    onEpoch: (record: EpochRecord, best: boolean) => {
      const uar = record.validationUar === null ? '' : `, validation UAR ${record.validationUar.toFixed(3)}`
      latest = `loss ${record.loss.toFixed(3)}${uar}${best && keep === 'best' ? ' *' : ''}`
    },
    stop: () => {
      extracting.stop()
      training.stop()
    },
  }
}

async function scoreTestPart(
  run: Run,
  split: Split,
  {
    out,
    facts,
    context,
    cache,
  }: Pick<TrainingJob, 'out' | 'facts'> & Pick<TrainOptions, 'cache'> & { context: ReportContext },
): Promise<Evaluation> {
  const progress = startProgress('testing')
  const evaluation = await evaluate(run, split.test, { cache, onProgress: progress.update }).finally(
    progress.stop,
  )
  noteAll(
    'Left out of the test part',
    evaluation.failures.map(({ error }) => error.message),
  )
  const speakers = new Set(split.test.map(({ speaker }) => speaker)).size
  const unseen =
    run.options.split?.by === 'recording' || run.options.split?.by === 'sentence' ? '' : 'unseen '
  const title = `Test part: ${speakers} ${unseen}speakers`
  const written = {
    protocol: context.protocol,
    split: run.options.split,
    testSpeakers: [...new Set(split.test.map(({ speaker }) => speaker))].sort(),
    warnings: split.warnings,
    interrupted: run.interrupted,
    ...facts,
  }
  await saveEvaluation(evaluation, out, title, written, context)
  return evaluation
}

/** The parts in words: `train 8 speakers, 480 clips; ...`. */
export function describeSplit(split: Split): string {
  return PARTS.map((part) => {
    const speakers = new Set(split[part].map(({ speaker }) => speaker)).size
    return `${part} ${speakers} speakers, ${split[part].length} clips`
  }).join('; ')
}

export function noteSplit(split: Split): void {
  note(describeSplit(split))
  for (const warning of split.warnings) note(`Warning: ${warning}`)
}
