import path from 'node:path'
import t from 'tap'
import { readAudioHeader } from '../../lib/corpora/audio_header.ts'
import { readAudioHeaders, summarise } from '../../lib/corpora/summary.ts'
import { madeUp } from './made_up.ts'

interface Sound {
  readonly sampleRate: number
  readonly channels: number
  readonly bits: number
  /** Bytes of samples. */
  readonly data: number
}

function chunk(id: string, data: Buffer, littleEndian: boolean, declared = data.length): Buffer {
  const header = Buffer.from(`${id}0000`)
  if (littleEndian) header.writeUInt32LE(declared, 4)
  else header.writeUInt32BE(declared, 4)
  return Buffer.concat([header, data, Buffer.alloc(data.length % 2)])
}

function wav({ sampleRate, channels, bits, data }: Sound, declared = data): Buffer {
  const fmt = Buffer.alloc(16)
  fmt.writeUInt16LE(1, 0)
  fmt.writeUInt16LE(channels, 2)
  fmt.writeUInt32LE(sampleRate, 4)
  fmt.writeUInt16LE((channels * bits) / 8, 12)
  fmt.writeUInt16LE(bits, 14)
  const odd = chunk('LIST', Buffer.from('odd'), true)
  const samples = chunk('data', Buffer.alloc(data), true, declared)
  return Buffer.concat([Buffer.from('RIFF0000WAVE'), odd, chunk('fmt ', fmt, true), samples])
}

function aiff({ channels, bits, data }: Sound, frames: number): Buffer {
  const comm = Buffer.alloc(18)
  comm.writeUInt16BE(channels, 0)
  comm.writeUInt32BE(frames, 2)
  comm.writeUInt16BE(bits, 6)
  // 44100 as an 80-bit extended number, the example that every description of AIFF has.
  Buffer.from('400eac44000000000000', 'hex').copy(comm, 8)
  return Buffer.concat([
    Buffer.from('FORM0000AIFF'),
    chunk('COMM', comm, false),
    chunk('SSND', Buffer.alloc(8 + data), false),
  ])
}

function flac({ sampleRate, channels, bits }: Sound, samples: number): Buffer {
  const file = Buffer.alloc(42)
  file.write('fLaC')
  file.writeUInt32BE(34, 4)
  file.writeBigUInt64BE(
    (BigInt(sampleRate) << 44n) | (BigInt(channels - 1) << 41n) | (BigInt(bits - 1) << 36n) | BigInt(samples),
    18,
  )
  return file
}

const stereo = { sampleRate: 48_000, channels: 2, bits: 16, data: 192_000 }

t.test('headers of WAV, AIFF and FLAC, told by content', async (t) => {
  const root = t.testdir({
    'a.wav': wav(stereo),
    'aiff.wav': aiff({ sampleRate: 44_100, channels: 1, bits: 24, data: 132_300 }, 44_100),
    'b.flac': flac({ ...stereo, sampleRate: 96_000, bits: 24 }, 24_000),
  })
  const header = (name: string) => readAudioHeader(path.join(root, name))
  t.same(await header('a.wav'), {
    format: 'wav',
    seconds: 1,
    sampleRate: 48_000,
    channels: 2,
    bitsPerSample: 16,
  })
  t.same(await header('aiff.wav'), {
    format: 'aiff',
    seconds: 1,
    sampleRate: 44_100,
    channels: 1,
    bitsPerSample: 24,
  })
  t.match(await header('b.flac'), { format: 'flac', seconds: 0.25, sampleRate: 96_000, bitsPerSample: 24 })
})

t.test('files that end early last as long as they are', async (t) => {
  const root = t.testdir({
    'cut.wav': wav({ ...stereo, data: 96_000 }, 192_000),
    'streamed.wav': wav({ ...stereo, data: 96_000 }, 0xffff_ffff),
    'cut.aiff': aiff({ sampleRate: 44_100, channels: 1, bits: 16, data: 44_100 }, 44_100),
  })
  for (const name of ['cut.wav', 'streamed.wav', 'cut.aiff'])
    t.match(await readAudioHeader(path.join(root, name)), { seconds: 0.5 }, name)
})

t.test('what has no header is not measured', async (t) => {
  const noRate = wav({ ...stereo, sampleRate: 0 })
  const noFrame = wav({ ...stereo, bits: 0 })
  const files = {
    empty: Buffer.alloc(0),
    text: Buffer.from('RIFF is a word'),
    short: wav(stereo).subarray(0, 30),
    'no-data': wav(stereo).subarray(0, 44),
    noRate,
    noFrame,
    'unknown.flac': flac(stereo, 0),
    'short.flac': flac(stereo, 10).subarray(0, 20),
    'endless.wav': Buffer.concat([Buffer.from('RIFF0000WAVE'), Buffer.alloc(100_000)]),
  }
  const root = t.testdir(files)
  for (const name of Object.keys(files))
    t.equal(await readAudioHeader(path.join(root, name)), undefined, name)
  await t.rejects(readAudioHeader(path.join(root, 'gone')), { code: 'ENOENT' })
})

t.test('clips, hours and formats per corpus and speaker', async (t) => {
  const root = t.testdir({ 'a.wav': wav(stereo), 'b.wav': wav({ ...stereo, data: 384_000 }), c: 'mp3' })
  const [one, two, three, other] = [...madeUp('savee', 1), ...madeUp('tess', 1)]
    .filter((_, k) => [0, 1, 2, 14].includes(k))
    .map((recording, k) => ({
      ...recording,
      path: path.join(root, ['a.wav', 'b.wav', 'c', 'gone.wav'][k]),
    }))
  const recordings = [one, two, three, other]
  const seen: string[] = []
  const headers = await readAudioHeaders(recordings, {
    onProgress: (done, total) => seen.push(`${done}/${total}`),
  })
  t.equal(headers.size, 2)
  t.equal(seen.at(-1), '4/4')
  const [savee, tess] = summarise(recordings, headers)
  t.match(savee, {
    corpus: 'savee',
    clips: 3,
    hours: 3 / 3600,
    emotions: { neutral: 2, happy: 1, sad: 0 },
    speakers: [
      { speaker: 'savee-01', sex: 'male', clips: 3, seconds: 3, emotions: { neutral: 2, happy: 1 } },
    ],
    formats: { 'wav, 48000 Hz, 2 channels, 16 bit': 2, 'not measured': 1 },
  })
  t.match(tess, { corpus: 'tess', clips: 1, hours: 0, formats: { 'not measured': 1 } })
  t.same(summarise([]), [])
})
