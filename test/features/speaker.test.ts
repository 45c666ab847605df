import path from 'node:path'
import t, { type Test } from 'tap'
import { ClipPipeline } from '../../lib/audio/clip_pipeline.ts'
import { requireRecordings, scanCorpora } from '../../lib/corpora/scan.ts'
import { extractFeatures } from '../../lib/features/extract.ts'
import { extractToStore } from '../../lib/features/extract_to_store.ts'
import { speakerMeanOf, speakerOffset } from '../../lib/features/speaker_mean.ts'
import { preparationFor } from '../../lib/model/preparation.ts'
import { featureSchema, parseOptions } from '../../lib/options.ts'
import { makeSyntheticCorpus } from '../../lib/synthetic/corpus.ts'

const folder = t.testdir()
process.env.EMOVOX_CACHE = path.join(folder, 'cache')
await makeSyntheticCorpus({
  out: path.join(folder, 'corpus'),
  ravdessActors: 2,
  tessWords: 0,
  saveeSpeakers: 0,
})
const recordings = requireRecordings(await scanCorpora([path.join(folder, 'corpus')]))
const nobody = new Map()

/** Rows of a clip that are not padding. */
function rowsOf(data: Float32Array, width: number): number[][] {
  const rows = Array.from({ length: data.length / width }, (_, k) => [
    ...data.subarray(k * width, (k + 1) * width),
  ])
  return rows.filter((row) => row.some((value) => value !== 0))
}

function closeTo(t: Test, found: readonly number[], wanted: readonly number[], tolerance: number) {
  const apart = Math.max(...found.map((value, k) => Math.abs(value - wanted[k])))
  t.ok(apart < tolerance, `largest difference ${apart}`)
}

t.test("known: features without the mean over all of a speaker's frames", async (t) => {
  const set = await extractFeatures(recordings, { include: ['mfcc', 'speaker'] })
  t.equal(set.coefficients, 14)
  t.equal(set.columns.at(-1), 'speakerKnown')
  const plain = await extractFeatures(recordings, { mfcc: { cepstralNormalisation: 'none' } })
  for (const name of ['ravdess-01', 'ravdess-02']) {
    const clips = set.rows.flatMap(({ recording }, k) => (recording.speaker === name ? [k] : []))
    t.ok(clips.length > 4)
    const frames = clips.flatMap((k) => rowsOf(plain.data.subarray(k * 94 * 13, (k + 1) * 94 * 13), 13))
    const mean = Array.from(
      { length: 13 },
      (_, c) => frames.reduce((sum, row) => sum + row[c], 0) / frames.length,
    )
    const found = clips.flatMap((k) => rowsOf(set.data.subarray(k * 94 * 14, (k + 1) * 94 * 14), 14))
    t.equal(found.length, frames.length, 'padding stays what it is')
    t.ok(found.every((row) => row[13] === 1))
    closeTo(
      t,
      found.flatMap((row) => row.slice(0, 13)),
      frames.flatMap((row) => row.map((value, c) => value - mean[c])),
      1e-3,
    )
  }
})

t.test('unknown: features as they are alone, and a column that says so', async (t) => {
  const some = recordings.slice(0, 3)
  const set = await extractFeatures(some, { include: ['mfcc', 'speaker'], speakers: nobody })
  const alone = await extractFeatures(some)
  const found = rowsOf(set.data, 14)
  t.same(
    found.map((row) => row.slice(0, 13)),
    rowsOf(alone.data, 13),
  )
  t.ok(found.every((row) => row[13] === -1))
  t.not(set.fingerprint, alone.fingerprint)
})

t.test('the only recording of a speaker says nothing of them', async (t) => {
  const one = recordings.filter(({ speaker }) => speaker === 'ravdess-01').slice(0, 1)
  const others = recordings.filter(({ speaker }) => speaker === 'ravdess-02').slice(0, 2)
  const set = await extractFeatures([...one, ...others], { include: ['mfcc', 'speaker'] })
  const known = [0, 1, 2].map((k) => rowsOf(set.data.subarray(k * 94 * 14, (k + 1) * 94 * 14), 14)[0].at(-1))
  t.same(known, [-1, 1, 1])
})

