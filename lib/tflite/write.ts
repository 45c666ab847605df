import { checkModel } from './check_model.ts'
import { writeFlatbuffer } from './flatbuffer_writer.ts'
import { GraphBuilder, type Subgraph, type Tensor } from './graph.ts'
import { lowerDense } from './lower_dense.ts'
import { lowerLstmLoop } from './lower_lstm_loop.ts'
import { lowerNormalisation } from './lower_normalisation.ts'
import { associatedFiles, METADATA_ENTRY, storedOptions, tfliteMetadata } from './metadata.ts'
import { TFLITE_IDENTIFIER, tfliteSchema } from './schema.ts'
import { appendStoredZip } from './stored_zip.ts'
import type { TfliteModel } from './tflite_model.ts'
import { type DftKind, planClip } from './waveform/clip_plan.ts'
import { lowerWaveform } from './waveform/lower_waveform.ts'

export interface WriteOptions {
  /**
   * What the file takes: `mfcc`, features as extracted; `waveform`, a clip's samples, of which it computes the features
   * itself. Default mfcc.
   */
  readonly input?: 'mfcc' | 'waveform'
  /**
   * How it computes spectra of a waveform: `rfft`, by an operator, where nFft is a power of two; `matrix`, for runtimes
   * without that operator, such as TensorFlow Lite Micro: a file of 1 MB more. Default: rfft where that is possible.
   */
  readonly dft?: DftKind
}

/**
 * Writes a model as a `.tflite` file: float32, built-in operators only, normalisation included.
 *
 * Input `mfcc` [1, frames, coefficients] float32, as extracted; output `probabilities` [1, classes]; both may be resized to
 * any batch and any number of frames. Or input `waveform` [1, samples], of one clip and no other length; see
 * {@link lowerWaveform}. Signature `serving_default`. The same model gives the same bytes.
 *
 * @returns the file.
 * @throws EmovoxError `UNSUPPORTED_LAYER`, `NON_FINITE` or `INVALID_OPTION`, naming the layer and the weight.
 * @example
 * const file = writeTflite({ layers, frames: 94, coefficients: 13, normalisation, labels: EMOTIONS, features })
 */
export function writeTflite(model: TfliteModel, options: WriteOptions = {}): Uint8Array {
  const { lstm, dense, normalisation } = checkModel(model)
  const { input = 'mfcc' } = options
  const graph = new GraphBuilder()
  const main = graph.subgraph('main')
  const [given, features] = lowerInput(main, model, options)
  const normalised = lowerNormalisation(main, features, normalisation)
  const spoken = lowerLstmLoop(graph, main, normalised, lstm)
  const probabilities = dense.reduce(
    (x, layer, index) =>
      lowerDense(main, x, layer, index === dense.length - 1 ? 'probabilities' : layer.name),
    spoken,
  )
  main.interface([given], [probabilities])

  graph.metadata(METADATA_ENTRY.minimumRuntime, padded(graph.minimumRuntime()))
  graph.metadata(METADATA_ENTRY.description, tfliteMetadata(model, input))
  graph.metadata(METADATA_ENTRY.options, utf8(storedOptions(model, input)))
  const table = graph.build('emovox speech emotion', { [given.name]: given }, { probabilities })
  const file = writeFlatbuffer(tfliteSchema, 'Model', TFLITE_IDENTIFIER, table)
  return appendStoredZip(file, associatedFiles(model, input))
}

/** What the file is given, and the features as extracted. */
function lowerInput(main: Subgraph, model: TfliteModel, { input, dft }: WriteOptions): [Tensor, Tensor] {
  const { frames, coefficients, features } = model
  if (input !== 'waveform') {
    const mfcc = main.tensor({ name: 'mfcc', shape: [1, frames, coefficients] })
    return [mfcc, mfcc]
  }
  const plan = planClip(features, model, dft)
  const waveform = main.tensor({ name: 'waveform', shape: [1, plan.samples] })
  return [waveform, lowerWaveform(main, waveform, plan)]
}

const utf8 = (text: string) => new TextEncoder().encode(text)

/** `min_runtime_version` has 16 bytes, zeros after the text. */
function padded(version: string): Uint8Array {
  const bytes = new Uint8Array(16)
  bytes.set(utf8(version))
  return bytes
}
