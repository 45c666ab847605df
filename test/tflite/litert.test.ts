/** The file in Google's own runtime, where `EMOVOX_PYTHON` names a Python that has ai-edge-litert. */
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import t from 'tap'
import { writeTflite } from '../../lib/tflite/write.ts'
import { type KerasModelName, kerasModel } from './formula_model.ts'
import { litertCheck } from './litert_check.ts'

const skip = process.env.EMOVOX_PYTHON ? false : 'EMOVOX_PYTHON is not set'
const NAMES: readonly KerasModelName[] = ['two_lstm', 'one_lstm', 'three_lstm', 'full_size']

for (const name of NAMES)
  t.test(`${name} in ai-edge-litert`, { skip }, async (t) => {
    const { model, runs } = kerasModel(name)
    const file = path.join(await mkdtemp(path.join(tmpdir(), 'emovox-')), `${name}.tflite`)
    await writeFile(file, writeTflite(model))
    const report = litertCheck({ file, runs })

    for (const kernels of ['xnnpack', 'reference'] as const) {
      const { maxError, repeatExact, afterNonFinite } = report[kernels]
      t.ok(maxError < 1e-6, `${kernels}: largest difference ${maxError} at any batch and length`)
      t.ok(repeatExact, `${kernels}: the second invoke equals the first`)
      t.ok(afterNonFinite < 1e-6, `${kernels}: NaN spoils its own clip only (${afterNonFinite})`)
    }
    t.ok(Number(report.compiledModel) < 1e-6, `compiled model: largest difference ${report.compiledModel}`)
    t.match(report.signature, { inputs: ['mfcc'], outputs: ['probabilities'] })
    t.ok(
      report.signature.maxError < 1e-6,
      `signature runner: largest difference ${report.signature.maxError}`,
    )

    t.match(report.structure, {
      identifier: 'TFL3',
      version: 3,
      subgraphs: ['main', 'frames_left', 'frame'],
      while: [{ condSubgraphIndex: 1, bodySubgraphIndex: 2 }],
      types: ['BOOL', 'FLOAT32', 'INT32'],
    })
    const { metadata } = report.structure
    const minimum = Buffer.from(metadata.min_runtime_version, 'base64')
    t.equal(minimum.toString('latin1'), '1.15.0'.padEnd(16, '\0'))
    t.equal(Buffer.from(metadata.TFLITE_METADATA, 'base64').toString('latin1', 4, 8), 'M001')
    t.match(report.archive, { stored: true, files: { 'labels.txt': `${model.labels.join('\n')}\n` } })
    const { extra, ...features } = model.features
    t.same(JSON.parse(report.archive.files['emovox_options.json']), {
      ...{ format: 1, labels: model.labels, frames: model.frames, coefficients: model.coefficients },
      features,
    })
  })
