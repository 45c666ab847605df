import type * as tfjs from '@tensorflow/tfjs-node'
import { convolutionalModel } from '../../lib/model/convolutional.ts'
import { probabilitiesOf } from '../../lib/model/probabilities.ts'
import { tensorflow } from '../../lib/model/tensorflow.ts'
import { featureSchema, modelSchema, parseOptions } from '../../lib/options.ts'
import { seededRandom } from '../../lib/random.ts'
import { networksOf } from '../../lib/tflite/networks_of.ts'
import type { TfliteModel } from '../../lib/tflite/tflite_model.ts'

interface NetworkSizes {
  readonly frames: number
  readonly coefficients: number
  readonly channels: number
  readonly members: number
  readonly classes: number
}

/** Convolutional networks with drawn weights, which TensorFlow runs, and as emovox describes them. */
export function formulaNetworks(sizes: NetworkSizes): {
  readonly keras: tfjs.LayersModel
  readonly model: TfliteModel
} {
  const keras = convolutionalModel(parseOptions(modelSchema, { architecture: 'convolutional', ...sizes }))
  drawNormalisations(keras)
  const { frames, coefficients, classes } = sizes
  const model: TfliteModel = {
    layers: [],
    networks: networksOf(keras) ?? [],
    frames,
    coefficients,
    normalisation: { mean: new Array(coefficients).fill(0), deviation: new Array(coefficients).fill(1) },
    labels: Array.from({ length: classes }, (_, index) => `class ${index}`),
    features: parseOptions(featureSchema, { include: ['logMel'], mfcc: { nMels: coefficients } }),
  }
  return { keras, model }
}

/** As after training: those of a new model do nothing. */
function drawNormalisations(keras: tfjs.LayersModel) {
  const random = seededRandom(1, 'normalisation')
  const weights = keras.weights.map(({ name, shape }, index) => {
    if (!name.includes('norm')) return keras.getWeights()[index]
    const least = name.includes('variance') || name.includes('gamma') ? 0.5 : -0.4
    const width = Number(shape[0])
    return tensorflow().tensor1d(Array.from({ length: width }, () => random.uniform(least, least + 0.8)))
  })
  keras.setWeights(weights)
}

/** Clips, half of each padding, of any number of frames, and the probabilities that TensorFlow gives them. */
export function networkRun(
  { keras, model }: ReturnType<typeof formulaNetworks>,
  sizes: NetworkSizes,
  { frames, clips }: { readonly frames: number; readonly clips: number },
) {
  const { coefficients } = model
  const features = Float32Array.from({ length: clips * frames * coefficients }, (_, at) =>
    Math.floor(at / coefficients) % frames < frames / 2 ? 0 : 2 * Math.sin(at * at),
  )
  const long = convolutionalModel(
    parseOptions(modelSchema, { architecture: 'convolutional', ...sizes, frames }),
  )
  long.setWeights(keras.getWeights())
  const probabilities = probabilitiesOf(long, { data: features, frames, coefficients })
  return { frames, clips, features, probabilities }
}
