import type * as tfjs from '@tensorflow/tfjs-node'
import { EmovoxError } from '../errors.ts'
import {
  DENSE_ACTIVATIONS,
  type DenseActivation,
  type DenseWeights,
  type LayerWeights,
  type LstmWeights,
} from './tflite_model.ts'

type Layer = tfjs.layers.Layer
type Config = ReturnType<Layer['getConfig']>

/** Layers that do nothing once a model is trained. */
const ONLY_IN_TRAINING = ['InputLayer', 'Dropout', 'GaussianNoise', 'GaussianDropout', 'AlphaDropout']

/**
 * The trained weights of a tfjs model's layers, for {@link writeTflite}. Dropout vanishes.
 *
 * @throws EmovoxError `UNSUPPORTED_LAYER` naming the first layer that a `.tflite` file of emovox cannot hold, and why: a class
 *   other than LSTM and Dense, another activation than tanh and sigmoid within an LSTM, no bias, going backwards, stateful,
 *   layers that are not one chain.
 */
export function layersOf(model: tfjs.LayersModel): readonly LayerWeights[] {
  checkChain(model)
  return model.layers
    .filter((layer) => !ONLY_IN_TRAINING.includes(layer.getClassName()))
    .map((layer) => {
      switch (layer.getClassName()) {
        case 'LSTM':
          return lstmWeights(layer)
        case 'Dense':
          return denseWeights(layer)
        default:
          throw unsupported(layer, 'class', 'LSTM, Dense or Dropout', layer.getClassName())
      }
    })
}

/** Every layer must take what the one before it gives, and nothing else. */
function checkChain({ layers, inputs, outputs }: tfjs.LayersModel) {
  let flowing = inputs[0]
  for (const layer of layers) {
    if (layer.inboundNodes.length !== 1) throw unsupported(layer, 'uses', 1, layer.inboundNodes.length)
    if (layer.getClassName() !== 'InputLayer' && layer.input !== flowing)
      throw unsupported(layer, 'input', 'what the layer before it gives', 'something else')
    if (Array.isArray(layer.output)) throw unsupported(layer, 'outputs', 1, layer.output.length)
    flowing = layer.output
  }
  if (inputs.length !== 1 || outputs.length !== 1 || outputs[0] !== flowing)
    throw new EmovoxError(
      'UNSUPPORTED_LAYER',
      `expected a model of one input, one output and one chain of layers, found ${inputs.length} and ${outputs.length}`,
    )
}

function lstmWeights(layer: Layer): LstmWeights {
  const config = layer.getConfig()
  const needed = {
    activation: 'tanh',
    recurrentActivation: 'sigmoid',
    useBias: true,
    returnState: false,
    goBackwards: false,
    stateful: false,
  }
  for (const [name, value] of Object.entries(needed)) expectSetting(layer, config, name, value)
  const [kernel, recurrentKernel, bias] = weights(layer, 3)
  return {
    kind: 'lstm',
    name: layer.name,
    units: bias.length / 4,
    returnSequences: config.returnSequences === true,
    kernel,
    recurrentKernel,
    bias,
  }
}

function denseWeights(layer: Layer): DenseWeights {
  const config = layer.getConfig()
  expectSetting(layer, config, 'useBias', true)
  const activation = String(config.activation)
  if (!isDenseActivation(activation))
    throw unsupported(layer, 'activation', DENSE_ACTIVATIONS.join(', '), activation)
  const [kernel, bias] = weights(layer, 2)
  return {
    kind: 'dense',
    name: layer.name,
    units: bias.length,
    activation,
    kernel,
    bias,
  }
}

function isDenseActivation(name: string): name is DenseActivation {
  return DENSE_ACTIVATIONS.some((activation) => activation === name)
}

function expectSetting(layer: Layer, config: Config, name: string, expected: string | boolean) {
  if (config[name] !== expected) throw unsupported(layer, name, expected, config[name])
}

function weights(layer: Layer, count: number) {
  const tensors = layer.getWeights()
  if (tensors.length !== count) throw unsupported(layer, 'weights', count, tensors.length)
  return tensors.map((tensor) => Float32Array.from(tensor.dataSync()))
}

function unsupported(layer: Layer, what: string, expected: unknown, found: unknown): EmovoxError {
  const message = `layer ${layer.name}: expected ${what} ${expected}, found ${JSON.stringify(found)}`
  return new EmovoxError('UNSUPPORTED_LAYER', message)
}
