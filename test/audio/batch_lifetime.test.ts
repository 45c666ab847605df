import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import t from 'tap'
import { featureSchema, parseOptions } from '../../lib/options.ts'
import { exitOf } from '../exit_of.ts'

const addon = fileURLToPath(new URL('../../build/Release/emovox.node', import.meta.url))

/**
 * A program for a thread or process of its own: it begins a batch of so many recordings of some 10 ms, by three threads, then does
 * `then`; `report` is called with what finished, as Addon.startBatch says.
 */
const begin = (count: number, then: string, report = '') => `
  const { parentPort } = require('node:worker_threads')
  const addon = require(${JSON.stringify(addon)})
  const options = ${JSON.stringify(parseOptions(featureSchema, {}))}
  const { handle, frames, coefficients } = addon.createPipeline(options, { maxSeconds: 60 })
  const samples = Float32Array.from({ length: 48000 }, (_, k) => Math.sin(k / 9))
  const copies = [{}, { stretchRate: 1.2 }, { pitchSemitones: 2 }]
  const recordings = Array.from({ length: ${count} }, () => ({ source: { samples, sampleRate: 48000 }, copies }))
  const out = new Float32Array(${count} * 3 * frames * coefficients)
  let finishedCount = 0
  const stop = addon.startBatch(handle, recordings, 3, out, (finished, over, error) => {
    finishedCount += finished.length
    ${report}
  })
  ${then}
`

t.test('a process waits for its batch, and then ends by itself', async (t) => {
  const program = begin(20, '', 'if (over) console.log(finishedCount, out.every(Number.isFinite))')
  t.match(await exitOf(program), { code: 0, signal: null, output: '20 true\n' })
})

t.test('a process ends in the middle of a batch', async (t) => {
  const ends = [
    'process.exit(7)',
    'setTimeout(() => process.exit(7), 50)',
    "process.on('exit', () => { process.exitCode = 7 }); setTimeout(() => process.exit(), 30)",
  ]
  for (const then of ends)
    t.match(await exitOf(begin(300, then)), { code: 7, signal: null, output: /^$/ }, then)
  const thrown = await exitOf(begin(300, "setTimeout(() => { throw new Error('on purpose') }, 50)"))
  t.match(thrown, { code: 1, signal: null, output: 'on purpose' })
  t.match(await exitOf(begin(300, '', 'process.exit(7)')), { code: 7, signal: null, output: /^$/ })
})

t.test('a process that loses its handles to a batch', async (t) => {
  const program = begin(
    20,
    'global.gc?.(); setTimeout(() => global.gc?.(), 20)',
    'if (over) console.log(finishedCount)',
  )
  t.match(await exitOf(program), { code: 0, signal: null, output: '20\n' })
})

t.test('stopped, a process ends soon', async (t) => {
  const program = begin(5000, 'setTimeout(stop, 50)', 'if (over) console.log(finishedCount < 5000)')
  t.match(await exitOf(program), { code: 0, signal: null, output: 'true\n' })
})

t.test('threads of JavaScript are stopped in the middle of a batch, and others go on', async (t) => {
  const other = new Worker(begin(60, '', 'if (over) parentPort.postMessage(finishedCount)'), { eval: true })
  const done = once(other, 'message')
  for (const wait of [0, 5, 20, 60, 150]) {
    const worker = new Worker(begin(300, "parentPort.postMessage('begun')"), { eval: true })
    await once(worker, 'message')
    await new Promise((resolve) => setTimeout(resolve, wait))
    await worker.terminate()
  }
  t.same(await done, [60])
})

t.test('a process ends while its threads of JavaScript have batches', async (t) => {
  const inner = JSON.stringify(begin(300, "parentPort.postMessage('begun')"))
  const program = `
    const { Worker } = require('node:worker_threads')
    const workers = [1, 2].map(() => new Worker(${inner}, { eval: true }))
    let begun = 0
    for (const worker of workers) worker.on('message', () => { if (++begun === 2) process.exit(7) })
  `
  t.match(await exitOf(program), { code: 7, signal: null, output: /^$/ })
})
