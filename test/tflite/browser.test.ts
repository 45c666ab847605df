/** Files for the browser, in one: LiteRT.js in headless Chromium (`EMOVOX_CHROMIUM` names another, or none: skipped). */
import { spawn, spawnSync } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import { createRequire } from 'node:module'
import path from 'node:path'
import t from 'tap'
import { writeTflite } from '../../lib/tflite/write.ts'
import { kerasModel, maxDifference } from './formula_model.ts'

const require = createRequire(import.meta.url)
const browser = [process.env.EMOVOX_CHROMIUM, 'chromium', 'chromium-browser', 'google-chrome'].find(
  (name) => name && spawnSync(name, ['--version']).status === 0,
)
const skip = browser ? false : 'there is no Chromium: EMOVOX_CHROMIUM names one'

const { model, runs } = kerasModel('full_size')
const [{ features, probabilities }] = runs
const size = model.frames * model.coefficients
const CLIPS = 3

/** Largest difference of a probability, by weights. */
const FILES = {
  'loop-float32': [writeTflite(model, { for: 'browser' }), 1e-6],
  'loop-float16': [writeTflite(model, { for: 'browser', weights: 'float16' }), 1e-3],
  'loop-dynamic': [writeTflite(model, { for: 'browser', weights: 'dynamic' }), 5e-3],
  'unrolled-float32': [writeTflite(model, { for: 'browser', form: 'unrolled' }), 1e-6],
} as const

const PAGE = `<!doctype html><script type="importmap">
{ "imports": { "@litertjs/core": "/core/dist/index.js", "@litertjs/wasm-utils": "/wasm-utils/dist/index.js" } }
</script><script type="module">
const send = (body) => fetch('/answer', { method: 'POST', body: JSON.stringify(body) })
try {
  const { loadLiteRt, loadAndCompile, Tensor } = await import('@litertjs/core')
  await loadLiteRt('/core/wasm/')
  const clips = new Float32Array(await (await fetch('/clips')).arrayBuffer())
  const answers = {}
  for (const name of ${JSON.stringify(Object.keys(FILES))}) {
    const compiled = await loadAndCompile('/files/' + name, { accelerator: 'wasm' })
    const rows = []
    // The first clip twice: what was there before must not matter.
    for (const clip of [...Array(${CLIPS}).keys(), 0]) {
      const values = clips.slice(clip * ${size}, (clip + 1) * ${size})
      const [output] = await compiled.run([new Tensor(values, [1, ${model.frames}, ${model.coefficients}])])
      rows.push([...await output.data()])
    }
    answers[name] = rows
  }
  await send({ answers })
} catch (error) {
  await send({ error: String(error && error.stack || error) })
}
</script>`

const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.wasm': 'application/wasm' }

t.test('LiteRT.js in Chromium', { skip, timeout: 120_000 }, async (t) => {
  const packages = path.dirname(path.dirname(require.resolve('@litertjs/core/package.json')))
  const page = new EventEmitter<{ answer: [string] }>()
  const answered = once(page, 'answer').then(([said]) => String(said))
  const server = createServer(async (request, response) => {
    const url = request.url ?? '/'
    if (url === '/answer') page.emit('answer', await bodyOf(request))
    const content = await contentOf(url, packages).catch(() => null)
    response.writeHead(content === null ? 404 : 200, {
      'content-type': TYPES[path.extname(url)] ?? (url === '/' ? 'text/html' : 'application/octet-stream'),
    })
    response.end(content ?? '')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const chromium = spawn(
    browser ?? '',
    [
      ...['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run'],
      `--user-data-dir=${t.testdir()}`,
      `http://127.0.0.1:${port}/`,
    ],
    { stdio: 'ignore' },
  )
  const ended = once(chromium, 'exit')
  try {
    const said = await Promise.race([answered, ended.then(([code]) => `{"error": "ended with ${code}"}`)])
    const { answers, error }: { answers?: Record<string, number[][]>; error?: string } = JSON.parse(said)
    t.equal(error, undefined)
    const classes = model.labels.length
    for (const [name, [, tolerance]] of Object.entries(FILES)) {
      const rows = answers?.[name] ?? []
      const difference = maxDifference(
        rows.slice(0, CLIPS).flat(),
        probabilities.subarray(0, CLIPS * classes),
      )
      t.ok(difference < tolerance, `${name}: largest difference ${difference}`)
      t.same(rows[CLIPS], rows[0], `${name}: the same clip again, the same answer`)
    }
  } finally {
    chromium.kill()
    await ended
    server.close()
    server.closeAllConnections()
  }
})

async function contentOf(url: string, packages: string): Promise<Uint8Array | string> {
  if (url === '/') return PAGE
  if (url === '/clips') return new Uint8Array(features.slice(0, CLIPS * size).buffer)
  for (const [name, [file]] of Object.entries(FILES)) if (url === `/files/${name}`) return file
  const file = path.join(packages, path.normalize(url.split('?')[0]))
  return readFile(file)
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Uint8Array[] = []
  for await (const part of request) parts.push(part)
  return Buffer.concat(parts).toString()
}
