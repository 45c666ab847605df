import { checkModel } from './check_model.ts'
import { writeFlatbuffer } from './flatbuffer_writer.ts'
import { GraphBuilder } from './graph.ts'
import { lowerDense } from './lower_dense.ts'
import { lowerLstmLoop } from './lower_lstm_loop.ts'
import { lowerNetworks } from './lower_network.ts'
import { lowerNormalisation } from './lower_normalisation.ts'
import { associatedFiles, emovoxOptions, METADATA_ENTRY, tfliteMetadata } from './metadata.ts'
import { TFLITE_IDENTIFIER, tfliteSchema } from './schema.ts'
import { appendStoredZip } from './stored_zip.ts'
import type { TfliteModel } from './tflite_model.ts'

/**
 * Writes a model as a `.tflite` file: float32, built-in operators only, normalisation included.
 *
 * Input `mfcc` [1, frames, coefficients] float32, as extracted; output `probabilities` [1, classes]; both may be resized to
 * any batch and any number of frames. Signature `serving_default`. The same model gives the same bytes.
 *
 * @returns the file.
 * @throws EmovoxError `UNSUPPORTED_LAYER`, `NON_FINITE` or `INVALID_OPTION`, naming the layer and the weight.
 * @example
 * const file = writeTflite({ layers, frames: 94, coefficients: 13, normalisation, labels: EMOTIONS, features })
 */
export function writeTflite(model: TfliteModel): Uint8Array {
  const { lstm, dense, frames, coefficients, normalisation } = checkModel(model)
  const graph = new GraphBuilder()
  const main = graph.subgraph('main')
  const mfcc = main.tensor({ name: 'mfcc', shape: [1, frames, coefficients] })
  const normalised = lowerNormalisation(main, mfcc, normalisation)
  const probabilities = model.networks
    ? lowerNetworks(main, normalised, model.networks)
    : dense.reduce(
        (x, layer, index) =>
          lowerDense(main, x, layer, index === dense.length - 1 ? 'probabilities' : layer.name),
        lowerLstmLoop(graph, main, normalised, lstm),
      )
  main.interface([mfcc], [probabilities])

  graph.metadata(METADATA_ENTRY.minimumRuntime, padded(graph.minimumRuntime()))
  graph.metadata(METADATA_ENTRY.description, tfliteMetadata(model))
  graph.metadata(METADATA_ENTRY.options, utf8(JSON.stringify(emovoxOptions(model))))
  const table = graph.build('emovox speech emotion', { mfcc }, { probabilities })
  const file = writeFlatbuffer(tfliteSchema, 'Model', TFLITE_IDENTIFIER, table)
  return appendStoredZip(file, associatedFiles(model))
}

const utf8 = (text: string) => new TextEncoder().encode(text)

/** `min_runtime_version` has 16 bytes, zeros after the text. */
function padded(version: string): Uint8Array {
  const bytes = new Uint8Array(16)
  bytes.set(utf8(version))
  return bytes
}
