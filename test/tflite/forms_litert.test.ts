/** Every form with every kind of weights, in Google's own runtime and against emovox's own runners. */
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import t from 'tap'
import { FORMS } from '../../lib/tflite/places.ts'
import { loadTflite } from '../../lib/tflite/run.ts'
import { WEIGHT_KINDS, type WeightKind } from '../../lib/tflite/store_weights.ts'
import { writeTflite } from '../../lib/tflite/write.ts'
import { calibrationOf, kerasModel, maxDifference, works } from './formula_model.ts'
import { litertCheck } from './litert_check.ts'

const skip = process.env.EMOVOX_PYTHON ? false : 'EMOVOX_PYTHON is not set'

/** Largest difference from Keras's probabilities; the model is of full size, its weights drawn, not trained. */
const TOLERANCES: Readonly<Record<WeightKind, number>> = {
  float32: 1e-6,
  float16: 1e-3,
  dynamic: 5e-3,
  int8: 3e-2,
}

/** What the oldest supported runtime must know. */
const VERSIONS: Readonly<Record<WeightKind, readonly string[]>> = {
  float32: ['FULLY_CONNECTED 1'],
  float16: ['FULLY_CONNECTED 1', 'DEQUANTIZE 3'],
  dynamic: ['FULLY_CONNECTED 9'],
  int8: ['FULLY_CONNECTED 4', 'SOFTMAX 2', 'STRIDED_SLICE 2', 'QUANTIZE 1', 'QUANTIZE 2', 'DEQUANTIZE 2'],
}

const { model, runs } = kerasModel('full_size')
const calibration = calibrationOf(model, runs[0].features)
const clipNumbers = model.frames * model.coefficients

for (const form of FORMS)
  for (const weights of WEIGHT_KINDS.filter((kind) => works(form, kind)))
    t.test(`${form}, ${weights}`, { skip }, async (t) => {
      const bytes = writeTflite(model, { form, weights, calibration })
      const file = path.join(await mkdtemp(path.join(tmpdir(), 'emovox-')), 'model.tflite')
      await writeFile(file, bytes)
      const [resizes, compiles] = [form !== 'unrolled', form !== 'fused']
      const report = litertCheck({ file, runs, resizes, compiles })
      const tolerance = TOLERANCES[weights]
      for (const kernels of ['xnnpack', 'reference'] as const) {
        const { maxError, repeatExact, afterNonFinite } = report[kernels]
        t.ok(maxError < tolerance, `${kernels}: largest difference ${maxError}`)
        t.ok(repeatExact, `${kernels}: the second invoke equals the first, bit for bit`)
        t.ok(afterNonFinite < tolerance, `${kernels}: NaN spoils its own clip only (${afterNonFinite})`)
      }
      if (compiles) t.ok(Number(report.compiledModel) < tolerance, `compiled model: ${report.compiledModel}`)
      t.ok(report.signature.maxError < tolerance, `signature runner: ${report.signature.maxError}`)
      for (const version of VERSIONS[weights])
        t.ok(report.structure.versions.includes(version), `has ${version}: ${report.structure.versions}`)
      t.equal(report.structure.subgraphs.length, form === 'loop' ? 3 : 1)

      const runner = await loadTflite(bytes)
      t.equal(runner.runtime, form === 'fused' ? 'reference' : 'litert')
      const clip = runs[0].features.subarray(0, clipNumbers)
      const expected = runs[0].probabilities.subarray(0, model.labels.length)
      const [first, second] = [await runner.run(clip), await runner.run(clip)]
      t.ok(maxDifference(first, expected) < tolerance, 'in Node')
      t.same(first, second, 'in Node, again')
      runner.close()
    })
