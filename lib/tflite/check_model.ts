import { EmovoxError } from '../errors.ts'
import { checkNetworks } from './check_networks.ts'
import {
  DENSE_ACTIVATIONS,
  type DenseWeights,
  type LayerWeights,
  type LstmWeights,
  type ResolvedModel,
  type TfliteModel,
} from './tflite_model.ts'

/**
 * Checks that a model is of the form that can be written, that every weight has its size and is a finite number, and that
 * labels and normalisation fit; separates the recurrent layers from the dense ones.
 *
 * @throws EmovoxError `UNSUPPORTED_LAYER` (the form), `NON_FINITE` (a weight), `INVALID_OPTION` (a size), naming the layer.
 */
export function checkModel(model: TfliteModel): ResolvedModel {
  const { layers, ...rest } = model
  if (model.networks) {
    checkSizes(model)
    checkNetworks(model.networks, layers, model)
    return { ...rest, lstm: [], dense: [] }
  }
  const named = layers.map((layer, index) => ({ ...layer, name: layer.name ?? `${layer.kind}_${index + 1}` }))
  const lstm = named.filter((layer) => layer.kind === 'lstm')
  const dense = named.filter((layer) => layer.kind === 'dense')
  checkOrder(named, lstm.length)
  checkSizes(model)
  let width = model.coefficients
  for (const layer of named) {
    checkLayer(layer, width)
    width = layer.units
  }
  if (width !== model.labels.length)
    throw invalid(`labels: expected ${width}, the units of the last layer, found ${model.labels.length}`)
  return { ...rest, lstm, dense }
}

function checkOrder(layers: readonly Required<LayerWeights>[], recurrent: number) {
  const shape = layers.map(({ kind }) => kind).join(' ')
  if (recurrent === 0 || recurrent === layers.length || /dense.*lstm/.test(shape))
    throw unsupported(
      `expected one or more LSTM layers, then one or more dense layers; found ${shape || 'no layers'}`,
    )
  layers.forEach((layer, index) => {
    if (layer.kind !== 'lstm') return
    const expected = index < recurrent - 1
    if (layer.returnSequences !== expected)
      throw unsupported(
        `layer ${layer.name}: expected returnSequences ${expected} of LSTM ${index + 1} of ${recurrent}, found ${layer.returnSequences}`,
      )
  })
}

function checkSizes({ frames, coefficients, normalisation, labels }: TfliteModel) {
  for (const [name, value] of Object.entries({ frames, coefficients }))
    if (!Number.isInteger(value) || value < 1)
      throw invalid(`${name}: expected a whole number above 0, found ${value}`)
  for (const [name, values] of Object.entries(normalisation)) {
    if (values.length !== coefficients)
      throw invalid(`normalisation.${name}: expected ${coefficients} numbers, found ${values.length}`)
    const odd = values.findIndex((value) => !Number.isFinite(value))
    if (odd >= 0) throw nonFinite(`normalisation.${name}`, odd, values[odd])
  }
  const zero = normalisation.deviation.findIndex((value) => !(Math.fround(value) > 0))
  if (zero >= 0)
    throw invalid(
      `normalisation.deviation: expected numbers above 0, found ${normalisation.deviation[zero]} at ${zero}`,
    )
  if (new Set(labels).size !== labels.length || labels.some((label) => label === '' || /[\r\n]/.test(label)))
    throw invalid(
      `labels: expected different names of one line each, found ${JSON.stringify(labels).slice(0, 200)}`,
    )
}

function checkLayer(layer: Required<LayerWeights>, inputs: number) {
  const { units, name } = layer
  if (!Number.isInteger(units) || units < 1)
    throw invalid(`layer ${name}: expected units above 0, found ${units}`)
  if (layer.kind === 'lstm') checkLstm(layer, inputs)
  else checkDense(layer, inputs)
}

function checkLstm({ name, units, kernel, recurrentKernel, bias }: Required<LstmWeights>, inputs: number) {
  checkWeight(name, 'kernel', kernel, [inputs, 4 * units])
  checkWeight(name, 'recurrentKernel', recurrentKernel, [units, 4 * units])
  checkWeight(name, 'bias', bias, [4 * units])
}

function checkDense({ name, units, activation, kernel, bias }: Required<DenseWeights>, inputs: number) {
  if (!DENSE_ACTIVATIONS.includes(activation))
    throw unsupported(
      `layer ${name}: expected an activation of ${DENSE_ACTIVATIONS.join(', ')}, found ${activation}`,
    )
  checkWeight(name, 'kernel', kernel, [inputs, units])
  checkWeight(name, 'bias', bias, [units])
}

function checkWeight(layer: string, weight: string, values: Float32Array, shape: readonly number[]) {
  const size = shape.reduce((product, length) => product * length, 1)
  if (values.length !== size)
    throw invalid(
      `layer ${layer}: expected ${weight} of [${shape.join(', ')}] = ${size} numbers, found ${values.length}`,
    )
  const odd = values.findIndex((value) => !Number.isFinite(value))
  if (odd >= 0) throw nonFinite(`layer ${layer}, ${weight}`, odd, values[odd])
}

function nonFinite(where: string, index: number, value: number): EmovoxError {
  return new EmovoxError('NON_FINITE', `${where}: expected finite numbers, found ${value} at ${index}`)
}

function invalid(message: string): EmovoxError {
  return new EmovoxError('INVALID_OPTION', message)
}

function unsupported(message: string): EmovoxError {
  return new EmovoxError('UNSUPPORTED_LAYER', message)
}
