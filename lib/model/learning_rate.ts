import type { TrainingOptions } from '../options.ts'

/** What is left of the rate at the end of the cosine. */
const FINAL_SHARE = 0.02

/**
 * The learning rate of a step: a linear rise over the first `warmUp` of the steps, times half a cosine from 1 down to
 * 0.02 (Loshchilov and Hutter 2017, without restarts), or times 1.
 *
 * @param step 0 is the first.
 * @param steps of the whole training.
 */
export function learningRateAt(
  step: number,
  steps: number,
  { learningRate, schedule, warmUp }: Pick<TrainingOptions, 'learningRate' | 'schedule' | 'warmUp'>,
): number {
  const rise = warmUp > 0 ? Math.min(1, (step + 1) / (warmUp * steps)) : 1
  if (schedule === 'constant') return learningRate * rise
  const cosine = (1 + Math.cos((Math.PI * step) / steps)) / 2
  return learningRate * rise * (FINAL_SHARE + (1 - FINAL_SHARE) * cosine)
}
