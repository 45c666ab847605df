import { EmovoxError } from '../errors.ts'
import type { ConvolutionalNetwork, LayerWeights, TfliteModel } from './tflite_model.ts'

/**
 * Checks that convolutional networks are there in place of layers, that every weight has its size and is a finite number.
 *
 * @throws EmovoxError `UNSUPPORTED_LAYER`, `INVALID_OPTION`, `NON_FINITE`, naming network and weight.
 */
export function checkNetworks(
  networks: readonly ConvolutionalNetwork[],
  layers: readonly LayerWeights[],
  { coefficients, labels }: Pick<TfliteModel, 'coefficients' | 'labels'>,
) {
  if (networks.length === 0 || layers.length > 0)
    throw new EmovoxError(
      'UNSUPPORTED_LAYER',
      `expected networks or layers, found ${networks.length} networks and ${layers.length} layers`,
    )
  for (const [index, network] of networks.entries()) {
    const name = `network ${index + 1}`
    let width = coefficients
    for (const [k, { taps, kernel, bias }] of network.convolutions.entries()) {
      checkWeight(`${name}, kernel of convolution ${k + 1}`, kernel, taps * width * bias.length)
      checkWeight(`${name}, bias of convolution ${k + 1}`, bias, k === 0 ? bias.length : width)
      width = bias.length
    }
    checkWeight(`${name}, attention`, network.attention, width)
    checkWeight(`${name}, kernel`, network.kernel, 3 * width * labels.length)
    checkWeight(`${name}, bias`, network.bias, labels.length)
  }
}

function checkWeight(name: string, values: Float32Array, size: number) {
  if (values.length !== size)
    throw new EmovoxError('INVALID_OPTION', `${name}: expected ${size} numbers, found ${values.length}`)
  const odd = values.findIndex((value) => !Number.isFinite(value))
  if (odd >= 0)
    throw new EmovoxError('NON_FINITE', `${name}: expected finite numbers, found ${values[odd]} at ${odd}`)
}
