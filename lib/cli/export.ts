import path from 'node:path'
import { Command, Option } from 'commander'
import { loadRun } from '../model/run.ts'
import type { Comparison } from '../tflite/check.ts'
import type { About } from '../tflite/export_run.ts'
import type { WriteOptions } from '../tflite/write.ts'
import { exportChecked } from './export_job.ts'
import { print, printJson } from './output.ts'

/** `emovox export RUN --out FILE.tflite`: the model for TensorFlow Lite, checked against the model. */
export function exportCommand(): Command {
  return new Command('export')
    .description('Write a trained model as a .tflite file, and check that it gives the model’s answers.')
    .argument('<run>', 'folder made by "emovox train"')
    .requiredOption('--out <file>', 'the .tflite file')
    .addOption(
      new Option('--input <kind>', 'what it takes: features, or the samples of a clip')
        .choices(['mfcc', 'waveform'])
        .default('mfcc'),
    )
    .addOption(
      new Option(
        '--dft <kind>',
        'of samples: by the operator RFFT2D, or by a matrix, for runtimes without it',
      ).choices(['rfft', 'matrix']),
    )
    .option('--name <text>', 'what the file says about itself, for people')
    .option('--description <text>')
    .option('--author <text>')
    .option('--license <text>', 'default: a note of the terms of the corpora')
    .option('--model-version <text>')
    .option('--json', 'print the comparison for programs')
    .action(async (folder: string, flags: ExportFlags) => {
      const { out, input, dft, json } = flags
      const comparison = await exportChecked(await loadRun(folder), folder, out, {
        input,
        dft,
        about: aboutOf(flags),
      })
      if (json) printJson({ out: path.resolve(out), ...comparison })
      else print(`${out}: ${describeComparison(comparison)}`)
    })
}

interface ExportFlags extends Pick<WriteOptions, 'input' | 'dft'>, About {
  readonly out: string
  readonly modelVersion?: string
  readonly json?: boolean
}

/** Only what was given: the rest is as the run has it. */
function aboutOf({ name, description, author, license, modelVersion }: ExportFlags): About {
  const about = { name, description, author, license, version: modelVersion }
  return Object.fromEntries(Object.entries(about).filter(([, value]) => value !== undefined))
}

/** A comparison in words. */
export function describeComparison({ bytes, clips, maxError, medianMs }: Comparison): string {
  const error = maxError.toExponential(1)
  return `${bytes} bytes, within ${error} of the model on ${clips} clips, ${medianMs.toFixed(1)} ms a clip`
}
