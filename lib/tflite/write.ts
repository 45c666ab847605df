import { EmovoxError } from '../errors.ts'
import { calibrateNetworks } from './calibrate_networks.ts'
import { checkModel } from './check_model.ts'
import { featuresInput } from './features_input.ts'
import { writeFlatbuffer } from './flatbuffer_writer.ts'
import { GraphBuilder, type Subgraph, type Tensor } from './graph.ts'
import { lowerDense } from './lower_dense.ts'
import { floatNetwork } from './lower_float_network.ts'
import { lowerInteger } from './lower_integer.ts'
import { integerNetwork } from './lower_integer_network.ts'
import { lowerLstmFused } from './lower_lstm_fused.ts'
import { lowerLstmLoop } from './lower_lstm_loop.ts'
import { lowerLstmUnrolled } from './lower_lstm_unrolled.ts'
import { lowerNetworks, type NetworkLayers } from './lower_network.ts'
import { lowerNormalisation } from './lower_normalisation.ts'
import { associatedFiles, METADATA_ENTRY, tfliteMetadata } from './metadata.ts'
import { type Architecture, chooseForm, type Form, type FormOptions, type WrittenForm } from './places.ts'
import { TFLITE_IDENTIFIER, tfliteSchema } from './schema.ts'
import { STORE_WEIGHTS, type StoreWeights } from './store_weights.ts'
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
 * Input `mfcc` (or `log_mel`, or `features`) [1, frames, coefficients] float32, as extracted; output `probabilities` [1, classes] float32, whatever the
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
  const written = chooseForm(options, architectureOf(model))
  const { input } = written
  const resolved = checkModel(model)
  const graph = new GraphBuilder()
  const main = graph.subgraph('main')
  const [given, features] = lowerInput(main, model, written)
  const normalised = lowerNormalisation(main, features, resolved.normalisation)
  const probabilities = resolved.networks
    ? lowerNetworks(
        main,
        normalised,
        resolved.networks,
        networkLayers(resolved.networks, model, written, options),
      )
    : lowerLayers(graph, main, normalised, resolved, written, options)
  main.interface([given], [probabilities])

  graph.metadata(METADATA_ENTRY.minimumRuntime, padded(graph.minimumRuntime()))
  graph.metadata(METADATA_ENTRY.description, tfliteMetadata(model, input))
  const table = graph.build('emovox speech emotion', { [given.name]: given }, { probabilities })
  const file = writeFlatbuffer(tfliteSchema, 'Model', TFLITE_IDENTIFIER, table)
  return appendStoredZip(file, associatedFiles(model, input))
}

export const architectureOf = ({ networks }: Pick<TfliteModel, 'networks'>): Architecture =>
  networks ? 'convolutional' : 'recurrent'

/** What the file is given, and the features as extracted. */
function lowerInput(main: Subgraph, model: TfliteModel, { input, dft }: WrittenForm): [Tensor, Tensor] {
  const { frames, coefficients, features } = model
  if (input !== 'waveform') {
    const { name } = featuresInput(features)
    const given = main.tensor({ name, shape: [1, frames, coefficients] })
    return [given, given]
  }
  const plan = planClip(features, model, dft)
  const waveform = main.tensor({ name: 'waveform', shape: [1, plan.samples] })
  return [waveform, lowerWaveform(main, waveform, plan)]
}

function networkLayers(
  networks: readonly ConvolutionalNetwork[],
  model: TfliteModel,
  { weights }: WrittenForm,
  { calibration }: WriteOptions,
): NetworkLayers {
  return weights === 'int8'
    ? integerNetwork(calibrateNetworks(networks, model, calibration))
    : floatNetwork(weights)
}

function lowerLayers(
  graph: GraphBuilder,
  main: Subgraph,
  features: Tensor,
  model: ResolvedModel,
  { form, weights }: WrittenForm,
  { calibration }: WriteOptions,
): Tensor {
  if (form === 'feedforward') throw new EmovoxError('INTERNAL', 'recurrent layers have another form')
  return weights === 'int8'
    ? lowerInteger(main, features, model, calibration)
    : lowerFloat(graph, main, features, model, form, STORE_WEIGHTS[weights])
}

/** From normalised features to probabilities, computed in float32 whatever the weights are stored as. */
function lowerFloat(
  graph: GraphBuilder,
  main: Subgraph,
  features: Tensor,
  { lstm, dense }: ResolvedModel,
  form: Form,
  store: StoreWeights,
): Tensor {
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
