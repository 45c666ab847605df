import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { ClipPipeline } from '../../lib/audio/clip_pipeline.ts'
import { decode } from '../../lib/audio/decode.ts'
import { EmovoxError, type ErrorCode } from '../../lib/errors.ts'

const folder = fileURLToPath(new URL('../../native/fuzz/corpus/decode', import.meta.url))
const names = readdirSync(folder).sort()
const bytesOf = (name: string) => new Uint8Array(readFileSync(path.join(folder, name)))

/** Files that cannot be read, by the reason; `corpus.py` beside the folder says what is odd about each. */
const refused: Readonly<Partial<Record<ErrorCode, readonly string[]>>> = {
  NOT_AUDIO: [
    ...['bits_0', 'channels_0', 'channels_negative', 'rate_0', 'rate_infinite', 'rate_largest']
      .concat('rate_negative')
      .map((name) => `aiff_${name}`),
    ...['after_id3_of_256_megabytes', 'cut_in_first_frame', 'no_frame_after_the_first'].map(
      (name) => `mp3_${name}`,
    ),
    ...['avi', 'empty', 'html', 'lfs_pointer', 'ogg', 'one_byte', 'text', 'zeros'].map(
      (name) => `other_${name}`,
    ),
    ...['64_bit', 'adpcm_align_0', 'align_0', 'bits_0', 'bits_65535', 'channels_0', 'channels_65535']
      .concat('extensible_of_extensible', 'float_of_16_bits', 'fmt_after_data', 'fmt_size_2')
      .concat('fmt_size_largest', 'list_of_a_gigabyte', 'no_data', 'no_fmt', 'rate_0', 'unknown_compression')
      .map((name) => `wav_${name}`),
  ],
  TRUNCATED: [
    ...['aiff_cut_in_comm', 'aiff_data_size_1'],
    ...['block_size_0', 'checksum_wrong', 'cut_in_frame', 'cut_in_info'].map((name) => `flac_${name}`),
    ...['cut_before_samples', 'cut_in_fmt', 'cut_in_riff'].map((name) => `wav_${name}`),
  ],
  UNREADABLE: ['flac_rate_0', 'wav_rate_999', 'wav_rate_largest'],
  EMPTY_AUDIO: ['wav_data_size_0', 'wav_half_a_sample', 'wav_ima_align_1', 'wav_no_samples'],
  NON_FINITE: ['wav_double_beyond_float', 'wav_float_infinity', 'wav_float_nan'],
}

/** How many samples the others have, where that is not 64. */
const counts: Readonly<Record<string, number>> = {
  flac_24_bit_stereo: 200,
  flac_after_id3: 400,
  flac_metadata_size_largest: 400,
  flac_plain: 400,
  flac_silence: 5000,
  flac_total_largest: 400,
  flac_total_unknown: 400,
  mp3_after_id3: 600,
  mp3_cut_later: 600,
  mp3_headers_only: 576,
  mp3_plain: 600,
  mp3_xing_of_4_billion_frames: 1199,
  wav_channels_256: 2,
  wav_channels_3: 21,
  wav_cut_in_samples: 28,
  wav_ima_adpcm: 1010,
  wav_ms_adpcm: 1000,
  wav_one_sample: 1,
  wav_two_fmts: 32,
}

/** Samples that a header promises and that are not there. */
const missing: Readonly<Record<string, number>> = {
  aiff_frames_largest: 0xffff_ffff - 64,
  flac_total_largest: 2 ** 36 - 1 - 400,
  wav_cut_in_samples: 36,
  wav_data_of_an_hour: 3600 * 8000 - 64,
  wav_rf64_of_an_exabyte: 2 ** 59 - 64,
}

const codeOf = (name: string) => Object.entries(refused).find(([, files]) => files.includes(name))?.[0]

t.test('every odd file has its answer', async (t) => {
  for (const name of names) {
    const outcome = await decode(bytesOf(name)).catch((error: unknown) => error)
    const code = codeOf(name)
    if (outcome instanceof Error || code !== undefined) {
      t.match(outcome, { name: 'EmovoxError', code }, `${name}: ${outcome}`)
      continue
    }
    const { samples, truncatedSamples } = outcome as { samples: Float32Array; truncatedSamples?: number }
    t.equal(samples.length, counts[name] ?? 64, name)
    t.equal(truncatedSamples, missing[name], `${name}: missing`)
    t.ok(
      samples.every((sample) => Number.isFinite(sample)),
      `${name}: finite`,
    )
  }
})

t.test('files of one tone are that tone, whatever their format', async (t) => {
  const tone = (k: number) => 0.5 * Math.sin((2 * Math.PI * 440 * k) / 8000)
  // The error that the format allows: half a step of its numbers, or the coarsest of a companded one.
  const formats: Readonly<Record<string, number>> = {
    ...{ wav_plain: 1e-4, wav_24_bit: 1e-6, wav_32_bit: 1e-6, wav_float: 1e-6, wav_double: 1e-6 },
    ...{ wav_8_bit: 0.011, wav_alaw: 0.02, wav_mulaw: 0.02, wav_12_bit: 1e-4, wav_big_endian: 1e-4 },
    ...{ wav_extensible: 1e-4, wav_extensible_float: 1e-6, wav_wave64: 1e-4, wav_rf64: 1e-4 },
    ...{ wav_many_small_chunks: 1e-4, aiff_plain: 1e-4, aiff_float: 1e-6, aiff_compressed_name: 0.02 },
    ...{ flac_plain: 1e-4, flac_after_id3: 1e-4 },
  }
  for (const [name, tolerance] of Object.entries(formats)) {
    const { samples } = await decode(bytesOf(name))
    const error = Math.max(...samples.map((sample, k) => Math.abs(sample - tone(k))))
    t.ok(error <= tolerance, `${name}: off by ${error}`)
  }
})

t.test('what can be decoded has features, and they are finite', async (t) => {
  const pipeline = new ClipPipeline({ audio: { clipSeconds: 0.1 } })
  const copies = [{}, { stretchRate: 0.5, noiseSnrDb: 10 }, { pitchSemitones: -5 }]
  for (const name of names) {
    const outcome = await pipeline.run(bytesOf(name), copies).catch((error: unknown) => error)
    if (outcome instanceof Error) {
      const code = codeOf(name)
      // The largest float overflows on its way through the filters.
      const expected = code ?? (name === 'wav_float_largest_float' ? 'NON_FINITE' : 'none')
      t.ok(outcome instanceof EmovoxError && outcome.code === expected, `${name}: ${outcome}`)
      continue
    }
    const { data } = outcome as { data: Float32Array }
    t.equal(data.length, copies.length * pipeline.frames * pipeline.coefficients, name)
    t.ok(
      data.every((number) => Number.isFinite(number)),
      `${name}: finite`,
    )
  }
})
