import { createHash } from 'node:crypto'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import t from 'tap'
import { scanCorpora } from '../../lib/corpora/scan.ts'
import { EMOTIONS } from '../../lib/emotions.ts'
import { makeSyntheticCorpus } from '../../lib/synthetic/corpus.ts'
import { planCorpus, syntheticSchema } from '../../lib/synthetic/corpus_plan.ts'

const SMALL = { ravdessActors: 2, tessWords: 1, saveeSpeakers: 1, saveeSentences: 1 }
const SMALL_CLIPS = 2 * 30 + 2 * 7 + 8
/** The quickest one: eight clips. */
const TINY = { ravdessActors: 0, tessWords: 0, saveeSpeakers: 1, saveeSentences: 1 }

async function namesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'))
    .sort()
}

async function checksumsUnder(folder: string): Promise<Record<string, string>> {
  const names = await namesUnder(folder)
  const sums = names.map(async (name) => {
    const bytes = await readFile(path.join(folder, name))
    return [name, createHash('sha256').update(bytes).digest('hex')]
  })
  return Object.fromEntries(await Promise.all(sums))
}

t.test('files are laid out and named as the three corpora are, and are read as such', async (t) => {
  const out = t.testdir()
  const steps: number[] = []
  const made = await makeSyntheticCorpus({ out, ...SMALL, onProgress: (done) => steps.push(done) })
  t.match(made, { clips: SMALL_CLIPS, speakers: 5, reused: false })
  t.same(
    made.dirs,
    ['RAVDESS', 'TESS', 'SAVEE'].map((name) => path.join(out, name)),
  )
  t.same(
    steps,
    Array.from({ length: SMALL_CLIPS }, (_, index) => index + 1),
  )

  const names = await namesUnder(out)
  for (const expected of [
    '.emovox-synthetic.json',
    'README.txt',
    'RAVDESS/Actor_01/03-01-02-02-01-01-01.wav',
    'RAVDESS/Actor_02/03-01-08-02-02-01-02.wav',
    'TESS/OAF_angry/OAF_back_angry.wav',
    'TESS/YAF_pleasant_surprise/YAF_back_ps.wav',
    'SAVEE/DC/a01.wav',
    'SAVEE/DC/n02.wav',
    'SAVEE/DC/su01.wav',
  ])
    t.ok(names.includes(expected), expected)
  t.notOk(names.includes('RAVDESS/Actor_01/03-01-01-02-01-01-01.wav'), 'neutral is never strong')

  const { recordings, oddities } = await scanCorpora([out])
  t.equal(recordings.length, SMALL_CLIPS)
  t.same(
    oddities.filter(({ path: file }) => file.endsWith('.wav')),
    [],
  )
  t.same(
    new Set(recordings.map(({ speaker }) => speaker)),
    new Set(['ravdess-01', 'ravdess-02', 'tess-oaf', 'tess-yaf', 'savee-dc']),
  )
  t.ok(recordings.some(({ speaker, sex }) => speaker === 'ravdess-02' && sex === 'female'))
})

t.test('every speaker speaks with every emotion, and the default is of the promised size', async (t) => {
  const plan = planCorpus(syntheticSchema.parse({}))
  t.equal(plan.length, 360)
  const speakers = new Set(plan.map(({ speaker }) => speaker))
  t.equal(speakers.size, 12)
  t.equal(new Set(plan.map(({ names }) => names.join('/'))).size, 360)
  for (const speaker of speakers)
    for (const emotion of EMOTIONS)
      t.ok(
        plan.filter((clip) => clip.speaker === speaker && clip.emotion === emotion).length >= 2,
        `${speaker}, ${emotion}`,
      )
  const count = (emotion: string) => plan.filter((clip) => clip.emotion === emotion).length
  for (const emotion of EMOTIONS.slice(1)) t.equal(count(emotion), 6 * 4 + 2 * 6 + 4 * 3, emotion)
  t.equal(count('neutral') + count('calm'), 6 * 6 + 2 * 6 + 4 * 6)
})

t.test('16 bits, mono, at the rates of the published corpora', async (t) => {
  const out = t.testdir()
  await makeSyntheticCorpus({ out, ...SMALL })
  for (const [name, rate] of [
    ['RAVDESS/Actor_01/03-01-01-01-01-01-01.wav', 48_000],
    ['TESS/OAF_sad/OAF_back_sad.wav', 24_414],
    ['SAVEE/DC/sa01.wav', 44_100],
  ] as const) {
    const bytes = await readFile(path.join(out, name))
    t.equal(bytes.readUInt16LE(22), 1)
    t.equal(bytes.readUInt32LE(24), rate)
    t.equal(bytes.readUInt16LE(34), 16)
    const seconds = (bytes.length - 44) / 2 / rate
    t.ok(seconds > 1 && seconds < 6, `${name}: ${seconds} s`)
  }
})

