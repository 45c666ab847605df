import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import t from 'tap'
import { featureSchema, parseOptions } from '../../lib/options.ts'
import { exitOf } from '../exit_of.ts'

const addon = fileURLToPath(new URL('../../build/Release/emovox.node', import.meta.url))

/** A program for a thread or process of its own: it begins so many jobs of about 0.1 s, then does `then`. */
const begin = (jobs: number, then: string) => `
  const { parentPort } = require('node:worker_threads')
  const addon = require(${JSON.stringify(addon)})
  const options = ${JSON.stringify(parseOptions(featureSchema, {}))}
  const { handle } = addon.createPipeline(options, { maxSeconds: 60 })
  const samples = Float32Array.from({ length: 48000 }, (_, k) => Math.sin(k / 9))
  const copies = [{}, { stretchRate: 1.2 }, { pitchSemitones: 2 }]
  const source = { samples, sampleRate: 48000 }
  const running = Array.from({ length: ${jobs} }, () => addon.runPipeline(handle, source, copies))
  ${then}
`

t.test('a process waits for its work', async (t) => {
  const program = begin(4, "Promise.all(running).then(() => console.log('done'))")
  t.match(await exitOf(program), { code: 0, signal: null, output: 'done\n' })
})

t.test('a process ends in the middle of work', async (t) => {
  for (const then of ['process.exit(7)', 'setTimeout(() => process.exit(7), 50)'])
    t.match(await exitOf(begin(12, then)), { code: 7, signal: null, output: /^$/ }, then)
  const thrown = await exitOf(begin(12, "setTimeout(() => { throw new Error('on purpose') }, 50)"))
  t.match(thrown, { code: 1, signal: null, output: 'on purpose' })
})

t.test('several threads load the addon and work at once', async (t) => {
  const program = begin(3, 'Promise.all(running).then(([{ data }]) => parentPort.postMessage(data))')
  const results = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const [data] = await once(new Worker(program, { eval: true }), 'message')
      return data
    }),
  )
  t.ok(results[0] instanceof Float32Array)
  for (const result of results) t.same(result, results[0])
})

t.test('threads are stopped in the middle of work, and others go on', async (t) => {
  const other = new Worker(begin(20, "Promise.all(running).then(() => parentPort.postMessage('done'))"), {
    eval: true,
  })
  const done = once(other, 'message')
  for (const wait of [0, 20, 60, 150]) {
    const worker = new Worker(begin(6, "parentPort.postMessage('begun')"), { eval: true })
    await once(worker, 'message')
    await new Promise((resolve) => setTimeout(resolve, wait))
    await worker.terminate()
  }
  t.same(await done, ['done'])
})
