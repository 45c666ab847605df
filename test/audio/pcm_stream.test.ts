import t from 'tap'
import { decode } from '../../lib/audio/decode.ts'
import { pcmStream } from '../../lib/audio/pcm_stream.ts'
import { encodeWav } from '../../lib/audio/wav.ts'
import type { PcmFormat } from '../../lib/options.ts'

const signal = Float32Array.from({ length: 1000 }, (_, k) => 0.7 * Math.sin(k / 7))

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function heard(bytes: Uint8Array, size: number, raw: Partial<PcmFormat> = {}) {
  const { samples, ...format } = await pcmStream(inPieces(bytes, size), raw)
  const all: number[] = []
  for await (const piece of samples) all.push(...piece)
  return { ...format, samples: Float32Array.from(all) }
}

/** A WAV file whose header says another length of samples. */
function ofLength(wav: Uint8Array, length: number): Uint8Array {
  const copy = wav.slice()
  new DataView(copy.buffer).setUint32(copy.length - 2 * signal.length - 4, length, true)
  return copy
}

t.test('a WAV file is heard as it is decoded, however it comes', async (t) => {
  for (const bitDepth of [16, 24, 'float32'] as const) {
    const wav = encodeWav(signal, 22_050, { bitDepth })
    const { samples } = await decode(wav)
    for (const size of [1, 7, 100, 1e6])
      t.match(
        await heard(wav, size, { sampleRate: 8000 }),
        { sampleRate: 22_050, channels: 1, samples },
        `${bitDepth}`,
      )
  }
})

t.test('a recorder that does not know the length yet is heard to the end', async (t) => {
  const wav = encodeWav(signal, 16_000)
  const { samples } = await decode(wav)
  for (const length of [0, 0x7fff_f000, 0x7fff_ffff, 0x8000_0000 - 36, 0xffff_ffff])
    t.same((await heard(ofLength(wav, length), 64)).samples, samples, `${length}`)
  t.same((await heard(ofLength(wav, 500), 64)).samples, samples.subarray(0, 250), 'what follows is no sound')
})

t.test('chunks before the samples are passed over', async (t) => {
  const wav = encodeWav(signal, 16_000)
  const list = new Uint8Array([...new TextEncoder().encode('LIST'), 3, 0, 0, 0, 1, 2, 3, 0])
  const longer = new Uint8Array([...wav.subarray(0, 12), ...list, ...wav.subarray(12)])
  t.same((await heard(longer, 5)).samples, (await decode(wav)).samples)
})

t.test('raw samples, as the options say', async (t) => {
  const bytes = new Uint8Array([0x00, 0x80, 0xff, 0x7f, 0x00, 0x40, 0x00, 0x00, 0x99])
  t.same(await heard(bytes, 3), {
    sampleRate: 16_000,
    channels: 1,
    sampleFormat: 's16',
    samples: Float32Array.of(-1, 32_767 / 32_768, 0.5, 0),
  })
  const stereo = await heard(bytes, 2, { channels: 2, sampleRate: 48_000 })
  t.match(stereo, { sampleRate: 48_000, samples: Float32Array.of(-1 / 65_536, 0.25) })
  t.same(
    (await heard(bytes, 1, { sampleFormat: 'u8' })).samples.slice(0, 4),
    Float32Array.of(-1, 0, 127 / 128, -1 / 128),
  )
  t.same(
    (await heard(Uint8Array.of(0, 0, 0x80, 0xff, 0xff, 0xff), 4, { sampleFormat: 's24' })).samples,
    Float32Array.of(-1, -(2 ** -23)),
  )
  t.same(
    (await heard(Uint8Array.of(0, 0, 0, 0x40), 4, { sampleFormat: 's32' })).samples,
    Float32Array.of(0.5),
  )
  t.same(
    (await heard(Uint8Array.of(0, 0, 0x80, 0x3f), 4, { sampleFormat: 'f32' })).samples,
    Float32Array.of(1),
  )
  t.same((await heard(new Uint8Array(0), 4)).samples, new Float32Array(0))
})

t.test('what is no such audio is refused', async (t) => {
  const text = (letters: string) => new TextEncoder().encode(letters.padEnd(40, '\0'))
  await t.rejects(heard(text('fLaC'), 7), { code: 'NOT_AUDIO', message: /fLaC/ })
  await t.rejects(heard(text('ID3'), 7), { code: 'NOT_AUDIO' })
  await t.rejects(heard(encodeWav(signal, 16_000).slice(0, 30), 7), { code: 'NOT_AUDIO' })
  const wav = encodeWav(signal, 16_000)
  const alaw = wav.with(20, 6)
  await t.rejects(heard(alaw, 7), { code: 'NOT_AUDIO', message: /codec 6 of 16 bits/ })
  await t.rejects(heard(wav.with(22, 0), 7), { code: 'INVALID_OPTION', message: /channels/ })
  await t.rejects(heard(wav, 7, { channels: 0 }), { code: 'INVALID_OPTION', message: /channels/ })
})
