import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { loadAddon } from '../../lib/audio/addon.ts'
import { featureSchema, parseOptions } from '../../lib/options.ts'
import { exitOf as exitOfProgram } from '../exit_of.ts'

const addonFile = fileURLToPath(new URL('../../build/Release/emovox.node', import.meta.url))
const features = parseOptions(featureSchema, {})
const limits = { maxSeconds: 60 }

/** What programs below begin with: jobs of about 0.05 s. A new kind of work is one more line. */
const prelude = `
  const { once } = require('node:events')
  const { Worker, isMainThread, parentPort } = require('node:worker_threads')
  const load = () => require(${JSON.stringify(addonFile)})
  const features = ${JSON.stringify(features)}
  const limits = ${JSON.stringify(limits)}
  const source = { samples: Float32Array.from({ length: 24000 }, (_, k) => Math.sin(k / 9)), sampleRate: 48000 }
  const works = {
    run: (addon) =>
      addon.runPipeline(addon.createPipeline(features, limits).handle, source, [{}, { pitchSemitones: 2 }]),
    load: (addon) => addon.loadClip(source, features.audio, limits),
    decode: (addon) => addon.decodeBytes(new Uint8Array(100), limits).catch(() => {}),
    stretch: async (addon) => addon.timeStretch(source.samples, 1.2, 1024),
    batch: (addon) =>
      new Promise((resolve) => {
        const { handle, frames, coefficients } = addon.createPipeline(features, limits)
        const items = Array.from({ length: 4 }, () => ({ source, copies: [{}, { stretchRate: 0.9 }] }))
        const out = new Float32Array(items.length * 2 * frames * coefficients)
        addon.startBatch(handle, items, 2, out, (_, over) => over && resolve())
      }),
    mfcc: async (addon) => addon.mfcc(source.samples, { ...features.mfcc, sampleRate: 48000 }),
  }
  const all = (addon, times) =>
    Promise.all(Array.from({ length: times }, () => Object.values(works).map((work) => work(addon))).flat())
`

const exitOf = (program: string, flags?: readonly string[]) => exitOfProgram(prelude + program, flags)

t.test("an external value of somebody else's is no pipeline", async (t) => {
  const server = createServer().listen(0)
  await once(server, 'listening')
  const external: unknown = Reflect.get(Reflect.get(server, '_handle'), '_externalStream')
  t.type(external, 'object', 'Node has one')
  const addon = loadAddon()
  const run = (handle: unknown) => Reflect.apply(addon.runPipeline, undefined, [handle, 'x', [{}]])
  await t.rejects(run(external), { code: 'INVALID_OPTION', message: 'handle' })
  const { handle } = addon.createPipeline(features, limits)
  for (const wrong of [Object.create(handle), { ...handle }, new Proxy(handle, {}), [handle]])
    await t.rejects(run(wrong), { code: 'INVALID_OPTION', message: 'handle' })
  server.close()
})

t.test('a pipeline that is collected while it runs', async (t) => {
  const exit = await exitOf(
    `
    const addon = load()
    const running = Array.from({ length: 8 }, () => works.run(addon))
    for (let k = 0; k < 5; k++) gc()
    const expected = Promise.all(running).then(([first, ...others]) => {
      gc()
      for (const { data } of others) if (Buffer.compare(Buffer.from(data.buffer), Buffer.from(first.data.buffer))) throw new Error('differs')
      console.log('done')
    })
    setImmediate(gc)
    `,
    ['--expose-gc'],
  )
  t.match(exit, { code: 0, signal: null, output: /^done\n$/ })
})

t.test('thousands of pipelines that nobody keeps', async (t) => {
  const exit = await exitOf(
    `
    const addon = load()
    for (let k = 0; k < 3000; k++) {
      addon.createPipeline(features, limits)
      if (k % 500 === 0) gc()
    }
    gc()
    setImmediate(() => {
      gc()
      console.log(process.memoryUsage.rss() < 600e6 ? 'done' : process.memoryUsage.rss())
    })
    `,
    ['--expose-gc'],
  )
  t.match(exit, { code: 0, signal: null, output: /^done\n$/ })
})

t.test('threads load the addon anew after all who had it are gone', async (t) => {
  // Not in the main thread, so that it is unloaded in between.
  const exit = await exitOf(`
    const program = ${JSON.stringify(`${prelude}all(load(), 2).then(() => parentPort.postMessage('done'))`)}
    ;(async () => {
      for (let round = 0; round < 4; round++) {
        const workers = [0, 1].map(() => new Worker(program, { eval: true }))
        await Promise.all(workers.map((worker) => once(worker, 'exit')))
      }
      console.log('done')
    })()
  `)
  t.match(exit, { code: 0, signal: null, output: /^done\n$/ })
})

t.test('four threads at once, one stopped midway, and then the process', async (t) => {
  const exit = await exitOf(`
    const program = ${JSON.stringify(`${prelude}parentPort.postMessage('begun'); all(load(), 20)`)}
    ;(async () => {
      const workers = [0, 1, 2, 3].map(() => new Worker(program, { eval: true }))
      const ended = once(workers[1], 'exit')
      await Promise.all(workers.map((worker) => once(worker, 'message')))
      await new Promise((resolve) => setTimeout(resolve, 30))
      await workers[0].terminate()
      await ended
      process.exit(7)
    })()
  `)
  t.match(exit, { code: 7, signal: null, output: /^$/ })
})

t.test('the process ends at any time', async (t) => {
  for (const wait of [0, 1, 5, 20, 60]) {
    const exit = await exitOf(`all(load(), 3); setTimeout(() => process.exit(7), ${wait})`)
    t.match(exit, { code: 7, signal: null, output: /^$/ }, `after ${wait} ms`)
  }
})
