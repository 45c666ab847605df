import { Command } from 'commander'
import { requireRecordings } from '../corpora/scan.ts'
import { type EvaluateOptions, type Evaluation, evaluate } from '../model/evaluate.ts'
import { loadRun } from '../model/run.ts'
import type { Recording } from '../recording.ts'
import type { ReportContext } from '../report/make_report.ts'
import { saveEvaluation } from '../report/save_evaluation.ts'
import { emotionFile } from '../tflite/emotion_file.ts'
import { evaluateTflite } from '../tflite/evaluate_tflite.ts'
import { loadTflite } from '../tflite/run.ts'
import { addCacheFlags, type CacheFlags, cacheChoice, noteCache } from './cache_flags.ts'
import { addCorpora, type CorpusFlags, leftOut, scanGiven } from './corpora_arguments.ts'
import { interruptible } from './interrupt.ts'
import { printEvaluation, scoresOf } from './metrics_table.ts'
import { isTflite, MODEL_ARGUMENT } from './model_argument.ts'
import { note, noteAll, printJson } from './output.ts'
import { startProgress } from './progress.ts'

/** `emovox evaluate RUN|FILE.tflite DIR...`: a trained model's scores on recordings. */
export function evaluateCommand(): Command {
  const command = new Command('evaluate')
    .description('Score a trained model on recordings.')
    .argument(...MODEL_ARGUMENT)
    .option('--out <dir>', 'write metrics.json, predictions.csv, confusion-matrix.svg and report.html there')
    .option(
      '--speaker-recordings <number>',
      "for a model that hears speakers: how many recordings a speaker's mean is of (default: all)",
      Number,
    )
    .option('--json', 'print the metrics for programs')
  addCorpora(command)
  addCacheFlags(command)
  return command.action((model: string, dirs: string[], flags) =>
    interruptible((signal) => evaluateModel(model, dirs, flags, signal)),
  )
}

interface LoadedModel {
  readonly evaluate: (recordings: readonly Recording[], options: EvaluateOptions) => Promise<Evaluation>
  /** For metrics.json: which model that was. */
  readonly facts: Readonly<Record<string, string>>
  readonly context: ReportContext
}

async function loadModel(model: string): Promise<LoadedModel> {
  if (isTflite(model)) {
    const runner = await loadTflite(model)
    const { options: features } = emotionFile(runner)
    return {
      evaluate: (recordings, options) => evaluateTflite(runner, recordings, options),
      facts: { file: model },
      context: { features },
    }
  }
  const run = await loadRun(model)
  return {
    evaluate: (recordings, options) => evaluate(run, recordings, options),
    facts: { run: model },
    context: { run },
  }
}

async function evaluateModel(
  name: string,
  dirs: string[],
  flags: CorpusFlags & CacheFlags & { out?: string; json?: boolean; speakerRecordings?: number },
  signal: AbortSignal,
): Promise<void> {
  const cache = cacheChoice(flags)
  const model = await loadModel(name)
  const manifest = await scanGiven(dirs, flags, signal)
  const progress = startProgress('features')
  const evaluation = await model
    .evaluate(requireRecordings(manifest), {
      cache,
      speakerRecordings: flags.speakerRecordings,
      onProgress: progress.update,
      onFeatures: noteCache,
      signal,
    })
    .finally(progress.stop)
  noteAll(
    'Left out',
    evaluation.failures.map(({ error }) => error.message),
  )
  if (flags.out)
    await saveEvaluation(evaluation, flags.out, `${evaluation.overall.clips} recordings`, model.facts, {
      ...model.context,
      leftOut: leftOut(manifest),
    })
  if (flags.json) printJson(scoresOf(evaluation))
  else printEvaluation(evaluation)
  if (flags.out) note(`\nWritten to ${flags.out}`)
}
