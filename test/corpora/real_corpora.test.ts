import path from 'node:path'
import t from 'tap'
import { scanCorpora } from '../../lib/corpora/scan.ts'
import { PARTS, planFolds, splitBySpeaker } from '../../lib/corpora/split.ts'
import { readAudioHeaders, summarise } from '../../lib/corpora/summary.ts'
import { EMOTIONS } from '../../lib/emotions.ts'

const datasets = process.env.EMOVOX_DATASETS
const skip = datasets ? false : 'EMOVOX_DATASETS names no folder'

// What is there: RAVDESS speech of actors 01 to 16, and 40 words of TESS, as published.
t.test('the real corpora', { skip }, async (t) => {
  const root = path.resolve(datasets ?? '')
  const manifest = await scanCorpora(root)
  const { recordings } = manifest

  t.test('every recording is found', async (t) => {
    t.same(manifest.counts.corpora, { ravdess: 960, tess: 560 })
    const speakers = new Set(recordings.map(({ speaker }) => speaker))
    t.equal([...speakers].filter((speaker) => speaker.startsWith('ravdess')).length, 16)
    t.equal([...speakers].filter((speaker) => speaker.startsWith('tess')).length, 2)
    t.equal(new Set(recordings.flatMap(({ word }) => word ?? [])).size, 40)
  })

  t.test('every way of folding tests every recording once', async (t) => {
    const sentences = new Set(recordings.map(({ sentence }) => sentence))
    t.equal(sentences.size, 42, 'two statements and 40 words')
    for (const [by, count] of [
      ['speaker', 4],
      ['sentence', 4],
      ['speaker-and-sentence', 8],
      ['leave-one-speaker-out', 18],
      ['leave-one-corpus-out', 2],
    ] as const) {
      const folds = planFolds(recordings, { by, folds: 4 })
      const tested = folds.flatMap(({ test }) => test)
      t.same([folds.length, tested.length, new Set(tested).size], [count, 1520, 1520], by)
    }
  })

  t.test('what is odd is known', async (t) => {
    const odd = manifest.oddities.map(({ kind, path: file }) => [kind, path.basename(file)])
    t.same(odd, [
      ['same-audio', '03-01-03-01-02-02-07.wav'],
      ['misnamed', 'OA_bite_neutral.wav'],
    ])
    const twins = recordings.filter(({ contentHash }) => contentHash !== undefined)
    t.same(
      twins.map(({ path: file }) => path.basename(file)),
      ['03-01-03-01-02-01-07.wav', '03-01-03-01-02-02-07.wav'],
    )
  })

  t.test('emotions, hours and formats', async (t) => {
    const [ravdess, tess] = summarise(recordings, await readAudioHeaders(recordings))
    const each = (count: number) => Object.fromEntries(EMOTIONS.map((emotion) => [emotion, count]))
    t.same(ravdess.emotions, { ...each(128), neutral: 64 + 128 }, 'calm counts as neutral')
    t.same(tess.emotions, each(80))
    // Seconds as libsndfile counts them.
    t.match(
      { ravdess: ravdess.hours.toFixed(6), tess: tess.hours.toFixed(6) },
      { ravdess: '0.976457', tess: '0.321374' },
    )
    t.same(ravdess.formats, {
      'wav, 48000 Hz, 1 channel, 16 bit': 957,
      'wav, 48000 Hz, 2 channels, 16 bit': 3,
    })
    t.same(tess.formats, {
      'aiff, 24414 Hz, 1 channel, 16 bit': 2,
      'wav, 24414 Hz, 1 channel, 16 bit': 555,
      'wav, 44100 Hz, 1 channel, 32 bit': 2,
      'wav, 96000 Hz, 1 channel, 16 bit': 1,
    })
  })

  t.test('calm can be dropped', async (t) => {
    const { counts } = await scanCorpora(root, { calm: 'drop' })
    t.match(counts, { corpora: { ravdess: 832, tess: 560 }, oddities: { dropped: 128 } })
  })

  t.test('split by speaker', async (t) => {
    const split = splitBySpeaker(recordings)
    const speakers = PARTS.map((part) => new Set(split[part].map(({ speaker }) => speaker)).size)
    t.same(speakers, [12, 2, 4])
    t.same(split.warnings, [])
  })
})
