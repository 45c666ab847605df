/** The snippets of docs/tflite.md, as they are there, answer as emovox does. */
import { spawn, spawnSync } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import path from 'node:path'
import t from 'tap'
import { encodeWav } from '../../lib/audio/wav.ts'
import { EMOTIONS } from '../../lib/emotions.ts'
import { predictTflite } from '../../lib/tflite/predict_tflite.ts'
import { loadTflite } from '../../lib/tflite/run.ts'
import { writeTflite } from '../../lib/tflite/write.ts'
import { kerasModel, maxDifference } from '../tflite/formula_model.ts'
import { python, skip } from '../tflite/python.ts'
import { recordings } from '../tflite/waveform/recordings.ts'
import { snippet } from './snippets.ts'

const require = createRequire(import.meta.url)
const browser = [process.env.EMOVOX_CHROMIUM, 'chromium', 'chromium-browser', 'google-chrome'].find(
  (name) => name && spawnSync(name, ['--version']).status === 0,
)
const noBrowser = browser ? false : 'there is no Chromium: EMOVOX_CHROMIUM names one'

const file = writeTflite({ ...kerasModel('full_size').model, frames: 94 }, { input: 'waveform' })
/** With silence around it, as recordings have it. */
const wavs = recordings(16_000).map(({ name, samples }) => {
  const recorded = new Float32Array(samples.length + 12_000)
  recorded.set(samples, 8000)
  return { name, wav: encodeWav(recorded, 16_000) }
})

async function expectedOf(wav: Uint8Array) {
  const runner = await loadTflite(file)
  const { probabilities } = await predictTflite(runner, wav)
  runner.close()
  return probabilities
}

const ordered = (said: Readonly<Record<string, number>>) => EMOTIONS.map((emotion) => said[emotion])

t.test('Python', { skip, timeout: 120_000 }, async (t) => {
  const folder = t.testdir({ 'hear.py': snippet('tflite.md', 'hear.py') })
  const at = (name: string) => path.join(folder, name)
  await writeFile(at('voice.tflite'), file)
  for (const { name, wav } of wavs) {
    await writeFile(at('clip.wav'), wav)
    const { stdout, stderr } = spawnSync(python ?? '', [at('hear.py'), at('voice.tflite'), at('clip.wav')], {
      encoding: 'utf8',
    })
    const said = stdout.trim().split('\n').at(-1)
    if (!said) return t.fail(stderr)
    const difference = maxDifference(ordered(JSON.parse(said)), await expectedOf(wav))
    t.ok(difference < 1e-4, `${name}: ${difference}`)
  }
})

const PAGE = `<!doctype html><script type="importmap">
{ "imports": { "@litertjs/core": "/core/dist/index.js", "@litertjs/wasm-utils": "/wasm-utils/dist/index.js" } }
</script><script type="module">
const send = (body) => fetch('/answer', { method: 'POST', body: JSON.stringify(body) })
try {
  const { load } = await import('/hear.js')
  const hear = await load('/core/wasm/', '/voice.tflite')
  const heard = []
  for (let clip = 0; clip < ${wavs.length}; clip++)
    heard.push(await hear(await (await fetch('/wav/' + clip)).arrayBuffer()))
  await send({ heard })
} catch (error) {
  await send({ error: String(error && error.stack || error) })
}
</script>`

const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.wasm': 'application/wasm' }

t.test('browser', { skip: noBrowser, timeout: 120_000 }, async (t) => {
  const packages = path.dirname(path.dirname(require.resolve('@litertjs/core/package.json')))
  const content = (url: string): Uint8Array | string | Promise<Uint8Array> => {
    if (url === '/') return PAGE
    if (url === '/hear.js') return snippet('tflite.md', 'hear.js')
    if (url === '/voice.tflite') return file
    if (url.startsWith('/wav/')) return wavs[Number(url.slice(5))].wav
    return readFile(path.join(packages, path.normalize(url)))
  }
  const page = new EventEmitter<{ answer: [string] }>()
  const answered = once(page, 'answer').then(([said]) => String(said))
  const server = createServer(async (request, response) => {
    const [url] = (request.url ?? '/').split('?')
    if (url === '/answer') {
      const parts: Uint8Array[] = []
      for await (const part of request) parts.push(part)
      page.emit('answer', Buffer.concat(parts).toString())
      response.end()
      return
    }
    const found = await Promise.resolve(url)
      .then(content)
      .catch(() => null)
    const type = TYPES[path.extname(url)] ?? (url === '/' ? 'text/html' : 'application/octet-stream')
    response.writeHead(found === null ? 404 : 200, { 'content-type': type })
    response.end(found ?? '')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const flags = [
    '--headless=new',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--no-first-run',
  ]
  const chromium = spawn(
    browser ?? '',
    [...flags, `--user-data-dir=${t.testdir()}`, `http://127.0.0.1:${port}/`],
    { stdio: 'ignore' },
  )
  const ended = once(chromium, 'exit')
  try {
    const said = await Promise.race([answered, ended.then(([code]) => `{"error": "ended with ${code}"}`)])
    const { heard = [], error }: { heard?: Record<string, number>[]; error?: string } = JSON.parse(said)
    t.equal(error, undefined)
    for (const [index, { name, wav }] of wavs.entries()) {
      const difference = maxDifference(ordered(heard[index] ?? {}), await expectedOf(wav))
      t.ok(difference < 1e-4, `${name}: ${difference}`)
    }
  } finally {
    chromium.kill()
    await ended
    server.close()
    server.closeAllConnections()
  }
})