t.test('pitch is told in semitones, and what keeps its mean is left alone', async (t) => {
  const sampleRate = 16_000
  const tone = (hz: number) => ({
    sampleRate,
    samples: Float32Array.from({ length: 32_000 }, (_, n) => {
      const phase = (2 * Math.PI * hz * n) / sampleRate
      return 0.2 * (Math.sin(phase) + Math.sin(2 * phase) / 2 + Math.sin(3 * phase) / 3)
    }),
  })
  const features = parseOptions(featureSchema, { include: ['rms', 'logMel', 'pitch', 'speaker'] })
  const [low, high] = [await speakerMeanOf([tone(150)], features), await speakerMeanOf([tone(300)], features)]
  const offset = speakerOffset(high, low, features)
  t.equal(offset.length, 1 + 40 + 2)
  t.equal(offset[0], 0)
  t.ok(Math.abs(offset[41] - 12) < 0.1, `an octave: ${offset[41]} semitones`)
  t.equal(offset[42], 0)
  t.ok(offset.subarray(1, 41).some((level) => Math.abs(level) > 5))
  const both = await speakerMeanOf([tone(150), tone(300)], features)
  const middle = speakerOffset(high, both, features)[41]
  t.ok(middle > 4 && middle < 8, `half of it from both: ${middle}`)
})

t.test('a recording with what is known of its speaker is what it is among their recordings', async (t) => {
  const features = parseOptions(featureSchema, { include: ['logMel', 'pitch', 'speaker'] })
  const own = recordings.filter(({ speaker }) => speaker === 'ravdess-01')
  const set = await extractFeatures(own, features)
  const size = set.frames * set.coefficients
  const speaker = await speakerMeanOf(
    own.map(({ path: file }) => file),
    features,
  )
  const { loadClip } = await import('../../lib/audio/clip.ts')
  for (const k of [0, 3]) {
    const { samples } = await loadClip(own[k].path, features.audio)
    const known = await preparationFor(speaker)([samples], features)
    closeTo(t, [...known], [...set.data.subarray(k * size, (k + 1) * size)], 1e-4)
    const alone = await preparationFor()([samples], features)
    t.ok(rowsOf(alone, set.coefficients).every((row) => row.at(-1) === -1))
  }
})

t.test('from a file, in groups: the same, bit for bit', async (t) => {
  const options = { include: ['mfcc', 'speaker'], cache: path.join(folder, 'cache') } as const
  // More than a group, so that speakers are in several.
  const many = Array.from({ length: 20 }, () => recordings)
    .flat()
    .slice(0, 700)
  const inMemory = await extractFeatures(many, options)
  const onDisk = await extractToStore(many, options, false)
  const read = await onDisk.store.read([...onDisk.rows.keys()])
  t.ok(Buffer.from(read.buffer).equals(Buffer.from(inMemory.data.buffer, 0, read.byteLength)))
  await onDisk.store.close()
})

t.test('what cannot be', async (t) => {
  const refused = (options: object, message: RegExp) =>
    t.rejects(extractFeatures(recordings, options), { code: 'INVALID_OPTION', message })
  await refused({ include: ['speaker'] }, /option include: expected speaker after the features/)
  await refused({ include: ['speaker', 'mfcc'] }, /option include: expected speaker after/)
  await refused(
    { include: ['mfcc', 'speaker'], mfcc: { cepstralNormalisation: 'meanVariance' } },
    /option mfcc.cepstralNormalisation: expected mean with the feature speaker.*found "meanVariance"/,
  )
  t.throws(() => new ClipPipeline({ include: ['mfcc', 'speaker'] }), {
    code: 'INVALID_OPTION',
    message: /of several/,
  })
  const features = { include: ['mfcc', 'speaker'] as const }
  await t.rejects(speakerMeanOf([], features), { code: 'NO_RECORDINGS' })
  await t.rejects(speakerMeanOf(['/nowhere.wav'], features), {
    code: 'FILE_NOT_FOUND',
    message: /speaker: .*nowhere/,
  })
  const silence = { samples: new Float32Array(16_000), sampleRate: 16_000 }
  await t.rejects(speakerMeanOf([silence], features), { code: 'EMPTY_AUDIO' })
  await t.rejects(
    preparationFor({ frames: 1, sums: new Float64Array(20) })(
      [silence.samples],
      parseOptions(featureSchema, features),
    ),
    { code: 'INVALID_OPTION', message: /option speaker: expected the mean of 13 columns.*found 20/ },
  )
  await t.rejects(
    preparationFor({ frames: 1, sums: new Float64Array(13) })(
      [silence.samples],
      parseOptions(featureSchema, {}),
    ),
    {
      code: 'INVALID_OPTION',
      message: /option speaker: expected a model that hears speakers/,
    },
  )
})
