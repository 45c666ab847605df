import type { TrainOptions } from '../model/train.ts'
import type { CrossValidateOptions, FoldStep } from '../validation/cross_validate.ts'
import type { FoldResult } from '../validation/fold_result.ts'
import { scoresOf } from '../validation/summary.ts'
import { note, percent } from './output.ts'
import { describeSplit, trainingProgress } from './training_job.ts'

/** Says how a cross-validation goes, as the events that `crossValidate` takes, until it is stopped. */
export function foldProgress(training: TrainOptions['training']) {
  const said = new Set<string>()
  let progress: ReturnType<typeof trainingProgress> | undefined
  const onFold: CrossValidateOptions['onFold'] = (step) => {
    note(`\n${describeStep(step)}: ${describeSplit(step.fold)}`)
    for (const warning of step.fold.warnings) {
      if (!said.has(warning)) note(`Warning: ${warning}`)
      said.add(warning)
    }
    progress = trainingProgress(training)
    return progress
  }
  const onFoldDone: CrossValidateOptions['onFoldDone'] = (step, result, resumed) => {
    progress?.stop()
    note(`${describeStep(step)}: ${describeResult(result)}${resumed ? ' (finished before)' : ''}`)
  }
  return { onFold, onFoldDone, stop: () => progress?.stop() }
}

function describeStep({ fold, seed, step, steps }: FoldStep): string {
  return `[${step}/${steps}] ${fold.name}, seed ${seed}`
}

function describeResult(result: FoldResult): string {
  const { uar, accuracy } = scoresOf(result.predictions)
  return `test UAR ${percent(uar)}, accuracy ${percent(accuracy)}; ${result.epochs} epochs, ${result.seconds.toFixed(0)} s`
}
