import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import t from 'tap'
import type { BatchOutcome } from '../../lib/audio/batch.ts'
import { type BatchRecording, ClipPipeline } from '../../lib/audio/clip_pipeline.ts'
import { encodeWav } from '../../lib/audio/wav.ts'

const sampleRate = 16_000
const pipeline = new ClipPipeline({ audio: { clipSeconds: 0.3, quality: 'fast' } })
const size = pipeline.frames * pipeline.coefficients

const tone = (hertz: number, seconds = 0.2, rate = sampleRate) =>
  Float32Array.from({ length: Math.round(seconds * rate) }, (_, k) =>
    [1, 2, 3].reduce((sum, n) => sum + (0.2 / n) * Math.sin((2 * Math.PI * hertz * n * k) / rate), 0),
  )
const tones = (count: number): BatchRecording[] =>
  Array.from({ length: count }, (_, k) => ({ source: { samples: tone(150 + k), sampleRate } }))
const COPIES = [{}, { noiseSnrDb: 10, noiseSeed: 3 }, { stretchRate: 1.2 }, { pitchSemitones: -2 }]

/** A file, bytes and samples at other rates, with different copies. */
async function mixture(t: Tap): Promise<BatchRecording[]> {
  const file = path.join(t.testdir(), 'tone.wav')
  await writeFile(file, encodeWav(tone(200), sampleRate))
  return [
    { source: file, copies: COPIES },
    { source: encodeWav(tone(250, 0.5), sampleRate) },
    { source: { samples: tone(300, 0.1), sampleRate }, copies: COPIES.slice(1, 3) },
    { source: file, copies: [] },
    { source: { samples: tone(350, 0.2, 48_000), sampleRate: 48_000 }, copies: [{}] },
  ]
}
type Tap = { testdir(): string }

t.test('each recording gives what it gives alone, with any number of threads', async (t) => {
  const recordings = [...(await mixture(t)), ...tones(30)]
  for (const threads of [1, 2, 3, 8]) {
    const batch = await pipeline.runBatch(recordings, { threads })
    t.match(batch, { clips: 38, frames: pipeline.frames, coefficients: 13, finished: 35, failures: [] })
    t.same(batch.firstClips.slice(0, 6), [0, 4, 5, 7, 7, 8])
    t.equal(batch.data.length, 38 * size)
    for (const [k, { source, copies }] of recordings.entries()) {
      const alone = await pipeline.run(source, copies)
      const first = batch.firstClips[k]
      t.same(batch.data.slice(first * size, (first + alone.copies) * size), alone.data, `${k}`)
      t.same(batch.facts[k], alone.facts)
    }
  }
})

t.test('a recording that cannot be read is an entry, and the rest goes on', async (t) => {
  const bad = [
    { source: 'no such file' },
    { source: new Uint8Array(20) },
    { source: { samples: new Float32Array(), sampleRate } },
    { source: { samples: Float32Array.of(0, Number.NaN), sampleRate } },
  ]
  const good = tones(4)
  const batch = await pipeline.runBatch(bad.flatMap((one, k) => [one, good[k]]))
  t.match(batch.failures, [
    { index: 0, code: 'FILE_NOT_FOUND', message: 'no such file: no such file' },
    { index: 2, code: 'NOT_AUDIO' },
    { index: 4, code: 'EMPTY_AUDIO' },
    { index: 6, code: 'NON_FINITE' },
  ])
  t.equal(batch.finished, 8)
  t.same(
    batch.facts.map((facts) => facts !== undefined),
    [0, 1, 0, 1, 0, 1, 0, 1].map(Boolean),
  )
  const expected = await pipeline.runBatch(good)
  for (const k of [0, 1, 2, 3]) {
    t.same(
      batch.data.slice((2 * k + 1) * size, (2 * k + 2) * size),
      expected.data.slice(k * size, (k + 1) * size),
    )
    t.ok(batch.data.slice(2 * k * size, (2 * k + 1) * size).every((value) => value === 0))
  }
})

t.test('no recordings', async (t) => {
  const batch = await pipeline.runBatch([])
  t.match(batch, { clips: 0, finished: 0, failures: [], facts: [] })
  t.equal(batch.data.length, 0)
})

t.test('thousands of tiny clips, with progress from 1 to the last', async (t) => {
  const recordings = Array.from({ length: 5000 }, (_, k) => ({
    source: { samples: tone(100 + (k % 50), 0.01), sampleRate },
  }))
  const steps: number[] = []
  const seen = new Set<number>()
  const batch = await pipeline.runBatch(recordings, {
    onProgress: (done, total) => steps.push(done + (total === 5000 ? 0 : 1e9)),
    onOutcome: ({ index }) => seen.add(index),
  })
  t.equal(batch.finished, 5000)
  t.same(
    steps,
    Array.from({ length: 5000 }, (_, k) => k + 1),
  )
  t.equal(seen.size, 5000)
  t.same(batch.data.slice(0, size), batch.data.slice(50 * size, 51 * size))
})

t.test("an outcome has its recording's features at once", async (t) => {
  const recordings = tones(40).map((recording) => ({ ...recording, copies: COPIES }))
  const outcomes: [number, Float32Array][] = []
  const onOutcome = (outcome: BatchOutcome) => {
    if ('data' in outcome) outcomes.push([outcome.index, outcome.data.slice()])
  }
  const { data } = await pipeline.runBatch(recordings, { onOutcome })
  t.equal(outcomes.length, 40)
  for (const [index, features] of outcomes)
    t.same(features, data.slice(4 * index * size, 4 * (index + 1) * size))
})

