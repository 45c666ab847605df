import t from 'tap'
import { recogniseStream } from '../../lib/model/live.ts'
import { predict } from '../../lib/model/predict.ts'
import { seededRandom } from '../../lib/random.ts'
import { someRun } from './some_run.ts'

const run = someRun()

/** Bursts of tones over noise that come and go, so that windows are trimmed to different lengths. */
function bursts(sampleRate: number, seconds: number): Float32Array {
  const random = seededRandom(3)
  return Float32Array.from({ length: Math.round(seconds * sampleRate) }, (_, k) => {
    const time = k / sampleRate
    const loudness = Math.max(0.001, Math.sin(3 * time)) ** 2
    return 0.3 * loudness * Math.sin(2 * Math.PI * (200 + 90 * time) * time) + random.uniform(-1e-4, 1e-4)
  })
}

async function* inPieces(samples: Float32Array, size: number): AsyncGenerator<Float32Array> {
  for (let at = 0; at < samples.length; at += size) yield samples.slice(at, at + size)
}

async function heard(...args: Parameters<typeof recogniseStream>) {
  const windows = []
  for await (const window of recogniseStream(...args)) windows.push(window)
  return windows
}

t.test('answers are those of predict on the same samples', async (t) => {
  for (const sampleRate of [16_000, 44_100, 8000]) {
    const samples = bursts(sampleRate, 2.3)
    const options = { sampleRate, strideSeconds: 0.2 }
    const windows = await heard(inPieces(samples, 777), run, options)
    t.ok(new Set(windows.map(({ seconds }) => seconds)).size > 3, 'trimmed to different lengths')
    t.equal(windows.at(-1)?.end, samples.length / sampleRate)
    for (const { start, end, ...answer } of windows) {
      const part = samples.slice(Math.round(start * sampleRate), Math.round(end * sampleRate))
      const { windows: parts, ...expected } = await predict(run, { samples: part, sampleRate })
      t.equal(parts.length, 1)
      t.same(answer, expected, `${start} to ${end} s at ${sampleRate} Hz`)
    }
    t.same(await heard([samples], run, options), windows, 'all of it at once')
  }
})

t.test('the first answer is there as soon as a clip is', async (t) => {
  const samples = bursts(16_000, 1)
  let pushed = 0
  async function* counted() {
    for await (const piece of inPieces(samples, 100)) {
      pushed += piece.length
      yield piece
    }
  }
  for await (const { start, end } of recogniseStream(counted(), run)) {
    t.same([start, end], [0, 0.5])
    break
  }
  t.equal(pushed, 8000)
})

t.test('a stream shorter than a clip, silence, and none at all', async (t) => {
  const [short, ...none] = await heard([bursts(16_000, 1).subarray(4000, 7000)], run)
  t.match([short.start, short.end, none], [0, 3000 / 16_000, []])
  t.match(await heard([new Float32Array(8000)], run), [{ warnings: [/silence/] }])
  t.same(await heard([], run), [])
})

t.test('what is no audio is refused, and the source told to stop', async (t) => {
  await t.rejects(heard([new Float32Array(8000).fill(Number.NaN)], run), { code: 'NON_FINITE' })
  await t.rejects(heard([], run, { strideSeconds: 0 }), { code: 'INVALID_OPTION', message: /strideSeconds/ })
  let stopped = false
  async function* wrong() {
    try {
      yield JSON.parse('[0.5]')
    } finally {
      stopped = true
    }
  }
  await t.rejects(heard(wrong(), run), { code: 'INVALID_OPTION', message: /Float32Array/ })
  t.ok(stopped)
})
