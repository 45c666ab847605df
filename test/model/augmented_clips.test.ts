import path from 'node:path'
import t from 'tap'
import { requireRecordings, scanCorpora } from '../../lib/corpora/scan.ts'
import { type ExtractOptions, extractFeatures } from '../../lib/features/extract.ts'
import { extractToStore } from '../../lib/features/extract_to_store.ts'
import { augmentedClips, spectrumOptions } from '../../lib/model/augmented_clips.ts'
import { featureSchema, parseOptions, spectralAugmentSchema } from '../../lib/options.ts'
import type { Recording } from '../../lib/recording.ts'
import { makeSyntheticCorpus } from '../../lib/synthetic/corpus.ts'

const folder = path.join(t.testdir(), 'corpus')
await makeSyntheticCorpus({ out: folder, ravdessActors: 1, tessWords: 0, saveeSpeakers: 0 })
const recordings = requireRecordings(await scanCorpora([folder])).slice(0, 8)
// At another hop another frame is the loudest, which the floor of topDb would follow.
const plain = await extractFeatures(recordings, { mfcc: { topDb: null } })
const normalisation = { mean: new Array(13).fill(0), deviation: new Array(13).fill(1) }
/** Extracted, as training keeps them. */
const stored = (some: readonly Recording[], options: ExtractOptions, inMemory = true) =>
  extractToStore(some, options, inMemory)
const copied = { ...spectrumOptions(plain.options), augment: { copies: 2 } }
const spectra = await stored(recordings, copied)
const nothing = parseOptions(spectralAugmentSchema, {
  tempo: 1,
  cropShare: 0,
  frequencyWarp: 1,
  equaliserDb: 0,
  noiseFloorDb: null,
  timeMasks: 0,
})
const everything = parseOptions(spectralAugmentSchema, {})
const all = [...recordings.keys()]

t.test('one clip a recording, of the shape and labels of the plain features', async (t) => {
  const clips = augmentedClips(spectra, { ...plain, normalisation }, everything, 1)
  t.match(clips, { frames: plain.frames, coefficients: plain.coefficients })
  t.same(clips.labels, plain.labels)
  const batch = await clips.batch([3, 1], 1)
  t.equal(batch.length, 2 * plain.frames * plain.coefficients)
  t.ok(batch.every(Number.isFinite))
})

t.test('without augmentation and copies it is the plain features, at one phase or the other', async (t) => {
  const own = await stored(recordings, spectrumOptions(plain.options))
  const clips = augmentedClips(own, { ...plain, normalisation }, nothing, 1)
  const size = plain.frames * plain.coefficients
  let alike = 0
  for (let epoch = 1; epoch <= 6; epoch++) {
    const batch = await clips.batch(all, epoch)
    for (const clip of all) {
      const from = clip * size
      const far = plain.data
        .subarray(from, from + size)
        .some((value, k) => Math.abs(value - batch[from + k]) > 2e-3)
      if (!far) alike += 1
    }
  }
  // Half of 48, when the phase is drawn evenly.
  t.ok(alike > 10 && alike < 38, `${alike} of 48`)
})

t.test(
  'a clip follows from seed, epoch and recording, whatever else is in the batch or the set',
  async (t) => {
    const of = (seed: number) => augmentedClips(spectra, { ...plain, normalisation }, everything, seed)
    const size = plain.frames * plain.coefficients
    const one = await of(1).batch([5], 3)
    t.same((await of(1).batch([2, 5], 3)).slice(size), one)
    t.notSame(await of(2).batch([5], 3), one)
    t.notSame(await of(1).batch([5], 4), one)
    const fewer = await stored(recordings.slice(4, 6), copied)
    t.same(await augmentedClips(fewer, { ...plain, normalisation }, everything, 1).batch([1], 3), one)
  },
)

t.test('from a file they are the same, bit for bit', async (t) => {
  const onDisk = await stored(recordings, copied, false)
  t.equal(onDisk.store.held, undefined)
  const [held, read] = [spectra, onDisk].map((of) =>
    augmentedClips(of, { ...plain, normalisation }, everything, 1),
  )
  t.same(read.labels, held.labels)
  for (let epoch = 1; epoch <= 5; epoch++) t.same(await read.batch(all, epoch), await held.batch(all, epoch))
  t.same(await read.batch([5, 2, 2], 3), await held.batch([5, 2, 2], 3))
  await onDisk.store.close()
})

t.test('levels in mel bands: the plain ones at one phase or the other, and masks over them', async (t) => {
  const mel = await extractFeatures(recordings, { include: ['logMel'] })
  const scales = { mean: new Array(40).fill(0), deviation: new Array(40).fill(1) }
  const levels = await stored(recordings, spectrumOptions(mel.options))
  const clips = augmentedClips(levels, { ...mel, normalisation: scales }, nothing, 1)
  const size = mel.frames * mel.coefficients
  t.equal(size, 94 * 40)
  const isPlain = (batch: Float32Array, clip: number) =>
    batch.every((value, k) => Math.abs(value - mel.data[clip * size + k]) < 2e-3)
  let alike = 0
  for (let epoch = 1; epoch <= 6; epoch++)
    for (const clip of all) if (isPlain(await clips.batch([clip], epoch), clip)) alike += 1
  t.ok(alike > 10 && alike < 38, `${alike} of 48`)

  const masks = parseOptions(spectralAugmentSchema, { ...nothing, frequencyMasks: 1, frequencyMaskShare: 1 })
  const masked = await augmentedClips(levels, { ...mel, normalisation: scales }, masks, 1).batch(all, 1)
  const still = Array.from({ length: 40 }, (_, k) =>
    masked.filter((_, at) => at % 40 === k).every((value) => Math.abs(value) < 1e-3),
  )
  t.ok(still.includes(false), 'not every band of every clip')
  const bandsOf = (clip: number) =>
    Array.from({ length: 40 }, (_, k) =>
      masked
        .subarray(clip * size, (clip + 1) * size)
        .filter((_, at) => at % 40 === k)
        .every((value) => Math.abs(value) < 1e-3),
    )
  t.ok(all.some((clip) => bandsOf(clip).includes(true)))
})

t.test('other features cannot be had from spectra', async (t) => {
  const options = parseOptions(featureSchema, { include: ['mfcc', 'rms'] })
  t.throws(() => spectrumOptions(options), { code: 'INVALID_OPTION', message: /include.*mfcc, rms/ })
})

t.test('padding in samples cannot be told from speech', async (t) => {
  const padded = parseOptions(featureSchema, { audio: { padIn: 'samples' } })
  t.throws(() => spectrumOptions(padded), { code: 'INVALID_OPTION', message: /padIn.*frames.*samples/ })
})

t.test('an odd hop has one phase', async (t) => {
  const options = parseOptions(featureSchema, { mfcc: { hopLength: 401 } })
  t.equal(spectrumOptions(options).mfcc.hopLength, 401)
  t.equal(spectrumOptions(parseOptions(featureSchema, {})).mfcc.hopLength, 256)
})
