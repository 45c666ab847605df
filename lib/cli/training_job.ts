import path from 'node:path'
import { stringify } from 'csv-stringify/sync'
import { partsCsv } from '../corpora/manifest_csv.ts'
import { PARTS, type Split } from '../corpora/split.ts'
import type { FeatureSet } from '../features/feature_set.ts'
import { writeWhole } from '../files.ts'
import { type Evaluation, evaluate } from '../model/evaluate.ts'
import type { EpochRecord } from '../model/fit.ts'
import { type Run, saveRun } from '../model/run.ts'
import { type TrainOptions, train } from '../model/train.ts'
import { learningCurvesSvg } from '../report/learning_curves.ts'
import { saveEvaluation } from '../report/save_evaluation.ts'
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
}: TrainingJob): Promise<TrainingResult> {
  await writeWhole(path.join(out, 'manifest.csv'), partsCsv(split))
  const run = await trainWithProgress(split, options, signal)
  await saveRun(run, out)
  await writeWhole(path.join(out, 'history.csv'), stringify([...run.history], { header: true }))
  await writeWhole(
    path.join(out, 'learning-curves.svg'),
    learningCurvesSvg(run.history, run.bestEpoch, 'Learning curves'),
  )
  const evaluation =
    split.test.length > 0 ? await scoreTestPart(run, split, { out, facts, cache: options.cache }) : null
  await saveKeptClips(run, out, split, options.cache)
  const tflite = await exportChecked(run, out, path.join(out, 'model.tflite'))
  return { run, evaluation, tflite }
}

async function trainWithProgress(split: Split, options: TrainOptions, signal: AbortSignal): Promise<Run> {
  const { stop, ...progress } = trainingProgress(options.training?.epochs)
  return await train(split, {
    ...options,
    ...progress,
    signal,
    onEpoch: (record, best) => {
      progress.onEpoch(record, best)
      options.onEpoch?.(record, best)
    },
  }).finally(stop)
}

/** What is shown of a training while it goes on, as the events that `train` takes. */
export function trainingProgress(epochs: number | undefined) {
  const extracting = startProgress('features')
  const training = startProgress('training')
  let latest = ''
  return {
    onExtract: extracting.update,
    onFeatures: (features: FeatureSet) => {
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
      latest = `loss ${record.loss.toFixed(3)}${uar}${best ? ' *' : ''}`
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
  { out, facts, cache }: Pick<TrainingJob, 'out' | 'facts'> & Pick<TrainOptions, 'cache'>,
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
  await saveEvaluation(evaluation, out, title, {
    protocol: protocolOf(run.options.split?.by ?? 'speaker'),
    split: run.options.split,
    testSpeakers: [...new Set(split.test.map(({ speaker }) => speaker))].sort(),
    warnings: split.warnings,
    interrupted: run.interrupted,
    ...facts,
  })
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
