/** A file that takes samples in Google's own runtimes, where `EMOVOX_PYTHON` names a Python that has ai-edge-litert. */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import t from 'tap'
import { ClipPipeline } from '../../../lib/audio/clip_pipeline.ts'
import { loadTflite } from '../../../lib/tflite/run.ts'
import { clipSamples } from '../../../lib/tflite/waveform/clip_samples.ts'
import { writeTflite } from '../../../lib/tflite/write.ts'
import { kerasModel } from '../formula_model.ts'
import { askPython, skip } from '../python.ts'
import { recordings } from './recordings.ts'

interface Report {
  readonly xnnpack: { maxError: number; repeatExact: boolean; afterNonFinite: number }
  readonly reference: { maxError: number; repeatExact: boolean; afterNonFinite: number }
  readonly compiledModel: number
  readonly signature: number
}

for (const dft of ['rfft', 'matrix'] as const)
  t.test(`samples, ${dft}, in ai-edge-litert`, { skip }, async (t) => {
    const model = { ...kerasModel('full_size').model, frames: 94 }
    const { features } = model
    const heard = recordings(16_000)
    const pipeline = new ClipPipeline({ ...features, audio: { ...features.audio, trimDb: null } })
    const byFeatures = await loadTflite(writeTflite(model))
    const probabilities: number[][] = []
    for (const { samples } of heard) {
      const { data } = await pipeline.run({ samples, sampleRate: 16_000 })
      probabilities.push([...(await byFeatures.run(data))])
    }
    byFeatures.close()
    const clips = Buffer.concat(
      heard.map(({ samples }) => new Uint8Array(clipSamples(samples, features.audio).buffer)),
    )
    const file = path.join(t.testdir(), 'waveform.tflite')
    await writeFile(file, writeTflite(model, { input: 'waveform', dft }))
    const request = { file, clips: clips.toString('base64'), probabilities }
    const report = askPython<Report>('waveform/waveform_check.py', { request })
    for (const kernels of ['xnnpack', 'reference'] as const) {
      const { maxError, repeatExact, afterNonFinite } = report[kernels]
      t.ok(maxError < 2e-5, `${kernels}: largest difference ${maxError}`)
      t.ok(repeatExact, `${kernels}: the second time as the first`)
      t.ok(afterNonFinite < 2e-5, `${kernels}: after NaN ${afterNonFinite}`)
    }
    t.ok(report.compiledModel < 2e-5, `compiled model: largest difference ${report.compiledModel}`)
    t.ok(report.signature < 2e-5, `signature runner: largest difference ${report.signature}`)
  })