t.test('a seed gives the same bytes, another seed other ones', async (t) => {
  const make = async (name: string, seed: number) => {
    const out = path.join(t.testdirName, name)
    await makeSyntheticCorpus({ out, seed, ...TINY })
    return checksumsUnder(path.join(out, 'SAVEE'))
  }
  t.testdir()
  const first = await make('first', 1)
  t.equal(Object.keys(first).length, 8)
  t.equal(new Set(Object.values(first)).size, 8)
  t.same(await make('again', 1), first)
  const other = await make('other', 2)
  for (const [name, sum] of Object.entries(first)) t.not(other[name], sum, name)
})

t.test('a corpus that is complete is used again, one that is not is made again', async (t) => {
  const out = t.testdir()
  const steps: (readonly [number, number])[] = []
  const make = () =>
    makeSyntheticCorpus({ out, ...TINY, onProgress: (done, total) => steps.push([done, total]) })
  await make()
  const clip = path.join(out, 'SAVEE', 'DC', 'h01.wav')
  await writeFile(clip, 'kept')
  steps.length = 0
  t.match(await make(), { clips: 8, reused: true })
  t.same(steps, [[8, 8]])
  t.equal(await readFile(clip, 'utf8'), 'kept', 'nothing was written')

  await rm(clip)
  t.match(await make(), { clips: 8, reused: false })
  t.equal((await readFile(clip)).subarray(0, 4).toString(), 'RIFF')
})

t.test('other options replace the earlier corpus, and leave what is not of it', async (t) => {
  const out = t.testdir()
  await makeSyntheticCorpus({ out, ...TINY, saveeSentences: 2 })
  await writeFile(path.join(out, 'SAVEE', 'mine.wav'), 'mine')
  t.match(await makeSyntheticCorpus({ out, ...TINY }), { clips: 8, reused: false })
  const names = await namesUnder(path.join(out, 'SAVEE'))
  t.notOk(names.includes('DC/h02.wav'))
  t.equal(names.length, 8 + 1)
  t.equal(await readFile(path.join(out, 'SAVEE', 'mine.wav'), 'utf8'), 'mine')
})

t.test('recordings that it did not make are never overwritten', async (t) => {
  const out = t.testdir({ RAVDESS: { Actor_01: { '03-01-01-01-01-01-01.wav': 'real' } } })
  await t.rejects(makeSyntheticCorpus({ out, ...TINY }), { code: 'INVALID_OPTION', message: /RAVDESS/ })
  t.same(await namesUnder(out), ['RAVDESS/Actor_01/03-01-01-01-01-01-01.wav'])
  const strange = t.testdir({ '.emovox-synthetic.json': '{"a": 1}' })
  await t.rejects(makeSyntheticCorpus({ out: strange, ...TINY }), { code: 'INVALID_OPTION' })
})

t.test('it can be interrupted, and finished later', async (t) => {
  const out = t.testdir()
  const controller = new AbortController()
  const onProgress = (done: number) => {
    if (done === 3) controller.abort()
  }
  const { signal } = controller
  await t.rejects(makeSyntheticCorpus({ out, ...TINY, signal, onProgress }), { code: 'ABORTED' })
  t.equal((await namesUnder(path.join(out, 'SAVEE'))).length, 3)
  t.match(await makeSyntheticCorpus({ out, ...TINY }), { clips: 8, reused: false })
})

t.test('bad options and folders are named', async (t) => {
  const out = t.testdir({ file: 'x' })
  await t.rejects(makeSyntheticCorpus({ out, ravdessActors: 25 }), {
    code: 'INVALID_OPTION',
    message: /ravdessActors.*25/,
  })
  await t.rejects(makeSyntheticCorpus({ out, variation: -1 }), /variation/)
  await t.rejects(makeSyntheticCorpus({ out: path.join(out, 'file'), ...TINY }), { code: 'WRITE_FAILED' })
})

t.test('its README says what it is', async (t) => {
  const out = t.testdir()
  await makeSyntheticCorpus({ out, ...TINY })
  t.match(await readFile(path.join(out, 'README.txt'), 'utf8'), /No person speaks in these files/)
})
