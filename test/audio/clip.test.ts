import t from 'tap'
import { loadClip } from '../../lib/audio/clip.ts'
import { resample } from '../../lib/audio/resample.ts'
import { trim } from '../../lib/audio/trim.ts'
import { encodeWav } from '../../lib/audio/wav.ts'

/** A second of a tone between two half-seconds of silence. */
const recording = (sampleRate: number) =>
  Float32Array.from({ length: 2 * sampleRate }, (_, k) => {
    const time = k / sampleRate
    return time > 0.5 && time < 1.5 ? 0.5 * Math.sin(2 * Math.PI * 300 * time) : 0
  })

t.test('resampled and trimmed, as the functions alone would do it', async (t) => {
  const samples = recording(22_050)
  const clip = await loadClip({ samples, sampleRate: 22_050 }, { trimDb: 30 })
  const expected = trim(resample(samples, 22_050, 16_000), { trimDb: 30 }).samples
  t.same(clip.samples, expected)
  t.match(clip, { sampleRate: 16_000, sourceSampleRate: 22_050, sourceChannels: 1, sourceSeconds: 2 })
  t.equal(clip.seconds, expected.length / 16_000)
  t.equal(clip.silent, false)
  t.equal(clip.truncatedSamples, undefined)
})

t.test('a path, bytes and samples give the same', async (t) => {
  const samples = recording(16_000)
  const wav = encodeWav(samples, 16_000, { bitDepth: 'float32' })
  const folder = t.testdir({ 'a.wav': Buffer.from(wav) })
  const expected = (await loadClip({ samples, sampleRate: 16_000 })).samples
  t.same((await loadClip(wav)).samples, expected)
  t.same((await loadClip(`${folder}/a.wav`)).samples, expected)
})

t.test('trimDb null keeps all of it', async (t) => {
  const clip = await loadClip({ samples: recording(16_000), sampleRate: 16_000 }, { trimDb: null })
  t.equal(clip.samples.length, 32_000)
})

t.test('silence is kept, and said to be silent', async (t) => {
  const clip = await loadClip({ samples: new Float32Array(8000), sampleRate: 16_000 })
  t.match(clip, { silent: true, seconds: 0.5 })
})

t.test('a file cut off', async (t) => {
  const wav = encodeWav(recording(16_000), 16_000)
  t.match(await loadClip(wav.subarray(0, wav.length - 2000)), { truncatedSamples: 1000 })
})

t.test('bad input', async (t) => {
  const sampleRate = 16_000
  await t.rejects(loadClip({ samples: new Float32Array(), sampleRate }), { code: 'EMPTY_AUDIO' })
  await t.rejects(loadClip({ samples: Float32Array.of(0, Number.NaN), sampleRate }), {
    code: 'NON_FINITE',
    message: 'index 1',
  })
  await t.rejects(loadClip({ samples: Float32Array.of(1), sampleRate: 0 }), { code: 'INVALID_OPTION' })
  await t.rejects(loadClip({ samples: new Float32Array(3_700_000), sampleRate: 1000 }), { code: 'TOO_LONG' })
  await t.rejects(loadClip('missing.wav', { sampleRate: 5 }), { code: 'INVALID_OPTION' })
  await t.rejects(loadClip(''), { code: 'INVALID_OPTION' })
  await t.rejects(loadClip('a\0b'), { code: 'INVALID_OPTION' })
})
