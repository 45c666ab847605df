/**
 * Writes the files that `npm run test:runtimes` runs, and what they must answer, into a folder: a recurrent model and
 * convolutional networks, both of full size with weights that follow a formula, in every form and kind of weights; and files
 * of them that take samples, `-waveform`.
 *
 *     node --import=tsx test/runtimes/write_files.ts FOLDER
 */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { ClipPipeline } from '../../lib/audio/clip_pipeline.ts'
import { EMOTIONS } from '../../lib/emotions.ts'
import { FORMS } from '../../lib/tflite/places.ts'
import { loadTflite } from '../../lib/tflite/run.ts'
import { WEIGHT_KINDS } from '../../lib/tflite/store_weights.ts'
import type { TfliteModel } from '../../lib/tflite/tflite_model.ts'
import { clipSamples } from '../../lib/tflite/waveform/clip_samples.ts'
import { type WriteOptions, writeTflite } from '../../lib/tflite/write.ts'
import { calibrationOf, kerasModel, works } from '../tflite/formula_model.ts'
import { formulaNetworks } from '../tflite/formula_networks.ts'
import { recordings } from '../tflite/waveform/recordings.ts'

const [folder] = process.argv.slice(2)
await writeRecurrent()
await writeNetworks()

async function writeRecurrent() {
  const { model, runs } = kerasModel('full_size')
  const [{ frames, clips, features, probabilities }] = runs
  const calibration = calibrationOf(model, features)
  for (const form of FORMS)
    for (const weights of WEIGHT_KINDS.filter((kind) => works(form, kind)))
      await write(`${form}-${weights}`, model, { form, weights, calibration })
  await expect('recurrent', { shape: [clips, frames, model.coefficients], features, probabilities })

  const spoken = { ...model, frames: 94 }
  await expect('recurrent-waveform', (await answers(spoken)).toSamples)
  for (const form of ['loop', 'unrolled'] as const)
    for (const weights of ['float32', 'float16', 'dynamic'] as const)
      await write(`${form}-${weights}-waveform`, spoken, { form, weights, input: 'waveform' })
  await write('loop-float32-waveform-matrix', spoken, { input: 'waveform', dft: 'matrix' })
}

async function writeNetworks() {
  const { model: drawn } = formulaNetworks({
    frames: 94,
    coefficients: 64,
    channels: 96,
    members: 2,
    classes: EMOTIONS.length,
  })
  const decibels = { mean: drawn.normalisation.mean, deviation: drawn.normalisation.deviation.map(() => 10) }
  const model = { ...drawn, labels: EMOTIONS, normalisation: decibels }
  const { toFeatures, toSamples } = await answers(model)
  await expect('networks', toFeatures)
  await expect('networks-waveform', toSamples)
  const calibration = calibrationOf(model, toFeatures.features)
  for (const weights of WEIGHT_KINDS) {
    const options = { weights, calibration }
    await write(`feedforward-${weights}`, model, options)
    await write(`feedforward-${weights}-waveform`, model, { ...options, input: 'waveform' })
    if (weights === 'float32' || weights === 'int8')
      await write(`feedforward-${weights}-waveform-matrix`, model, {
        ...options,
        input: 'waveform',
        dft: 'matrix',
      })
  }
}

/** What a file must answer. */
interface Expected {
  readonly shape: readonly number[]
  readonly features: Float32Array
  readonly probabilities: Float32Array
  readonly labels?: readonly string[]
}

/** What the file that takes features answers is what those that take samples must. */
async function answers(model: TfliteModel): Promise<Record<'toFeatures' | 'toSamples', Expected>> {
  const { labels, frames, coefficients } = model
  const pipeline = new ClipPipeline({ ...model.features, audio: { ...model.features.audio, trimDb: null } })
  const heard = recordings(16_000)
  const extracted = await Promise.all(
    heard.map(({ samples }) => pipeline.run({ samples, sampleRate: 16_000 })),
  )
  const features = joined(extracted.map(({ data }) => data))
  const samples = joined(heard.map((recording) => clipSamples(recording.samples, model.features.audio)))
  const byFeatures = await loadTflite(writeTflite(model))
  const probabilities = await byFeatures.run(features)
  byFeatures.close()
  const clips = heard.length
  return {
    toFeatures: { shape: [clips, frames, coefficients], features, probabilities, labels },
    toSamples: { shape: [clips, samples.length / clips], features: samples, probabilities, labels },
  }
}

function joined(rows: readonly Float32Array[]): Float32Array {
  return Float32Array.from(rows.flatMap((row) => [...row]))
}

async function write(name: string, model: TfliteModel, options: WriteOptions) {
  await writeFile(path.join(folder, `${name}.tflite`), writeTflite(model, options))
}

async function expect(name: string, { shape, features, probabilities, labels }: Expected) {
  const values = { shape, features: [...features], probabilities: [...probabilities], labels }
  await writeFile(path.join(folder, `expected-${name}.json`), JSON.stringify(values))
}
