/**
 * Writes what `npm run compare:converter` needs into a folder: a model's weights for Keras, clips, and emovox's own files of
 * it. The model is that of a run, with the clips that it keeps, or one of full size whose weights follow a formula.
 *
 *     node --import=tsx test/runtimes/write_converter_case.ts FOLDER [RUN]
 */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { keptClips, keptValidation } from '../../lib/cli/kept_clips.ts'
import { loadRun } from '../../lib/model/run.ts'
import { tfliteModelOf } from '../../lib/tflite/export_run.ts'
import { FORMS } from '../../lib/tflite/places.ts'
import { WEIGHT_KINDS } from '../../lib/tflite/store_weights.ts'
import type { LayerWeights, TfliteModel } from '../../lib/tflite/tflite_model.ts'
import { writeTflite } from '../../lib/tflite/write.ts'
import { calibrationOf, kerasModel, works } from '../tflite/formula_model.ts'

interface Case {
  readonly model: TfliteModel
  readonly clips: Float32Array
  readonly calibration: Float32Array
}

const [folder, run] = process.argv.slice(2)
const { model, clips, calibration } = run === undefined ? formulaCase() : await runCase(run)

for (const form of FORMS)
  for (const weights of WEIGHT_KINDS.filter((kind) => works(form, kind)))
    await writeFile(
      path.join(folder, `${form}, ${weights}.tflite`),
      writeTflite(model, { form, weights, calibration }),
    )
const { frames, coefficients, normalisation } = model
await writeFile(path.join(folder, 'clips.bin'), clips)
await writeFile(path.join(folder, 'calibration.bin'), calibration)
await writeFile(
  path.join(folder, 'model.json'),
  JSON.stringify({ frames, coefficients, normalisation, layers: model.layers.map(plain) }),
)

function formulaCase(): Case {
  const { model, runs } = kerasModel('full_size')
  return { model, clips: runs[0].features, calibration: calibrationOf(model, runs[0].features) }
}

async function runCase(folder: string): Promise<Case> {
  const run = await loadRun(folder)
  const validation = await keptValidation(run, folder)
  const checked = await keptClips(run, folder, 'check')
  const validated = validation?.features ?? new Float32Array()
  const clips = new Float32Array(checked.length + validated.length)
  clips.set(checked)
  clips.set(validated, checked.length)
  return { model: tfliteModelOf(run), clips, calibration: await keptClips(run, folder, 'calibration') }
}

function plain(layer: LayerWeights) {
  const matrices = layer.kind === 'lstm' ? [layer.kernel, layer.recurrentKernel] : [layer.kernel]
  const { kind, units } = layer
  const activation = layer.kind === 'dense' ? layer.activation : undefined
  return { kind, units, activation, weights: [...matrices, layer.bias].map((values) => [...values]) }
}
