import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import t from 'tap'
import { unpackZip } from '../../lib/corpora/unpack.ts'
import { storedZip, type ZipEntry } from './stored_zip.ts'

/** An archive in a folder of its own, and where it is to be unpacked. */
function archiveOf(root: string, content: readonly ZipEntry[] | Buffer) {
  const archive = path.join(root, 'archive.zip')
  writeFileSync(archive, Buffer.isBuffer(content) ? content : storedZip(content))
  return { archive, folder: path.join(root, 'unpacked') }
}

t.test('files and folders, with progress', async (t) => {
  const { archive, folder } = archiveOf(t.testdir({}), [
    { name: 'Actor_01/', mode: 0o040755 },
    { name: 'Actor_01/a.wav', data: 'one' },
    { name: 'Actor_02/b.wav', data: 'three' },
  ])
  const seen: [number, number][] = []
  await unpackZip(archive, folder, { onProgress: (done, total) => seen.push([done, total]) })
  t.equal(readFileSync(path.join(folder, 'Actor_01/a.wav'), 'utf8'), 'one')
  t.equal(readFileSync(path.join(folder, 'Actor_02/b.wav'), 'utf8'), 'three')
  t.same(seen.at(-1), [8, 8])
  t.same(readdirSync(path.dirname(folder)).sort(), ['archive.zip', 'unpacked'])
})

t.test('nothing leaves the folder', async (t) => {
  for (const name of ['../evil.wav', 'a/../../evil.wav', '/tmp/evil.wav', 'C:/evil.wav', '..\\evil.wav']) {
    const root = t.testdir({})
    const { archive, folder } = archiveOf(root, [
      { name: 'good.wav', data: 'x' },
      { name, data: 'x' },
    ])
    const outcome = await unpackZip(archive, folder).catch((thrown: unknown) => thrown)
    t.match(outcome, { code: 'DOWNLOAD', message: /archive\.zip/ }, name)
    t.same(readdirSync(root), ['archive.zip'], 'nothing stays of it')
    t.notOk(existsSync(path.join(root, '..', 'evil.wav')))
  }
})

t.test('links are refused', async (t) => {
  const root = t.testdir({})
  const { archive, folder } = archiveOf(root, [{ name: 'link', data: '/etc/passwd', mode: 0o120777 }])
  await t.rejects(unpackZip(archive, folder), { code: 'DOWNLOAD', message: /found link: it is a link/ })
  t.same(readdirSync(root), ['archive.zip'])
})

t.test('what is no sound archive leaves nothing behind', async (t) => {
  const whole = storedZip([{ name: 'a.wav', data: 'x'.repeat(1000) }])
  const declaredLonger = Buffer.from(whole)
  declaredLonger.writeUInt32LE(5000, whole.indexOf('PK\x01\x02') + 20)
  const cases: readonly (readonly [what: string, bytes: Buffer])[] = [
    ['text', Buffer.from('<html>no</html>')],
    ['empty', Buffer.alloc(0)],
    ['cut', whole.subarray(0, 700)],
    ['lying about sizes', declaredLonger],
  ]
  for (const [what, bytes] of cases) {
    const root = t.testdir({})
    const { archive, folder } = archiveOf(root, bytes)
    await t.rejects(unpackZip(archive, folder), { code: 'DOWNLOAD', message: /sound zip archive/ }, what)
    t.same(readdirSync(root), ['archive.zip'], what)
  }
})

t.test('an empty folder is replaced, what was begun before is cleared, a full folder is kept', async (t) => {
  const root = t.testdir({ 'unpacked.unpacking': { 'stale.wav': 'x' }, full: { 'mine.wav': 'x' } })
  const { archive, folder } = archiveOf(root, [{ name: 'a.wav', data: 'x' }])
  mkdirSync(folder)
  await unpackZip(archive, folder)
  t.same(readdirSync(folder), ['a.wav'])
  await t.rejects(unpackZip(archive, path.join(root, 'full')), { code: 'WRITE_FAILED', message: /full/ })
  t.same(readdirSync(path.join(root, 'full')), ['mine.wav'])
})

t.test('it can be stopped', async (t) => {
  const root = t.testdir({})
  const { archive, folder } = archiveOf(root, [
    { name: 'a.wav', data: 'x' },
    { name: 'b.wav', data: 'x' },
  ])
  const controller = new AbortController()
  const stopped = unpackZip(archive, folder, {
    signal: controller.signal,
    onProgress: () => controller.abort(),
  })
  await t.rejects(stopped, { code: 'ABORTED' })
  t.same(readdirSync(root), ['archive.zip'])
})