t.test('stopped midway: what is finished is there, and equal', async (t) => {
  const recordings = tones(2000).map((recording) => ({ ...recording, copies: COPIES }))
  for (const threads of [1, 3]) {
    const controller = new AbortController()
    const onProgress = (done: number) => {
      if (done === 5) controller.abort()
    }
    const batch = await pipeline.runBatch(recordings, { threads, signal: controller.signal, onProgress })
    t.ok(batch.finished >= 5 && batch.finished < 2000, `${batch.finished} are finished`)
    t.equal(batch.facts.filter((facts) => facts !== undefined).length, batch.finished)
    const index = batch.facts.findLastIndex((facts) => facts !== undefined)
    const expected = await pipeline.run(recordings[index].source, COPIES)
    t.same(batch.data.slice(4 * index * size, 4 * (index + 1) * size), expected.data)
    t.ok(batch.data.subarray(-size).every((value) => value === 0))
  }
  const before = await pipeline.runBatch(recordings, { signal: AbortSignal.abort() })
  t.equal(before.finished, 0)
})

t.test('into an array that is given, at its start', async (t) => {
  const recordings = tones(6)
  const memory = new Float32Array(10 * size).fill(7)
  const out = memory.subarray(size, 9 * size)
  const batch = await pipeline.runBatch(recordings, { out })
  t.equal(batch.data, out)
  t.same(out.slice(0, 6 * size), (await pipeline.runBatch(recordings)).data)
  for (const [from, to] of [
    [0, 1],
    [7, 10],
  ])
    t.ok(
      memory.subarray(from * size, to * size).every((value) => value === 7),
      'the rest is left alone',
    )
})

t.test('an array that will not do is refused', async (t) => {
  const recordings = tones(3)
  const refused = (out: Float32Array, message: RegExp) =>
    t.rejects(pipeline.runBatch(recordings, { out }), { code: 'INVALID_OPTION', message })
  await refused(new Float32Array(3 * size - 1), /out: expected \d+ numbers for 3 clips, found \d+/)
  await refused(new Float32Array(new SharedArrayBuffer(12 * size)), /out: .*shared memory/)
  const detached = new Float32Array(3 * size)
  structuredClone(detached, { transfer: [detached.buffer] })
  await refused(detached, /out: .*transferred away/)
})

t.test('an array that is taken away in the middle', async (t) => {
  const recordings = tones(500).map((recording) => ({ ...recording, copies: COPIES }))
  const out = new Float32Array(2000 * size)
  const running = pipeline.runBatch(recordings, { out })
  structuredClone(out, { transfer: [out.buffer] })
  await t.rejects(running, { code: 'INVALID_OPTION', message: /out: .*transferred away/ })

  const other = new Float32Array(2000 * size)
  const onOutcome = () => {
    if (other.length > 0) structuredClone(other, { transfer: [other.buffer] })
  }
  await t.rejects(pipeline.runBatch(recordings, { out: other, onOutcome }), { code: 'INVALID_OPTION' })
})

t.test('samples are copied before the call returns', async (t) => {
  const samples = tone(200)
  const expected = (await pipeline.run({ samples: samples.slice(), sampleRate })).data
  const running = pipeline.runBatch([{ source: { samples, sampleRate } }])
  samples.fill(Number.NaN)
  structuredClone(samples, { transfer: [samples.buffer] })
  t.same((await running).data, expected)
})

t.test('many sources in memory are worked on in parts', async (t) => {
  // 3 x 30 MB, beyond what is copied at once.
  const samples = new Float32Array(7_500_000)
  samples.set(tone(200), 7_000_000)
  const recordings = [200, 201, 202].map(() => ({ source: { samples, sampleRate } }))
  const progress: number[] = []
  const batch = await pipeline.runBatch(recordings, { onProgress: (done) => progress.push(done) })
  t.same(progress, [1, 2, 3])
  const [first, ...others] = [0, 1, 2].map((k) => batch.data.slice(k * size, (k + 1) * size))
  for (const other of others) t.same(other, first)
  t.ok(first.some((value) => value !== 0))
})

t.test('what is no source, copy or number of threads is named', async (t) => {
  const refused = (recordings: readonly unknown[], message: RegExp, threads?: number) =>
    t.rejects(
      pipeline.runBatch(
        recordings.map((one) => one as BatchRecording),
        { threads },
      ),
      { code: 'INVALID_OPTION', message },
    )
  const { source } = tones(1)[0]
  await refused([{ source }, { source: 5 }], /recordings\[1\]\.source/)
  await refused([{ source: { samples: [1], sampleRate } }], /recordings\[0\]\.source\.samples/)
  await refused([{ source, copies: [{}, { stretchRate: 99 }] }], /stretchRate/)
  await refused([{ source, copies: 5 }], /recordings\[0\]\.copies/)
  await refused([{ source, copies: [5] }], /recordings\[0\]\.copies\[0\]/)
  for (const threads of [0, -1, 1.5, Number.NaN, 1e9]) await refused([{ source }], /option threads/, threads)
})

t.test("what the caller's functions throw stops the batch and is thrown", async (t) => {
  let calls = 0
  const onProgress = () => {
    calls += 1
    throw new RangeError('on purpose')
  }
  await t.rejects(pipeline.runBatch(tones(500), { onProgress }), { message: 'on purpose' })
  t.equal(calls, 1)
})

t.test('several batches at once', async (t) => {
  const recordings = tones(50)
  const expected = (await pipeline.runBatch(recordings)).data
  const batches = await Promise.all([1, 2, 3, 4].map((threads) => pipeline.runBatch(recordings, { threads })))
  for (const { data } of batches) t.same(data, expected)
})
