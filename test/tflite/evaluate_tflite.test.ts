/** A `.tflite` file scores, and hears live audio, as the run does that it was made of; TensorFlow is not loaded for it. */
import { writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import t from 'tap'
import { encodeWav } from '../../lib/audio/wav.ts'
import { EMOTIONS } from '../../lib/emotions.ts'
import { evaluateTflite, loadTflite, predictTflite, recogniseTflite } from '../../lib/index.ts'
import type { Recording } from '../../lib/recording.ts'
import { writeTflite } from '../../lib/tflite/write.ts'
import { kerasModel, maxDifference } from './formula_model.ts'
import { recordings } from './waveform/recordings.ts'

const require = createRequire(import.meta.url)
const isTensorflowLoaded = () => Object.keys(require.cache).some((file) => /tfjs-node/.test(file))

const labels = [...EMOTIONS].reverse()
const model = { ...kerasModel('full_size').model, frames: 94, labels }
const files = { mfcc: writeTflite(model), waveform: writeTflite(model, { input: 'waveform' }) }

for (const input of ['mfcc', 'waveform'] as const) {
  t.test(`scores, ${input}`, async (t) => {
    const folder = t.testdir()
    const given: Recording[] = []
    for (const [index, { name, samples }] of recordings(16_000).entries()) {
      const file = path.join(folder, `${name}.wav`)
      await writeFile(file, encodeWav(samples, 16_000))
      const emotion = EMOTIONS[index % EMOTIONS.length]
      given.push({ path: file, emotion, speaker: `${index}`, corpus: 'ravdess' })
    }
    given.push({ ...given[0], path: path.join(folder, 'none.wav') })
    const runner = await loadTflite(files[input])
    const progress: number[] = []
    const { overall, perCorpus, predictions, failures } = await evaluateTflite(runner, given, {
      onProgress: (done) => progress.push(done),
    })
    t.same(failures.map(({ error }) => error.code).sort(), ['EMPTY_AUDIO', 'FILE_NOT_FOUND'])
    t.equal(predictions.length, given.length - 2)
    for (const { recording, predicted, probabilities } of predictions) {
      const alone = await predictTflite(runner, recording.path)
      t.equal(predicted, alone.emotion, recording.path)
      t.ok(maxDifference(probabilities, alone.probabilities) < 1e-5, recording.path)
    }
    const right = predictions.filter(({ recording, predicted }) => recording.emotion === predicted)
    t.equal(overall.accuracy, right.length / predictions.length)
    t.equal(perCorpus.ravdess?.clips, predictions.length)
    t.equal(progress.at(-1), given.length)

    const none = { code: 'NO_RECORDINGS', message: /found 1 of which none can/ }
    await t.rejects(evaluateTflite(runner, given.slice(-1)), none)
    await t.rejects(evaluateTflite(runner, given, { signal: AbortSignal.abort() }), { code: 'ABORTED' })
    runner.close()
  })

  t.test(`live audio, ${input}`, async (t) => {
    const runner = await loadTflite(files[input])
    const samples = Float32Array.from({ length: 70_000 }, (_, k) => Math.sin(k / 9) * Math.sin(k / 4000))
    const pieces = Array.from({ length: 70 }, (_, k) => samples.subarray(k * 1000, (k + 1) * 1000))
    const ends: number[] = []
    for await (const { start, end, emotion, probabilities } of recogniseTflite(pieces, runner)) {
      const window = samples.slice(16_000 * start, 16_000 * end)
      const alone = await predictTflite(runner, { samples: window, sampleRate: 16_000 })
      t.equal(emotion, alone.emotion)
      t.same(probabilities, alone.probabilities)
      ends.push(end)
    }
    t.same(ends, [3, 4, 4.375])
    runner.close()
  })
}

t.test('a file of other labels is refused before anything is read', async (t) => {
  const odd = await loadTflite(writeTflite({ ...model, labels: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] }))
  const refused = { code: 'BAD_TFLITE', message: /labels neutral.*found a, b/ }
  await t.rejects(evaluateTflite(odd, []), refused)
  await t.rejects(recogniseTflite([], odd).next(), refused)
  odd.close()
  t.equal(isTensorflowLoaded(), false)
})
