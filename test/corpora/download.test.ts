import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import t, { type Test } from 'tap'
import { download } from '../../lib/corpora/download.ts'
import { type Behaviour, serveFile } from './file_server.ts'

const content = randomBytes(300_000)
const md5 = createHash('md5').update(content).digest('hex')

/** A server, a folder, and the options to download from the one into the other. */
async function setUp(t: Test, ...behaviours: Behaviour[]) {
  const server = await serveFile(content, behaviours.length > 0 ? behaviours : [{}])
  t.teardown(() => server.close())
  const folder = t.testdir({})
  const file = path.join(folder, 'set', 'archive.zip')
  const options = { url: server.url, file, md5, bytes: content.length, attempts: 2, retryDelay: 1 }
  return { server, file, folder: path.dirname(file), options }
}

t.test('a whole download, once', async (t) => {
  const { server, file, folder, options } = await setUp(t)
  const seen: number[] = []
  t.equal(await download({ ...options, onProgress: (done) => seen.push(done) }), true)
  t.ok(readFileSync(file).equals(content))
  t.same(readdirSync(folder), ['archive.zip'])
  t.equal(seen.at(0), 0)
  t.equal(seen.at(-1), content.length)
  t.same(
    seen,
    seen.toSorted((a, b) => a - b),
  )
  t.equal(await download(options), false, 'there already')
  t.same(server.ranges, [''])
  writeFileSync(file, randomBytes(content.length))
  t.equal(await download(options), true, 'a damaged file is replaced')
  t.ok(readFileSync(file).equals(content))
})

t.test('a broken connection is taken up where it broke', async (t) => {
  const { server, file, options } = await setUp(t, { breakAfter: 100_000 }, { breakAfter: 100_000 }, {})
  await download(options)
  t.ok(readFileSync(file).equals(content))
  t.same(server.ranges, ['', 'bytes=100000-', 'bytes=200000-'])
})

t.test('a later call goes on from an earlier one', async (t) => {
  const { server, file, folder, options } = await setUp(
    t,
    { breakAfter: 120_000 },
    { status: 503 },
    { status: 503 },
    {},
  )
  await t.rejects(download(options), {
    code: 'DOWNLOAD',
    message: /answered 503 .*; 120000 of 300000 bytes are in .*archive\.zip\.part: run again/,
  })
  t.same(readdirSync(folder).sort(), ['archive.zip.part', 'archive.zip.part.json'])
  await download(options)
  t.ok(readFileSync(file).equals(content))
  t.equal(server.ranges.at(-1), 'bytes=120000-')
})

t.test('a server without ranges sends it all again', async (t) => {
  const { server, file, options } = await setUp(t, { breakAfter: 100_000 }, { ignoreRange: true })
  await download(options)
  t.ok(readFileSync(file).equals(content))
  t.equal(server.ranges.length, 2)
})

t.test('another version of the file is not sewn to the first', async (t) => {
  for (const ignoreIfRange of [false, true]) {
    const { file, options } = await setUp(
      t,
      { etag: '"old"', body: randomBytes(content.length), breakAfter: 100_000 },
      { etag: '"new"', ignoreIfRange },
    )
    await download(options)
    t.ok(
      readFileSync(file).equals(content),
      ignoreIfRange ? 'the server sends a range' : 'it sends the whole',
    )
  }
})

t.test('416: a part that the server does not have is thrown away', async (t) => {
  const { file, folder, options } = await setUp(t, { breakAfter: 100_000 }, { status: 416 }, {})
  await download(options)
  t.ok(readFileSync(file).equals(content))
  t.same(readdirSync(folder), ['archive.zip'])
})

t.test('a part from another address, or too long, is not continued', async (t) => {
  for (const [part, url] of [
    [randomBytes(1000), 'http://elsewhere/archive.zip'],
    [randomBytes(content.length + 1), undefined],
  ] as const) {
    const { server, file, options } = await setUp(t)
    await t.rejects(download({ ...options, signal: AbortSignal.abort() }), { code: 'ABORTED' })
    writeFileSync(`${file}.part`, part)
    writeFileSync(`${file}.part.json`, JSON.stringify({ url: url ?? server.url, etag: '"v1"' }))
    await download(options)
    t.ok(readFileSync(file).equals(content))
    t.equal(server.ranges.at(-1), '')
  }
})

t.test('a wrong checksum removes what came', async (t) => {
  const { folder, options } = await setUp(t, { body: randomBytes(content.length) }, {})
  await t.rejects(download(options), {
    code: 'CHECKSUM',
    message: new RegExp(`expected the MD5 ${md5}, found`),
  })
  t.same(readdirSync(folder), [])
  t.equal(await download(options), true, 'and the next call begins anew')
})

t.test('something else in place of the file', async (t) => {
  const { options, folder } = await setUp(t, { body: Buffer.from('<html>Log in</html>') })
  await t.rejects(download(options), { code: 'DOWNLOAD', message: /expected 300000 bytes, found 19/ })
  t.same(readdirSync(folder), [])
})

t.test('refusals are final, and no server is an error too', async (t) => {
  const { server, options } = await setUp(t, { status: 404 })
  await t.rejects(download(options), { code: 'DOWNLOAD', message: /answered 404 Not Found; put the file at/ })
  t.equal(server.ranges.length, 1)
  await server.close()
  await t.rejects(download(options), { code: 'DOWNLOAD', message: /no answer: .*ECONNREFUSED/ })
})

t.test('interrupted: the part stays', async (t) => {
  const { file, options } = await setUp(t, { breakAfter: 100_000 }, {})
  const controller = new AbortController()
  const stopped = download({
    ...options,
    signal: controller.signal,
    onProgress: (done) => done >= 100_000 && controller.abort(),
  })
  await t.rejects(stopped, { code: 'ABORTED', message: /100000 of 300000 bytes are in .*\.part/ })
  t.equal(readFileSync(`${file}.part`).length, 100_000)
  await download(options)
  t.ok(readFileSync(file).equals(content))
})

t.test('a full disk', { skip: existsSync('/dev/full') ? false : 'no /dev/full here' }, async (t) => {
  const { file, options } = await setUp(t)
  await t.rejects(download({ ...options, signal: AbortSignal.abort() }), { code: 'ABORTED' })
  symlinkSync('/dev/full', `${file}.part`)
  await t.rejects(download(options), { code: 'WRITE_FAILED', message: /archive\.zip\.part: .*ENOSPC/ })
})

t.test('a folder that cannot be made', async (t) => {
  const { file, folder, options } = await setUp(t)
  writeFileSync(folder, 'a file')
  await t.rejects(download(options), { code: 'WRITE_FAILED', message: new RegExp(path.basename(file)) })
})
