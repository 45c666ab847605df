import { EmovoxError } from '../errors.ts'
import { checkModel } from './check_model.ts'
import { writeFlatbuffer } from './flatbuffer_writer.ts'
import { GraphBuilder, type Subgraph, type Tensor } from './graph.ts'
import { lowerDense } from './lower_dense.ts'
import { lowerInteger } from './lower_integer.ts'
import { lowerLstmFused } from './lower_lstm_fused.ts'
import { lowerLstmLoop } from './lower_lstm_loop.ts'
import { lowerLstmUnrolled } from './lower_lstm_unrolled.ts'
import { lowerNetworks } from './lower_network.ts'
import { lowerNormalisation } from './lower_normalisation.ts'
import { associatedFiles, METADATA_ENTRY, storedOptions, tfliteMetadata } from './metadata.ts'
import { chooseForm, type FormOptions, type WrittenForm } from './places.ts'
import { TFLITE_IDENTIFIER, tfliteSchema } from './schema.ts'
import { STORE_WEIGHTS } from './store_weights.ts'
import { appendStoredZip } from './stored_zip.ts'
import type { ConvolutionalNetwork, ResolvedModel, TfliteModel } from './tflite_model.ts'
import { planClip } from './waveform/clip_plan.ts'
import { lowerWaveform } from './waveform/lower_waveform.ts'

export interface WriteOptions extends FormOptions {
  /** For int8: features [clips, frames, coefficients] of training clips, as extracted, whose ranges are the file's. */
  readonly calibration?: Float32Array
}

/**
 * Writes a model as a `.tflite` file: built-in operators only, normalisation included.
 *
 * Input `mfcc` [1, frames, coefficients] float32, as extracted; output `probabilities` [1, classes] float32, whatever the
 * weights. Both may be resized to any batch and any number of frames, unless the form is `unrolled`. Or input `waveform`
 * [1, samples], of one clip and no other length; see {@link lowerWaveform}. Signature `serving_default`. The same model gives
 * the same bytes.
 *
 * @returns the file.
 * @throws EmovoxError `UNSUPPORTED_LAYER`, `NON_FINITE` or `INVALID_OPTION`, naming the layer and the weight; `INVALID_OPTION`
 *   when form, weights and place do not go together, or calibration clips are missing or too few.
 * @example
 * const file = writeTflite({ layers, frames: 94, coefficients: 13, normalisation, labels: EMOTIONS, features })
 */
export function writeTflite(model: TfliteModel, options: WriteOptions = {}): Uint8Array {
  const written = chooseForm(options)
  const { input, weights } = written
  const resolved = checkModel(model)
  const graph = new GraphBuilder()
  const main = graph.subgraph('main')
  const [given, features] = lowerInput(main, model, written)
  const normalised = lowerNormalisation(main, features, resolved.normalisation)
  const probabilities = model.networks
    ? lowerNetworks(main, normalised, requireFloats(model.networks, written))
    : weights === 'int8'
      ? lowerInteger(main, normalised, resolved, options.calibration)
      : lowerFloat(graph, main, normalised, resolved, { ...written, weights })
  main.interface([given], [probabilities])

  graph.metadata(METADATA_ENTRY.minimumRuntime, padded(graph.minimumRuntime()))
  graph.metadata(METADATA_ENTRY.description, tfliteMetadata(model, input))
  graph.metadata(METADATA_ENTRY.options, utf8(storedOptions(model, input)))
  const table = graph.build('emovox speech emotion', { [given.name]: given }, { probabilities })
  const file = writeFlatbuffer(tfliteSchema, 'Model', TFLITE_IDENTIFIER, table)
  return appendStoredZip(file, associatedFiles(model, input))
}

/** Networks have one form and no quantised weights yet. */
function requireFloats(networks: readonly ConvolutionalNetwork[], { weights, form }: WrittenForm) {
  if (weights === 'float32' && form === 'loop') return networks
  throw new EmovoxError(
    'INVALID_OPTION',
    `convolutional networks: expected weights float32 and form loop (they have no loop, so it is one graph), found ${weights}, ${form}`,
  )
}

/** What the file is given, and the features as extracted. */
function lowerInput(main: Subgraph, model: TfliteModel, { input, dft }: WrittenForm): [Tensor, Tensor] {
  const { frames, coefficients, features } = model
  if (input !== 'waveform') {
    const mfcc = main.tensor({ name: 'mfcc', shape: [1, frames, coefficients] })
    return [mfcc, mfcc]
  }
  const plan = planClip(features, model, dft)
  const waveform = main.tensor({ name: 'waveform', shape: [1, plan.samples] })
  return [waveform, lowerWaveform(main, waveform, plan)]
}

/** From normalised features to probabilities, computed in float32 whatever the weights are stored as. */
function lowerFloat(
  graph: GraphBuilder,
  main: Subgraph,
  features: Tensor,
  { lstm, dense }: ResolvedModel,
  { form, weights }: WrittenForm & { readonly weights: keyof typeof STORE_WEIGHTS },
): Tensor {
  const store = STORE_WEIGHTS[weights]
  const lowerLstm = {
    loop: () => lowerLstmLoop(graph, main, features, lstm, store),
    unrolled: () => lowerLstmUnrolled(main, features, lstm, store),
    fused: () => lowerLstmFused(main, features, lstm, store),
  }[form]
  return dense.reduce((x, layer, index) => {
    const result = index === dense.length - 1 ? 'probabilities' : layer.name
    return lowerDense(main, x, layer, result, store)
  }, lowerLstm())
}

const utf8 = (text: string) => new TextEncoder().encode(text)

/** `min_runtime_version` has 16 bytes, zeros after the text. */
function padded(version: string): Uint8Array {
  const bytes = new Uint8Array(16)
  bytes.set(utf8(version))
  return bytes
}
