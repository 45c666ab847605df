import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import t from 'tap'
import { type Manifest, requireRecordings, scanCorpora } from '../../lib/corpora/scan.ts'

const speakersOf = (manifest: Manifest) => manifest.recordings.map(({ speaker }) => speaker)
const odd = (manifest: Manifest, root: string) =>
  manifest.oddities.map((oddity) => [oddity.kind, path.relative(root, oddity.path)])

t.test('corpora are found anywhere, side by side, in a fixed order', async (t) => {
  const root = t.testdir({
    z: { deep: { Actor_12: { '03-01-06-01-02-01-12.wav': 'fear' } } },
    TESS: { OAF_angry: { 'OAF_back_angry.wav': 'angry' } },
    mixed: { 'DC_a01.wav': 'a', 'YAF_neat_ps.wav': 'ps', '03-01-03-01-02-01-01.wav': 'happy' },
    AudioData: { JE: { 'sa01.wav': 'sa' }, KL: { 'sa01.wav': 'sa of another man' } },
  })
  const manifest = await scanCorpora(root)
  t.same(speakersOf(manifest), [
    'ravdess-01',
    'ravdess-12',
    'savee-dc',
    'savee-je',
    'savee-kl',
    'tess-oaf',
    'tess-yaf',
  ])
  t.same(manifest.oddities, [])
  t.same(manifest.counts, {
    files: 7,
    ignored: 0,
    recordings: 7,
    corpora: { ravdess: 2, savee: 3, tess: 2 },
    oddities: {},
  })
  t.same(manifest.dirs, [root])
  t.same(await scanCorpora([path.relative(process.cwd(), root)]), manifest, 'relative paths become absolute')
})

t.test('what follows no naming is listed with the reason', async (t) => {
  const root = t.testdir({
    'notes.txt': 'x',
    LICENSE: 'x',
    'holiday.wav': 'x',
    'a01.wav': 'x',
    Actor_01: {
      '03-01-09-01-01-01-01.wav': 'x',
      '03-02-03-01-01-01-01.wav': 'song',
      '01-01-03-01-01-01-01.mp4': 'video',
    },
    OAF_sad: { 'OAF_back_angry.wav': 'x' },
    OAF_neutral: { 'OA_bite_neutral.wav': 'y' },
    YAF_sad: { 'YAF_back_sad.wav': '' },
  })
  const manifest = await scanCorpora(root)
  t.same(odd(manifest, root), [
    ['video', 'Actor_01/01-01-03-01-01-01-01.mp4'],
    ['bad-name', 'Actor_01/03-01-09-01-01-01-01.wav'],
    ['song', 'Actor_01/03-02-03-01-01-01-01.wav'],
    ['not-audio', 'LICENSE'],
    ['misnamed', 'OAF_neutral/OA_bite_neutral.wav'],
    ['misfiled', 'OAF_sad/OAF_back_angry.wav'],
    ['empty', 'YAF_sad/YAF_back_sad.wav'],
    ['unrecognised', 'a01.wav'],
    ['unrecognised', 'holiday.wav'],
    ['not-audio', 'notes.txt'],
  ])
  t.same(speakersOf(manifest), ['tess-oaf', 'tess-oaf'])
  t.match(manifest.counts.oddities, { song: 1, video: 1, unrecognised: 2 })
})

t.test('what systems leave behind is passed over', async (t) => {
  const root = t.testdir({
    __MACOSX: { Actor_01: { '._03-01-06-01-02-01-01.wav': 'x' } },
    '.cache': { '03-01-06-01-02-01-02.wav': 'x' },
    Actor_01: { '03-01-06-01-02-01-01.wav': 'x', '._03-01-06-01-02-01-01.wav': 'x', '.DS_Store': 'x' },
    'Thumbs.db': 'x',
  })
  const { counts, oddities } = await scanCorpora(root)
  t.match(counts, { files: 1, recordings: 1, ignored: 5 })
  t.same(oddities, [])
})

t.test('the whole set twice counts once', async (t) => {
  const actor = () => ({ '03-01-06-01-02-01-01.wav': 'one', '03-01-05-01-02-01-01.wav': 'two' })
  const root = t.testdir({ Actor_01: actor(), 'audio_speech_actors_01-24': { Actor_01: actor() } })
  const manifest = await scanCorpora(root)
  t.same(
    manifest.recordings.map((recording) => path.relative(root, recording.path)),
    ['Actor_01/03-01-05-01-02-01-01.wav', 'Actor_01/03-01-06-01-02-01-01.wav'],
  )
  t.same(manifest.counts.oddities, { duplicate: 2 })
  t.ok(manifest.recordings.every(({ contentHash }) => contentHash === undefined))
})

