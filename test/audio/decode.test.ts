import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import t from 'tap'
import { type Audio, decode } from '../../lib/audio/decode.ts'
import { encodeWav } from '../../lib/audio/wav.ts'

const golden = (name: string) => readFile(new URL(`golden/${name}`, import.meta.url))

const tone = (samples: number, amplitude: number) =>
  Float32Array.from({ length: samples }, (_, k) => amplitude * Math.sin((2 * Math.PI * 440 * k) / 8000))

function furthest(found: Float32Array, expected: Float32Array): number {
  return found.reduce((most, value, k) => Math.max(most, Math.abs(value - expected[k])), 0)
}

t.test('what encodeWav writes is read back', async (t) => {
  const samples = tone(1000, 0.9)
  for (const [bitDepth, step] of [
    [16, 2 ** -15],
    [24, 2 ** -23],
    ['float32', 0],
  ] as const) {
    const audio = await decode(encodeWav(samples, 44_100, { bitDepth }))
    t.match(audio, { sampleRate: 44_100, channels: 1 })
    t.equal(audio.samples.length, 1000)
    t.ok(furthest(audio.samples, samples) <= step / 2, `${bitDepth}`)
    t.notOk('truncatedSamples' in audio)
  }
})

t.test('FLAC, of 16 and 24 bits', async (t) => {
  const stereo = await decode(await golden('tone_16.flac'))
  t.match(stereo, { sampleRate: 8000, channels: 2 })
  t.equal(stereo.samples.length, 6000)
  t.ok(furthest(stereo.samples, tone(6000, 0.375)) < 2 ** -15)
  const fine = await decode(await golden('tone_24.flac'))
  t.match(fine, { sampleRate: 8000, channels: 1 })
  t.equal(fine.samples.length, 2000)
  t.ok(furthest(fine.samples, tone(2000, 0.5)) < 2 ** -22)
})

/** Amplitude of the 440 Hz sine in the samples, which should be about the same as their RMS says. */
function amplitudeAt440({ samples, sampleRate }: Audio): number {
  let [re, im] = [0, 0]
  for (const [k, sample] of samples.entries()) {
    re += sample * Math.cos((2 * Math.PI * 440 * k) / sampleRate)
    im += sample * Math.sin((2 * Math.PI * 440 * k) / sampleRate)
  }
  return (2 * Math.hypot(re, im)) / samples.length
}

t.test('MP3: the tone, of its length, without the encoder delay', async (t) => {
  const audio = await decode(await golden('tone.mp3'))
  t.match(audio, { sampleRate: 8000, channels: 1 })
  t.equal(audio.truncatedSamples, undefined)
  t.ok(Math.abs(audio.samples.length - 2000) <= 576, `${audio.samples.length} samples`)
  t.ok(Math.abs(amplitudeAt440(audio) - 0.5) < 0.05, `amplitude ${amplitudeAt440(audio)}`)
})

t.test('MP3 after an ID3 tag', async (t) => {
  const tag = Buffer.alloc(10 + 300)
  tag.write('ID3\x04', 0, 'latin1')
  tag.set([0, 0, 2, 300 - 256], 6)
  const plain = await decode(await golden('tone.mp3'))
  const tagged = await decode(Buffer.concat([tag, await golden('tone.mp3')]))
  t.same(tagged.samples, plain.samples)
})

t.test('content tells the format, not the name; names in any script', async (t) => {
  const folder = t.testdir()
  const file = path.join(folder, 'grüße 你好 🎤.mp3')
  writeFileSync(file, encodeWav(tone(100, 0.5), 8000))
  t.equal((await decode(file)).samples.length, 100)
})

t.test('a file cut off gives what is there, and says how much is missing', async (t) => {
  const wav = encodeWav(tone(1000, 0.5), 8000)
  t.match(await decode(wav.subarray(0, 44 + 600)), { truncatedSamples: 700 })
  const flac = await golden('tone_16.flac')
  const cut = await decode(flac.subarray(0, flac.length - 100))
  t.equal(cut.samples.length, 4096)
  t.equal(cut.truncatedSamples, 6000 - 4096)
})

t.test('bad files: each has its code and names the file', async (t) => {
  const folder = t.testdir({ 'empty.wav': '', 'text.wav': 'not audio at all', folder: {} })
  const wav = encodeWav(tone(10, 0.5), 8000)
  const float = encodeWav(tone(10, 0.5), 8000, { bitDepth: 'float32' })
  new DataView(float.buffer).setFloat32(58 + 12, Number.NaN, true)
  writeFileSync(path.join(folder, 'cut.wav'), wav.subarray(0, 30))
  writeFileSync(path.join(folder, 'no samples.wav'), encodeWav(new Float32Array(), 8000))
  writeFileSync(path.join(folder, 'nan.wav'), float)
  for (const [name, code, message] of [
    ['missing.wav', 'FILE_NOT_FOUND', 'no such file'],
    ['empty.wav', 'NOT_AUDIO', 'found an empty file'],
    ['text.wav', 'NOT_AUDIO', 'found text ("not audio at all")'],
    ['folder', 'UNREADABLE', 'found a folder'],
    ['cut.wav', 'TRUNCATED', 'cut off after 30 bytes'],
    ['no samples.wav', 'EMPTY_AUDIO', 'length 0'],
    ['nan.wav', 'NON_FINITE', 'found nan at sample 3'],
  ]) {
    const file = path.join(folder, name)
    const thrown = await decode(file).catch((error: unknown) => error)
    t.match(thrown, { name: 'EmovoxError', code, message })
    t.ok(String(thrown).includes(file), `names ${name}`)
  }
})

t.test(
  'a file that may not be read',
  { skip: process.getuid?.() === 0 && 'root may read all' },
  async (t) => {
    const folder = t.testdir({ 'secret.wav': 'x' })
    chmodSync(path.join(folder, 'secret.wav'), 0)
    await t.rejects(decode(path.join(folder, 'secret.wav')), { code: 'UNREADABLE' })
  },
)

t.test('an hour and more is refused at once, from the bytes that are there', async (t) => {
  const wav = encodeWav(new Float32Array(3661 * 1000), 1000)
  await t.rejects(decode(wav), { code: 'TOO_LONG', message: 'at most 3660 s' })
})

t.test('damaged bytes give an error or samples, never a crash', async (t) => {
  const folder = t.testdir()
  mkdirSync(folder, { recursive: true })
  const files = [
    encodeWav(tone(300, 0.5), 8000),
    await golden('tone_16.flac'),
    await golden('tone_24.flac'),
    await golden('tone.mp3'),
  ]
  let state = 7
  const random = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  const known = new Set(['UNREADABLE', 'NOT_AUDIO', 'TRUNCATED', 'EMPTY_AUDIO', 'NON_FINITE', 'TOO_LONG'])
  for (const file of files) {
    for (let round = 0; round < 150; round++) {
      const damaged = Uint8Array.from(file.subarray(0, random(4) === 0 ? random(file.length) : file.length))
      for (let change = 0; change < 1 + random(6); change++)
        damaged[random(random(2) === 0 ? 64 : damaged.length)] = random(256)
      const outcome = await decode(damaged).catch((error: unknown) => error)
      if (outcome instanceof Error && !('code' in outcome && known.has(String(outcome.code))))
        t.fail(`unexpected ${outcome.stack}`)
    }
  }
  t.pass('still here')
})
