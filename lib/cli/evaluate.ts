import { Command } from 'commander'
import { requireRecordings } from '../corpora/scan.ts'
import { evaluate } from '../model/evaluate.ts'
import { loadRun } from '../model/run.ts'
import { saveEvaluation } from '../report/save_evaluation.ts'
import { addCacheFlags, type CacheFlags, cacheChoice, noteCache } from './cache_flags.ts'
import { addCorpora, type CorpusFlags, leftOut, scanGiven } from './corpora_arguments.ts'
import { interruptible } from './interrupt.ts'
import { printEvaluation } from './metrics_table.ts'
import { note, noteAll, printJson } from './output.ts'
import { startProgress } from './progress.ts'

/** `emovox evaluate RUN DIR...`: a trained model's scores on recordings. */
export function evaluateCommand(): Command {
  const command = new Command('evaluate')
    .description('Score a trained model on recordings.')
    .argument('<run>', 'folder made by "emovox train"')
    .option('--out <dir>', 'write metrics.json, predictions.csv, confusion-matrix.svg and report.html there')
    .option('--json', 'print the metrics for programs')
  addCorpora(command)
  addCacheFlags(command)
  return command.action((run: string, dirs: string[], flags) =>
    interruptible((signal) => evaluateRun(run, dirs, flags, signal)),
  )
}

async function evaluateRun(
  folder: string,
  dirs: string[],
  flags: CorpusFlags & CacheFlags & { out?: string; json?: boolean },
  signal: AbortSignal,
): Promise<void> {
  const cache = cacheChoice(flags)
  const run = await loadRun(folder)
  const manifest = await scanGiven(dirs, flags, signal)
  const progress = startProgress('features')
  const evaluation = await evaluate(run, requireRecordings(manifest), {
    cache,
    onProgress: progress.update,
    onFeatures: noteCache,
    signal,
  }).finally(progress.stop)
  noteAll(
    'Left out',
    evaluation.failures.map(({ error }) => error.message),
  )
  if (flags.out)
    await saveEvaluation(
      evaluation,
      flags.out,
      `${evaluation.overall.clips} recordings`,
      { run: folder },
      { run, leftOut: leftOut(manifest) },
    )
  if (flags.json) printJson({ overall: evaluation.overall, perCorpus: evaluation.perCorpus })
  else printEvaluation(evaluation)
  if (flags.out) note(`\nWritten to ${flags.out}`)
}
