import { writeFile } from 'node:fs/promises'
import http from 'node:http'
import path from 'node:path'
import t, { type Test } from 'tap'
import { encodeWav } from '../../lib/audio/wav.ts'
import { makeReport } from '../../lib/report/make_report.ts'
import { serveReport } from '../../lib/report/serve.ts'
import { someEvaluation, someRecordings } from './some_evaluation.ts'

const WAV = Buffer.from(encodeWav(new Float32Array(800), 16_000))

/** A server of a report whose surest mistakes are a WAV file, a text, a folder and a file that is not there. */
async function served(t: Test) {
  const folder = t.testdir({ 'secret.txt': 'secret', 'fold.wav': {} })
  await writeFile(path.join(folder, 'clip.wav'), WAV)
  const files = ['clip.wav', 'secret.txt', 'fold.wav', 'gone.wav']
  const recordings = someRecordings().map((recording, k) => ({
    ...recording,
    path: path.join(folder, files[Math.min(3, Math.floor(k / 3))]),
  }))
  const report = makeReport(someEvaluation(recordings), 'Title')
  t.same(
    report.results?.wrong.slice(0, 4).map((clip) => path.basename(clip.path)),
    files,
  )
  const server = await serveReport(report)
  t.teardown(() => server.close())
  const port = Number(new URL(server.url).port)
  return (target: string, headers: Record<string, string> = {}, method = 'GET') =>
    ask(port, target, headers, method)
}

/** As it is: fetch would tidy the path, and sets the host itself. */
function ask(port: number, target: string, headers: Record<string, string>, method: string) {
  return new Promise<{ status: number; headers: http.IncomingHttpHeaders; body: Buffer }>(
    (resolve, reject) => {
      const options = {
        host: '127.0.0.1',
        port,
        path: target,
        method,
        headers: { host: `localhost:${port}`, ...headers },
      }
      const request = http.request(options, (response) => {
        const pieces: Buffer[] = []
        response.on('data', (piece) => pieces.push(piece))
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(pieces),
          }),
        )
      })
      request.on('error', reject)
      request.end()
    },
  )
}

t.test('the page and its clips', async (t) => {
  const get = await served(t)
  const page = await get('/')
  t.equal(page.status, 200)
  t.match(page.headers['content-type'], 'text/html')
  t.match(page.headers['content-security-policy'], "default-src 'none'")
  t.match(page.body.toString(), /<audio [^>]*src="clips\/0"/)
  const clip = await get('/clips/0')
  t.equal(clip.status, 200)
  t.equal(clip.headers['content-type'], 'audio/wav')
  t.same(clip.body, WAV)
  t.equal((await get('/clips/0', {}, 'HEAD')).body.length, 0)
})

t.test('parts of a clip, as players ask for them', async (t) => {
  const get = await served(t)
  const part = async (range: string) => {
    const { status, headers, body } = await get('/clips/0', { range })
    return { status, range: headers['content-range'], body }
  }
  const size = WAV.length
  t.same(await part('bytes=0-3'), { status: 206, range: `bytes 0-3/${size}`, body: WAV.subarray(0, 4) })
  t.same((await part('bytes=100-')).body, WAV.subarray(100))
  t.same((await part('bytes=-10')).body, WAV.subarray(-10))
  t.same((await part(`bytes=10-${size * 2}`)).body, WAV.subarray(10))
  t.equal((await part(`bytes=${size}-`)).status, 416)
  t.equal((await part('bytes=5-2')).status, 416)
  t.equal((await part('bytes=0-1,4-5')).status, 200, 'several parts: the whole')
  t.equal((await part('lines=1')).status, 200)
})

t.test('nothing else', async (t) => {
  const get = await served(t)
  for (const target of [
    '/clips/1',
    '/clips/2',
    '/clips/3',
    '/clips/99',
    '/clips/-1',
    '/clips/0x0',
    '/clips/',
    '/clips/../clip.wav',
    '/clips/..%2f..%2fetc%2fpasswd',
    '/../../../../etc/passwd',
    '//etc/passwd',
    '/report.json',
    '/clips/0/../1',
    '/clips/0%00',
    '/clips/constructor',
    'http://elsewhere/',
  ])
    t.match(await get(target), { status: 404, body: Buffer.alloc(0) }, target)
  t.equal((await get('/', {}, 'POST')).status, 405)
})

t.test('asked by another name, it does not answer', async (t) => {
  const get = await served(t)
  for (const host of ['evil.example', 'localhost.evil.example:80', 'evil.example:localhost:80'])
    t.equal((await get('/', { host })).status, 403, host)
})

t.test('it listens to this machine alone, at a port that is free', async (t) => {
  const report = makeReport(null, '')
  const server = await serveReport(report)
  t.teardown(() => server.close())
  const port = Number(new URL(server.url).port)
  await t.rejects(serveReport(report, port), { code: 'INVALID_OPTION', message: /port.*EADDRINUSE/ })
  await t.rejects(serveReport(report, Number.NaN), { code: 'INVALID_OPTION' })
  await t.rejects(serveReport(report, 70_000), { code: 'INVALID_OPTION' })
})
