/**
 * Writes the files that `npm run test:runtimes` runs, and what they must answer, into a folder: a model of full size whose
 * weights follow a formula, in every form and kind of weights; and files of it that take samples, `-waveform`.
 *
 *     node --import=tsx test/runtimes/write_files.ts FOLDER
 */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { ClipPipeline } from '../../lib/audio/clip_pipeline.ts'
import { FORMS } from '../../lib/tflite/places.ts'
import { loadTflite } from '../../lib/tflite/run.ts'
import { WEIGHT_KINDS } from '../../lib/tflite/store_weights.ts'
import { clipSamples } from '../../lib/tflite/waveform/clip_samples.ts'
import { writeTflite } from '../../lib/tflite/write.ts'
import { calibrationOf, kerasModel, works } from '../tflite/formula_model.ts'
import { recordings } from '../tflite/waveform/recordings.ts'

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

/** What the file that takes features answers is what those that take samples must. */
const spoken = { ...model, frames: 94 }
const pipeline = new ClipPipeline({ ...spoken.features, audio: { ...spoken.features.audio, trimDb: null } })
const byFeatures = await loadTflite(writeTflite(spoken))
const samples: number[] = []
const answers: number[] = []
const heard = recordings(16_000)
for (const recording of heard) {
  const { data } = await pipeline.run({ samples: recording.samples, sampleRate: 16_000 })
  answers.push(...(await byFeatures.run(data)))
  samples.push(...clipSamples(recording.samples, spoken.features.audio))
}
byFeatures.close()
for (const form of ['loop', 'unrolled'] as const)
  for (const weights of ['float32', 'float16', 'dynamic'] as const)
    await writeFile(
      path.join(folder, `${form}-${weights}-waveform.tflite`),
      writeTflite(spoken, { form, weights, input: 'waveform' }),
    )
await writeFile(
  path.join(folder, 'loop-float32-waveform-matrix.tflite'),
  writeTflite(spoken, { input: 'waveform', dft: 'matrix' }),
)
await writeFile(
  path.join(folder, 'expected-waveform.json'),
  JSON.stringify({
    shape: [heard.length, samples.length / heard.length],
    features: samples,
    probabilities: answers,
    labels: spoken.labels,
  }),
)
