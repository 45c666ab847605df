/** Convolutional networks in Google's own runtime, where `EMOVOX_PYTHON` names a Python that has ai-edge-litert. */
import { spawnSync } from 'node:child_process'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { convolutionalModel } from '../../lib/model/convolutional.ts'
import { probabilitiesOf } from '../../lib/model/probabilities.ts'
import { featureSchema, modelSchema, parseOptions } from '../../lib/options.ts'
import { networksOf } from '../../lib/tflite/networks_of.ts'
import { writeTflite } from '../../lib/tflite/write.ts'

const python = process.env.EMOVOX_PYTHON
const skip = python ? false : 'EMOVOX_PYTHON is not set'
const COEFFICIENTS = 6
const modelOf = (frames: number) =>
  convolutionalModel(
    parseOptions(modelSchema, {
      architecture: 'convolutional',
      frames,
      coefficients: COEFFICIENTS,
      channels: 10,
      members: 3,
      classes: 4,
    }),
  )

t.test('at any batch and length, and clip by clip', { skip }, async (t) => {
  const model = modelOf(20)
  const networks = networksOf(model) ?? []
  const file = path.join(await mkdtemp(path.join(tmpdir(), 'emovox-')), 'networks.tflite')
  const tflite = writeTflite({
    layers: [],
    networks,
    frames: 20,
    coefficients: COEFFICIENTS,
    normalisation: { mean: new Array(COEFFICIENTS).fill(0), deviation: new Array(COEFFICIENTS).fill(1) },
    labels: ['a', 'b', 'c', 'd'],
    features: parseOptions(featureSchema, {}),
  })
  await writeFile(file, tflite)
  const runs = [
    { frames: 20, clips: 3 },
    { frames: 33, clips: 2 },
    { frames: 5, clips: 4 },
  ].map(({ frames, clips }) => {
    // Half of every clip is padding.
    const data = Float32Array.from({ length: clips * frames * COEFFICIENTS }, (_, at) =>
      Math.floor(at / COEFFICIENTS) % frames < frames / 2 ? 0 : 2 * Math.sin(at * at),
    )
    const long = modelOf(frames)
    long.setWeights(model.getWeights())
    const probabilities = probabilitiesOf(long, { data, frames, coefficients: COEFFICIENTS })
    const features = Buffer.from(data.buffer).toString('base64')
    return { frames, clips, features, probabilities: [...probabilities] }
  })
  const script = fileURLToPath(new URL('litert_check.py', import.meta.url))
  const { stdout, stderr, status } = spawnSync(python ?? 'python3', [script], {
    input: JSON.stringify({ file, runs }),
    encoding: 'utf8',
  })
  t.equal(status, 0, stderr)
  const report = JSON.parse(stdout)
  for (const kernels of ['xnnpack', 'reference'] as const) {
    const { maxError, repeatExact, afterNonFinite } = report[kernels]
    t.ok(maxError < 1e-6, `${kernels}: largest difference ${maxError}`)
    t.ok(repeatExact, `${kernels}: the second invoke equals the first`)
    t.ok(afterNonFinite < 1e-6, `${kernels}: NaN spoils its own clip only (${afterNonFinite})`)
  }
  t.ok(report.compiledModel < 1e-6, `compiled model: largest difference ${report.compiledModel}`)
  t.match(report.signature, { inputs: ['mfcc'], outputs: ['probabilities'] })
})
