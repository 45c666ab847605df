import { table } from '../lib/cli/output.ts'
import type { Measured } from './measure.ts'

/** Medians and ratios, one line a task and peer; `rounds` is from the quickest to the slowest. */
export function resultsTable(measured: readonly Measured[]): string {
  const rows = measured.flatMap(({ task, clock, results }) =>
    results.map(({ label, seconds, rounds, ratio, comparison }, index) => [
      index === 0 ? task.title : '',
      label,
      index === 0 ? (clock === 'cpu' ? 'CPU' : 'wall') : '',
      time(seconds),
      `${time(Math.min(...rounds))} to ${time(Math.max(...rounds))}`,
      ratioText(ratio),
      comparison ? comparison.difference.toExponential(1) : '',
    ]),
  )
  return table(['task', 'peer', 'clock', 'median', 'rounds', 'to ours', 'differs by'], rows)
}

export function ratioText(ratio: number): string {
  if (ratio < 0.1) return ratio.toPrecision(2)
  return ratio < 9.95 ? ratio.toFixed(2) : ratio < 99.5 ? ratio.toFixed(1) : ratio.toFixed(0)
}

function time(seconds: number): string {
  if (seconds < 1e-3) return `${(seconds * 1e6).toFixed(0)} us`
  if (seconds < 1) return `${(seconds * 1e3).toFixed(seconds < 0.1 ? 2 : 0)} ms`
  return `${seconds.toFixed(2)} s`
}
