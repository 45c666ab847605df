/** What calibration sees inside a network is what TensorFlow computes there. */
import type * as tfjs from '@tensorflow/tfjs-node'
import t from 'tap'
import { membersOf } from '../../lib/model/convolutional.ts'
import { tensorflow } from '../../lib/model/tensorflow.ts'
import { calibrateNetworks } from '../../lib/tflite/calibrate_networks.ts'
import { runConvolutions } from '../../lib/tflite/run_convolutions.ts'
import { calibrationOf, maxDifference } from './formula_model.ts'
import { formulaNetworks, networkRun } from './formula_networks.ts'

for (const frames of [20, 21])
  t.test(`${frames} frames`, async (t) => {
    const sizes = { frames, coefficients: 6, channels: 10, members: 1, classes: 4 }
    const networks = formulaNetworks(sizes)
    const [member] = membersOf(networks.keras)
    const named = (end: RegExp) => member.layers.filter(({ name }) => end.test(name))
    const inside = [...named(/_relu$/), ...named(/_sum$/)].map((layer) => layer.output as tfjs.SymbolicTensor)
    const { features } = networkRun(networks, sizes, { frames, clips: 1 })
    const tf = tensorflow()
    const predicted = tf
      .model({ inputs: member.inputs, outputs: inside })
      .predict(tf.tensor3d(features, [1, frames, sizes.coefficients]))
    const expected = [predicted].flat().map((tensor) => Float32Array.from(tensor.dataSync()))
    const [network] = networks.model.networks ?? []
    const { convolutions, sums } = runConvolutions(network, features, frames)
    const found = [...convolutions, ...sums.slice(1)]
    t.equal(found.length, expected.length)
    for (const [index, values] of found.entries()) {
      t.ok(maxDifference(values, expected[index]) < 1e-5, `layer ${index}`)
      t.ok(Math.max(...values) > 0.1, `layer ${index} is alive`)
    }
    const ranges = calibrateNetworks([network], networks.model, calibrationOf(networks.model, features))
    t.equal(ranges.networks[0].sums[3].greatest, Math.max(...sums[3]))
  })