t.test('flat and foldered copies of SAVEE are the same recordings', async (t) => {
  const root = t.testdir({ ALL: { 'DC_a01.wav': 'a' }, AudioData: { DC: { 'a01.wav': 'a' } } })
  const manifest = await scanCorpora(root)
  t.same(manifest.counts.corpora, { savee: 1 })
  t.same(odd(manifest, root), [['duplicate', 'AudioData/DC/a01.wav']])
})

t.test('the same name over other bytes: the first in path order is kept', async (t) => {
  const root = t.testdir({
    a: { 'OAF_back_sad.wav': 'one' },
    b: { 'OAF_back_sad.wav': 'two' },
    c: { 'OAF_back_sad.wav': 'longer' },
  })
  const manifest = await scanCorpora(root)
  t.same(
    manifest.recordings.map((recording) => path.relative(root, recording.path)),
    ['a/OAF_back_sad.wav'],
  )
  t.same(odd(manifest, root), [
    ['conflict', 'b/OAF_back_sad.wav'],
    ['conflict', 'c/OAF_back_sad.wav'],
  ])
})

t.test('the same bytes under two names are kept, reported and marked', async (t) => {
  const root = t.testdir({
    '03-01-03-01-02-01-07.wav': 'happy',
    '03-01-03-01-02-02-07.wav': 'happy',
    '03-01-03-01-01-02-07.wav': 'other',
  })
  const manifest = await scanCorpora(root)
  t.equal(manifest.recordings.length, 3)
  t.same(odd(manifest, root), [['same-audio', '03-01-03-01-02-02-07.wav']])
  const [other, first, second] = manifest.recordings
  t.equal(other.contentHash, undefined)
  t.match(first.contentHash, /^[0-9a-f]{64}$/)
  t.equal(first.contentHash, second.contentHash)
  t.match(manifest.oddities, [{ reason: /under another name: both are kept/ }])
})

t.test('the same bytes under two labels are said to contradict each other', async (t) => {
  const { oddities } = await scanCorpora(t.testdir({ 'DC_a01.wav': 'x', 'JE_su01.wav': 'x' }))
  t.match(oddities, [{ kind: 'same-audio', reason: /with another speaker and emotion: both are kept/ }])
})

t.test('files that differ only outside the stretch that is compared first are told apart', async (t) => {
  const body = Buffer.alloc(100_000, 7)
  const changed = Buffer.from(body)
  changed[99_999] = 8
  const root = t.testdir({
    a: { 'DC_a01.wav': body, 'DC_a02.wav': changed },
    b: { 'DC_a01.wav': changed },
  })
  const manifest = await scanCorpora(root)
  t.same(odd(manifest, root), [['conflict', 'b/DC_a01.wav']])
  t.equal(manifest.counts.recordings, 2)
})

t.test('links are followed, loops end, links to nothing are listed', async (t) => {
  const root = t.testdir({
    real: { 'DC_a01.wav': 'a' },
    elsewhere: { DC: { 'n01.wav': 'n' } },
    scanned: { 'not.txt': '' },
  })
  const scanned = path.join(root, 'scanned')
  symlinkSync(path.join(root, 'elsewhere'), path.join(scanned, 'linked'))
  symlinkSync(path.join(root, 'real', 'DC_a01.wav'), path.join(scanned, 'DC_a01.wav'))
  symlinkSync(scanned, path.join(root, 'elsewhere', 'back'))
  symlinkSync('.', path.join(scanned, 'self'))
  symlinkSync('nowhere', path.join(scanned, 'gone.wav'))
  symlinkSync('ring', path.join(scanned, 'ring'))
  const manifest = await scanCorpora(scanned)
  t.same(
    manifest.recordings.map((recording) => path.relative(scanned, recording.path)),
    ['DC_a01.wav', 'linked/DC/n01.wav'],
  )
  t.match(odd(manifest, scanned), [
    ['unreadable', 'gone.wav'],
    ['not-audio', 'not.txt'],
    ['unreadable', 'ring'],
  ])
})

t.test('a folder is listed by its own path, not by a link that comes first', async (t) => {
  const root = t.testdir({ z: { y: { 'DC_a01.wav': 'a' } } })
  symlinkSync(path.join(root, 'z', 'y'), path.join(root, 'a-link'))
  const manifest = await scanCorpora(root)
  t.same(
    manifest.recordings.map((recording) => path.relative(root, recording.path)),
    ['z/y/DC_a01.wav'],
  )
  t.same(manifest.oddities, [])
})

