/** Files for the browser, in one: LiteRT.js in headless Chromium (`EMOVOX_CHROMIUM` names another, or none: skipped). */
import { spawn, spawnSync } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import { createRequire } from 'node:module'
import path from 'node:path'
import t from 'tap'
import { WEIGHT_KINDS } from '../../lib/tflite/store_weights.ts'
import { writeTflite } from '../../lib/tflite/write.ts'
import { kerasModel, maxDifference } from './formula_model.ts'
import { formulaNetworks, networkRun } from './formula_networks.ts'

const require = createRequire(import.meta.url)
const browser = [process.env.EMOVOX_CHROMIUM, 'chromium', 'chromium-browser', 'google-chrome'].find(
  (name) => name && spawnSync(name, ['--version']).status === 0,
)
const skip = browser ? false : 'there is no Chromium: EMOVOX_CHROMIUM names one'

const CLIPS = 3

/** What a file of one of two models is given, and must answer. */
interface BrowserCase {
  readonly file: Uint8Array
  readonly clips: Float32Array
  readonly probabilities: Float32Array
  /** Frames and coefficients of a clip. */
  readonly shape: readonly [number, number]
  /** Largest difference of a probability. */
  readonly tolerance: number
}

const FILES: Readonly<Record<string, BrowserCase>> = { ...recurrentCases(), ...networkCases() }

function recurrentCases(): Record<string, BrowserCase> {
  const { model, runs } = kerasModel('full_size')
  const [{ features, probabilities }] = runs
  const { frames, coefficients, labels } = model
  const given = {
    clips: features.slice(0, CLIPS * frames * coefficients),
    probabilities: probabilities.slice(0, CLIPS * labels.length),
    shape: [frames, coefficients],
  } as const
  return {
    'loop-float32': { ...given, file: writeTflite(model, { for: 'browser' }), tolerance: 1e-6 },
    'loop-float16': {
      ...given,
      file: writeTflite(model, { for: 'browser', weights: 'float16' }),
      tolerance: 1e-3,
    },
    'loop-dynamic': {
      ...given,
      file: writeTflite(model, { for: 'browser', weights: 'dynamic' }),
      tolerance: 5e-3,
    },
    'unrolled-float32': {
      ...given,
      file: writeTflite(model, { for: 'browser', form: 'unrolled' }),
      tolerance: 1e-6,
    },
  }
}

function networkCases(): Record<string, BrowserCase> {
  const sizes = { frames: 20, coefficients: 6, channels: 10, members: 2, classes: 4 }
  const networks = formulaNetworks(sizes)
  const { features: clips, probabilities } = networkRun(networks, sizes, { frames: 20, clips: CLIPS })
  const { features: calibration } = networkRun(networks, sizes, { frames: 20, clips: 40 })
  const shape = [sizes.frames, sizes.coefficients] as const
  const tolerances = { float32: 1e-6, float16: 1e-3, dynamic: 1e-2, int8: 3e-2 }
  return Object.fromEntries(
    WEIGHT_KINDS.map((weights): [string, BrowserCase] => {
      const file = writeTflite(networks.model, { for: 'browser', weights, calibration })
      return [`feedforward-${weights}`, { file, clips, probabilities, shape, tolerance: tolerances[weights] }]
    }),
  )
}

const SHAPES = Object.fromEntries(Object.entries(FILES).map(([name, { shape }]) => [name, shape]))

const PAGE = `<!doctype html><script type="importmap">
{ "imports": { "@litertjs/core": "/core/dist/index.js", "@litertjs/wasm-utils": "/wasm-utils/dist/index.js" } }
</script><script type="module">
const send = (body) => fetch('/answer', { method: 'POST', body: JSON.stringify(body) })
try {
  const { loadLiteRt, loadAndCompile, Tensor } = await import('@litertjs/core')
  await loadLiteRt('/core/wasm/')
  const answers = {}
  for (const [name, shape] of Object.entries(${JSON.stringify(SHAPES)})) {
    const clips = new Float32Array(await (await fetch('/clips/' + name)).arrayBuffer())
    const compiled = await loadAndCompile('/files/' + name, { accelerator: 'wasm' })
    const size = shape[0] * shape[1]
    const rows = []
    // The first clip twice: what was there before must not matter.
    for (const clip of [...Array(${CLIPS}).keys(), 0]) {
      const values = clips.slice(clip * size, (clip + 1) * size)
      const [output] = await compiled.run([new Tensor(values, [1, ...shape])])
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
    for (const [name, { probabilities, tolerance }] of Object.entries(FILES)) {
      const rows = answers?.[name] ?? []
      const difference = maxDifference(rows.slice(0, CLIPS).flat(), probabilities)
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
  for (const [name, { file, clips }] of Object.entries(FILES)) {
    if (url === `/clips/${name}`) return new Uint8Array(clips.slice().buffer)
    if (url === `/files/${name}`) return file
  }
  const file = path.join(packages, path.normalize(url.split('?')[0]))
  return readFile(file)
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Uint8Array[] = []
  for await (const part of request) parts.push(part)
  return Buffer.concat(parts).toString()
}
