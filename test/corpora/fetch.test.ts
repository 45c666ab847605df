import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import t, { type Test } from 'tap'
import { fetchRavdess, RAVDESS_ARCHIVE, whereToGet } from '../../lib/corpora/fetch.ts'
import { type Behaviour, serveFile } from './file_server.ts'
import { storedZip } from './stored_zip.ts'

const published = storedZip([
  { name: 'Actor_01/', mode: 0o040755 },
  { name: 'Actor_01/03-01-06-01-02-01-01.wav', data: 'fear'.repeat(20_000) },
  { name: 'Actor_02/03-01-03-01-02-01-02.wav', data: 'happy' },
])

async function setUp(t: Test, archive = published, ...behaviours: Behaviour[]) {
  const server = await serveFile(archive, behaviours.length > 0 ? behaviours : [{}])
  t.teardown(() => server.close())
  const md5 = createHash('md5').update(archive).digest('hex')
  const out = path.join(t.testdir({}), 'corpora')
  return { server, out, options: { out, url: server.url, md5, bytes: archive.length, retryDelay: 1 } }
}

t.test('downloads, checks, unpacks; the second time there is nothing to do', async (t) => {
  const { server, out, options } = await setUp(t)
  const details = new Set<string>()
  const fetched = await fetchRavdess({
    ...options,
    onProgress: (_done, _total, detail) => details.add(detail),
  })
  t.same(fetched, { folder: path.join(out, 'RAVDESS'), recordings: 2, fetched: true })
  t.same(readdirSync(out), ['RAVDESS'], 'neither archive nor temporary folder stays')
  t.equal(readFileSync(path.join(out, 'RAVDESS/Actor_02/03-01-03-01-02-01-02.wav'), 'utf8'), 'happy')
  t.same([...details], ['downloading', 'unpacking'])
  t.same(await fetchRavdess(options), { ...fetched, fetched: false })
  t.equal(server.ranges.length, 1)
})

t.test('goes on after a broken connection', async (t) => {
  const { server, options } = await setUp(t, published, { breakAfter: 30_000 }, {})
  t.match(await fetchRavdess(options), { recordings: 2 })
  t.same(server.ranges, ['', 'bytes=30000-'])
})

t.test('an archive that is there already is used, and kept', async (t) => {
  const { server, options } = await setUp(t)
  const out = t.testdir({ [RAVDESS_ARCHIVE.name]: published })
  await fetchRavdess({ ...options, out })
  t.same(readdirSync(out).sort(), [RAVDESS_ARCHIVE.name, 'RAVDESS'].sort())
  t.equal(server.ranges.length, 0)
})

t.test('other files are not mixed with', async (t) => {
  const { server, options } = await setUp(t)
  const out = t.testdir({ RAVDESS: { 'mine.txt': 'x' }, file: 'x' })
  await t.rejects(fetchRavdess({ ...options, out }), { code: 'INVALID_OPTION', message: /with other files/ })
  await t.rejects(fetchRavdess({ ...options, out: path.join(out, 'file') }), {
    code: 'INVALID_OPTION',
    message: /found a file/,
  })
  t.equal(server.ranges.length, 0)
})

t.test('an archive that leads out of its folder', async (t) => {
  const { out, options } = await setUp(t, storedZip([{ name: '../../evil.wav', data: 'x' }]))
  await t.rejects(fetchRavdess(options), { code: 'DOWNLOAD', message: /\.\.\/\.\.\/evil\.wav/ })
  t.notOk(existsSync(path.join(out, 'RAVDESS')))
  t.notOk(existsSync(path.join(out, '..', '..', 'evil.wav')))
})

t.test('an archive of something else, and one that is no archive', async (t) => {
  const other = await setUp(t, storedZip([{ name: 'photo.jpg', data: 'x' }]))
  await t.rejects(fetchRavdess(other.options), { code: 'NO_RECORDINGS' })
  const none = await setUp(t, Buffer.from('no archive at all'))
  await t.rejects(fetchRavdess(none.options), { code: 'DOWNLOAD', message: /sound zip archive/ })
})

t.test('a wrong checksum', async (t) => {
  const { out, options } = await setUp(t)
  await t.rejects(fetchRavdess({ ...options, md5: '0'.repeat(32) }), { code: 'CHECKSUM', message: /0{32}/ })
  t.same(readdirSync(out), [])
})

t.test('options are checked', async (t) => {
  await t.rejects(fetchRavdess({ out: '' }), { code: 'INVALID_OPTION', message: /out/ })
  await t.rejects(fetchRavdess({ out: 'x', url: 'no address' }), { code: 'INVALID_OPTION', message: /url/ })
  await t.rejects(fetchRavdess({ out: 'x', md5: 'short' }), { code: 'INVALID_OPTION', message: /md5/ })
})

t.test('what is published', async (t) => {
  t.match(RAVDESS_ARCHIVE, { bytes: 208_468_073, md5: 'bc696df654c87fed845eb13823edef8a' })
  t.match(whereToGet('ravdess'), /zenodo\.org.*CC BY-NC-SA 4\.0.*e0196391/s)
  t.match(whereToGet('tess'), /10\.5683\/SP2\/E8H2MF.*CC BY-NC-ND 4\.0/s)
  t.match(whereToGet('savee'), /Surrey.*registration.*research/s)
})
