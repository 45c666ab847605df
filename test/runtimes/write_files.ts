/**
 * Writes the files that `npm run test:runtimes` runs, and what they must answer, into a folder: a model of full size whose
 * weights follow a formula, in every form and kind of weights.
 *
 *     node --import=tsx test/runtimes/write_files.ts FOLDER
 */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { FORMS } from '../../lib/tflite/places.ts'
import { WEIGHT_KINDS } from '../../lib/tflite/store_weights.ts'
import { writeTflite } from '../../lib/tflite/write.ts'
import { calibrationOf, kerasModel, works } from '../tflite/formula_model.ts'

const [folder] = process.argv.slice(2)
const { model, runs } = kerasModel('full_size')
const [{ frames, clips, features, probabilities }] = runs
const calibration = calibrationOf(model, features)

for (const form of FORMS)
  for (const weights of WEIGHT_KINDS.filter((kind) => works(form, kind)))
    await writeFile(
      path.join(folder, `${form}-${weights}.tflite`),
      writeTflite(model, { form, weights, calibration }),
    )
await writeFile(
  path.join(folder, 'expected.json'),
  JSON.stringify({
    shape: [clips, frames, model.coefficients],
    features: [...features],
    probabilities: [...probabilities],
  }),
)
