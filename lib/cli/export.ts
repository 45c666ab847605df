import path from 'node:path'
import { Command, Option } from 'commander'
import { requireRecordings, scanCorpora } from '../corpora/scan.ts'
import { loadRun } from '../model/run.ts'
import { FILE_FORMATS, type FileFormat } from '../tflite/export.ts'
import type { About } from '../tflite/export_run.ts'
import { FORMS, type FormOptions, PLACE_NAMES } from '../tflite/places.ts'
import { WEIGHT_KINDS } from '../tflite/store_weights.ts'
import { LARGE_UAR_LOSS } from '../tflite/uar_loss.ts'
import { type ExportReport, exportChecked } from './export_job.ts'
import { note, print, printJson } from './output.ts'

interface ExportFlags extends FormOptions, About {
  readonly out: string
  readonly check?: readonly string[]
  readonly format: FileFormat
  readonly modelVersion?: string
  readonly json?: boolean
}

/** `emovox export RUN --out FILE.tflite`: the model for TensorFlow Lite, checked against the model. */
export function exportCommand(): Command {
  return new Command('export')
    .description('Write a trained model as a .tflite file, and check that it gives the model’s answers.')
    .argument('<run>', 'folder made by "emovox train"')
    .requiredOption('--out <file>', 'the .tflite file, or the header')
    .addOption(
      new Option(
        '--for <place>',
        'where it is to run: chooses weights and form, and refuses what does not work there',
      ).choices(PLACE_NAMES),
    )
    .addOption(
      new Option('--weights <kind>', 'how weights are stored; default float32, for micro int8').choices(
        WEIGHT_KINDS,
      ),
    )
    .addOption(
      new Option('--form <form>', 'how recurrent layers run; default loop, for int8 fused').choices(FORMS),
    )
    .addOption(
      new Option(
        '--input <kind>',
        'what it takes: features, or the samples of a clip; default mfcc, unless the place wants sound',
      ).choices(['mfcc', 'waveform']),
    )
    .addOption(
      new Option(
        '--dft <kind>',
        'of samples: by the operator RFFT2D, or by a matrix, for runtimes without it',
      ).choices(['rfft', 'matrix']),
    )
    .addOption(
      new Option('--format <format>', 'c: a header with the file as an array')
        .choices(FILE_FORMATS)
        .default('tflite'),
    )
    .option(
      '--check <dir...>',
      'corpora to compare file and model on; default: clips that the run keeps, for samples its test recordings',
    )
    .option('--name <text>', 'what the file says about itself, for people')
    .option('--description <text>')
    .option('--author <text>')
    .option('--license <text>', 'default: a note of the terms of the corpora')
    .option('--model-version <text>')
    .option('--json', 'print the comparison for programs')
    .action(async (folder: string, flags: ExportFlags) => {
      const { out, json, weights, form, for: place, input, dft, format } = flags
      const options = { weights, form, for: place, input, dft, format, about: aboutOf(flags) }
      const recordings = flags.check && requireRecordings(await scanCorpora(flags.check))
      const report = await exportChecked(await loadRun(folder), folder, out, { ...options, recordings })
      if (json) printJson({ out: path.resolve(out), ...report })
      else print(`${out}: ${describeExport(report)}`)
      warnOfLoss(report)
    })
}

/** Only what was given: the rest is as the run has it. */
function aboutOf({ name, description, author, license, modelVersion }: ExportFlags): About {
  const about = { name, description, author, license, version: modelVersion }
  return Object.fromEntries(Object.entries(about).filter(([, value]) => value !== undefined))
}

/** A file and how it compares, in words. */
export function describeExport(report: ExportReport): string {
  const { weights, form, input, bytes, clips, comparedOn, maxError, topAgreement } = report
  const { medianMs, runtime, uar } = report
  const said = [
    `${weights}, ${form}${input === 'waveform' ? ', from samples' : ''}, ${bytes} bytes`,
    `within ${maxError.toExponential(1)} of the model on ${clips} ${comparedOn}`,
    `same emotion in ${(100 * topAgreement).toFixed(1)} %`,
  ]
  if (runtime === 'litert') said.push(`${medianMs.toFixed(1)} ms a clip`)
  if (uar) {
    const { clips: scored, model, file } = uar
    const which = comparedOn === 'given recordings' ? 'their UAR' : 'validation UAR'
    said.push(`${which} ${file.toFixed(3)} (model ${model.toFixed(3)}, ${scored} clips)`)
  }
  return said.join(', ')
}

function warnOfLoss({ uar, weights }: ExportReport): void {
  if (uar && uar.loss > LARGE_UAR_LOSS)
    note(`Warning: weights ${weights} lose ${uar.loss.toFixed(3)} of the UAR (more than ${LARGE_UAR_LOSS})`)
}
