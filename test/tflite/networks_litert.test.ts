/** Convolutional networks in Google's own runtime, where `EMOVOX_PYTHON` names a Python that has ai-edge-litert. */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import t from 'tap'
import { loadTflite } from '../../lib/tflite/run.ts'
import { WEIGHT_KINDS, type WeightKind } from '../../lib/tflite/store_weights.ts'
import { writeTflite } from '../../lib/tflite/write.ts'
import { maxDifference } from './formula_model.ts'
import { formulaNetworks, networkRun } from './formula_networks.ts'
import { litertCheck } from './litert_check.ts'
import { skip } from './python.ts'

/** Largest difference from TensorFlow's probabilities; the weights are drawn, not trained. */
const TOLERANCES: Readonly<Record<WeightKind, number>> = {
  float32: 1e-6,
  float16: 1e-3,
  dynamic: 1e-2,
  int8: 3e-2,
}

/** What the oldest supported runtime must know. */
const VERSIONS: Readonly<Record<WeightKind, readonly string[]>> = {
  float32: ['CONV_2D 1', 'FULLY_CONNECTED 1'],
  float16: ['CONV_2D 1', 'DEQUANTIZE 3'],
  dynamic: ['CONV_2D 1', 'CONV_2D 5'],
  int8: ['CONV_2D 3', 'ADD 2', 'QUANTIZE 1', 'DEQUANTIZE 2', 'FULLY_CONNECTED 1'],
}

const sizes = { frames: 20, coefficients: 6, channels: 10, members: 3, classes: 4 }
const networks = formulaNetworks(sizes)
const { model } = networks
const runs = [
  { frames: 20, clips: 3 },
  { frames: 33, clips: 2 },
  { frames: 5, clips: 4 },
].map((run) => networkRun(networks, sizes, run))
const { features: calibration } = networkRun(networks, sizes, { frames: 20, clips: 40 })

for (const weights of WEIGHT_KINDS)
  t.test(`${weights}: at any batch and length, and clip by clip`, { skip }, async (t) => {
    const bytes = writeTflite(model, { weights, calibration })
    const file = path.join(t.testdir(), 'networks.tflite')
    await writeFile(file, bytes)
    const report = litertCheck({ file, runs })
    const tolerance = TOLERANCES[weights]
    for (const kernels of ['xnnpack', 'reference'] as const) {
      const { maxError, repeatExact, afterNonFinite } = report[kernels]
      t.ok(maxError < tolerance, `${kernels}: largest difference ${maxError}`)
      t.ok(repeatExact, `${kernels}: the second invoke equals the first`)
      t.ok(afterNonFinite < tolerance, `${kernels}: NaN spoils its own clip only (${afterNonFinite})`)
    }
    t.ok(Number(report.compiledModel) < tolerance, `compiled model: ${report.compiledModel}`)
    t.match(report.signature, { inputs: ['log_mel'], outputs: ['probabilities'] })
    t.equal(report.structure.subgraphs.length, 1)
    for (const version of VERSIONS[weights])
      t.ok(report.structure.versions.includes(version), `has ${version}: ${report.structure.versions}`)

    const runner = await loadTflite(bytes)
    t.equal(runner.runtime, 'litert')
    for (const { frames, features, probabilities } of runs)
      t.ok(maxDifference(await runner.run(features, { frames }), probabilities) < tolerance, 'in Node')
    runner.close()
  })
