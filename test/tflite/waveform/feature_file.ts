import type { z } from 'zod'
import { ClipPipeline } from '../../../lib/audio/clip_pipeline.ts'
import { type FeatureOptions, featureSchema, parseOptions } from '../../../lib/options.ts'
import { writeFlatbuffer } from '../../../lib/tflite/flatbuffer_writer.ts'
import { GraphBuilder } from '../../../lib/tflite/graph.ts'
import { loadLiteRt } from '../../../lib/tflite/litert.ts'
import { TFLITE_IDENTIFIER, tfliteSchema } from '../../../lib/tflite/schema.ts'
import { type DftKind, planClip } from '../../../lib/tflite/waveform/clip_plan.ts'
import { lowerWaveform } from '../../../lib/tflite/waveform/lower_waveform.ts'

/** A file that gives the features of a clip's samples, with no model behind them. */
export function featureFile(options: FeatureOptions, dft?: DftKind): Uint8Array {
  const { frames, coefficients } = new ClipPipeline(options)
  const plan = planClip(options, { frames, coefficients }, dft)
  const graph = new GraphBuilder()
  const main = graph.subgraph('main')
  const waveform = main.tensor({ name: 'waveform', shape: [1, plan.samples] })
  const mfcc = lowerWaveform(main, waveform, plan)
  main.interface([waveform], [mfcc])
  const table = graph.build('features', { waveform }, { mfcc })
  return writeFlatbuffer(tfliteSchema, 'Model', TFLITE_IDENTIFIER, table)
}

/** Runs such a file on clips. */
export async function runFeatureFile(
  file: Uint8Array,
  clips: readonly Float32Array[],
): Promise<Float32Array[]> {
  const { loadAndCompile, Tensor } = await loadLiteRt()
  const model = await loadAndCompile(file, { accelerator: 'wasm' })
  const rows: Float32Array[] = []
  for (const clip of clips) {
    const input = new Tensor(clip, [1, clip.length])
    const [output] = await model.run([input])
    rows.push(Float32Array.from(output.toTypedArray()))
    output.delete()
    input.delete()
  }
  model.delete()
  return rows
}

export const featureOptions = (options: z.input<typeof featureSchema>) => parseOptions(featureSchema, options)
