import path from 'node:path'
import { Command } from 'commander'
import { loadRun } from '../model/run.ts'
import type { Comparison } from '../tflite/check.ts'
import { exportChecked } from './export_job.ts'
import { print, printJson } from './output.ts'

/** `emovox export RUN --out FILE.tflite`: the model for TensorFlow Lite, checked against the model. */
export function exportCommand(): Command {
  return new Command('export')
    .description('Write a trained model as a .tflite file, and check that it gives the model’s answers.')
    .argument('<run>', 'folder made by "emovox train"')
    .requiredOption('--out <file>', 'the .tflite file')
    .option('--json', 'print the comparison for programs')
    .action(async (folder: string, flags: { out: string; json?: boolean }) => {
      const comparison = await exportChecked(await loadRun(folder), folder, flags.out)
      if (flags.json) printJson({ out: path.resolve(flags.out), ...comparison })
      else print(`${flags.out}: ${describeComparison(comparison)}`)
    })
}

/** A comparison in words. */
export function describeComparison({ bytes, clips, maxError, medianMs }: Comparison): string {
  const error = maxError.toExponential(1)
  return `${bytes} bytes, within ${error} of the model on ${clips} clips, ${medianMs.toFixed(1)} ms a clip`
}