t.test('what cannot be read is listed and the rest goes on', async (t) => {
  // Outside of the checkout, which another user may not be allowed to enter.
  const root = mkdtempSync(path.join(tmpdir(), 'emovox-scan-'))
  const user = process.geteuid?.()
  t.teardown(() => {
    if (user === 0) process.seteuid?.(0)
    chmodSync(path.join(root, 'locked'), 0o755)
    rmSync(root, { recursive: true })
  })
  chmodSync(root, 0o755)
  mkdirSync(path.join(root, 'locked'))
  writeFileSync(path.join(root, 'DC_a01.wav'), 'same')
  writeFileSync(path.join(root, 'DC_a02.wav'), 'same', { mode: 0o000 })
  chmodSync(path.join(root, 'locked'), 0o000)
  // The superuser may read everything: be nobody for the while.
  if (user === 0) process.seteuid?.(65_534)
  const manifest = await scanCorpora(root)
  if (user === 0) process.seteuid?.(0)
  t.same(odd(manifest, root), [
    ['unreadable', 'DC_a02.wav'],
    ['unreadable', 'locked'],
  ])
  t.match(manifest.oddities, [{ reason: 'permission denied' }, { reason: 'folder: permission denied' }])
  t.equal(manifest.counts.recordings, 1)
})

t.test('a folder may be named for a corpus', async (t) => {
  const root = t.testdir({
    one: { 'DC_a01.wav': 'a', 'OAF_back_sad.wav': 'b' },
    two: { 'DC_a02.wav': 'c', '03-01-06-01-02-01-01.wav': 'd' },
  })
  const [one, two] = [path.join(root, 'one'), path.join(root, 'two')]
  const manifest = await scanCorpora([], { savee: [one], ravdess: [two] })
  t.same(speakersOf(manifest), ['ravdess-01', 'savee-dc'])
  t.same(odd(manifest, root), [
    ['unrecognised', 'one/OAF_back_sad.wav'],
    ['unrecognised', 'two/DC_a02.wav'],
  ])
  t.match(manifest.oddities[0].reason, 'SAVEE')

  const wrong = await scanCorpora([], { tess: [two] })
  t.match(wrong.oddities, [{ path: two, kind: 'nothing-found' }, {}, {}])

  const both = await scanCorpora(root, { tess: [one] })
  t.equal(both.counts.recordings, 4, 'a named folder inside another hides nothing')
  t.same(both.oddities, [])
  t.equal(both.counts.files, 4)
})

t.test('calm', async (t) => {
  const root = t.testdir({ '03-01-02-01-02-01-01.wav': 'calm' })
  t.match(await scanCorpora(root), { recordings: [{ emotion: 'neutral', sourceEmotion: 'calm' }] })
  t.match(await scanCorpora(root, { calm: 'drop' }), {
    counts: { recordings: 0, oddities: { dropped: 1 } },
  })
})

t.test('bad folders and options', async (t) => {
  const root = t.testdir({ 'file.wav': 'x', empty: {} })
  await t.rejects(scanCorpora(path.join(root, 'gone')), { code: 'FILE_NOT_FOUND', message: /gone/ })
  await t.rejects(scanCorpora(path.join(root, 'file.wav', 'x')), { code: 'FILE_NOT_FOUND' })
  await t.rejects(scanCorpora(path.join(root, 'file.wav')), {
    code: 'INVALID_OPTION',
    message: /expected a folder, found a file/,
  })
  const unknown = JSON.parse('{"calm":"happy"}')
  await t.rejects(scanCorpora(root, unknown), { code: 'INVALID_OPTION', message: /calm/ })
  const manifest = await scanCorpora(root)
  t.throws(() => requireRecordings(manifest), {
    code: 'NO_RECORDINGS',
    message: /OAF_back_angry\.wav.* found 1 files \(1 unrecognised\)/,
  })
  t.equal((await scanCorpora(path.join(root, 'empty'))).counts.files, 0)
})

t.test('it can be watched and stopped', async (t) => {
  const root = t.testdir({ 'DC_a01.wav': 'a', 'DC_a02.wav': 'a' })
  const seen: string[] = []
  await scanCorpora(root, { onProgress: (done, total, detail) => seen.push(`${detail} ${done}/${total}`) })
  t.same(seen, ['listing 2/2', 'comparing 1/2', 'comparing 2/2'])
  await t.rejects(scanCorpora(root, { signal: AbortSignal.abort() }), { code: 'ABORTED' })
  const controller = new AbortController()
  const late = scanCorpora(root, {
    signal: controller.signal,
    onProgress: (_done, _total, detail) => detail === 'comparing' && controller.abort(),
  })
  await t.rejects(late, { code: 'ABORTED' })
})
