import t from 'tap'
import { decode } from '../../lib/audio/decode.ts'
import { encodeWav } from '../../lib/audio/wav.ts'
import { EmovoxError } from '../../lib/errors.ts'
import { seededRandom } from '../../lib/random.ts'
import { functions } from './functions_of_samples.ts'

/** Arrays whose memory went away, or that others may change at any time. */
const arrays: Readonly<Record<string, () => Float32Array>> = {
  'transferred away': () => {
    const samples = new Float32Array(2000).fill(0.5)
    structuredClone(samples, { transfer: [samples.buffer] })
    return samples
  },
  shared: () => new Float32Array(new SharedArrayBuffer(8000)).fill(0.5),
  'shared, and may grow': () => new Float32Array(growableShared(8000, 16_000)).fill(0.5),
  'shrunk to nothing': () => {
    const memory = resizable(8000, 16_000)
    const samples = new Float32Array(memory).fill(0.5)
    resize(memory, 0)
    return samples
  },
  'shrunk below where it begins': () => {
    const memory = resizable(16_000, 16_000)
    const samples = new Float32Array(memory, 8000, 2000).fill(0.5)
    resize(memory, 4000)
    return samples
  },
  'that has grown': () => {
    const memory = resizable(8000, 16_000)
    const samples = new Float32Array(memory).fill(0.5)
    resize(memory, 16_000)
    return samples
  },
}

/** In Node 20, but not yet in the types of ES2023. */
function resizable(bytes: number, maxByteLength: number): ArrayBuffer {
  return Reflect.construct(ArrayBuffer, [bytes, { maxByteLength }])
}
function growableShared(bytes: number, maxByteLength: number): SharedArrayBuffer {
  return Reflect.construct(SharedArrayBuffer, [bytes, { maxByteLength }])
}
function resize(memory: ArrayBuffer, bytes: number): void {
  Reflect.apply(Reflect.get(memory, 'resize'), memory, [bytes])
}

for (const [name, { draw }] of Object.entries(functions)) {
  t.test(`${name}: memory that is not the caller's alone`, async (t) => {
    const random = seededRandom(5, name)
    for (const [kind, make] of Object.entries(arrays)) {
      const call = draw(random)
      const outcome = await Promise.resolve()
        .then(() => call.run(make()))
        .catch((error: unknown) => error)
      if (outcome instanceof Float32Array) continue
      t.ok(outcome instanceof EmovoxError, `${kind}: ${outcome}`)
      t.match(outcome, { code: /INVALID_OPTION|EMPTY_AUDIO/ }, kind)
    }
  })
}

t.test('bytes that shrink, or are shared', async (t) => {
  const wav = encodeWav(new Float32Array(100).fill(0.5), 8000)
  const memory = resizable(wav.length, wav.length)
  const bytes = new Uint8Array(memory)
  bytes.set(wav)
  t.equal((await decode(bytes)).samples.length, 100)
  const running = decode(bytes)
  resize(memory, 0)
  t.equal((await running).samples.length, 100, 'what was given was copied')
  await t.rejects(decode(bytes), EmovoxError)
  await t.rejects(decode(new Uint8Array(growableShared(10, 20))), { code: 'INVALID_OPTION' })
})

t.test('samples that are given away while they are worked on', async (t) => {
  for (const name of ['loadClip', 'ClipPipeline.run']) {
    const call = functions[name]?.draw(seededRandom(6, name))
    const samples = new Float32Array(4000).fill(0.5)
    const expected = await call?.run(samples.slice())
    const running = call?.run(samples)
    structuredClone(samples, { transfer: [samples.buffer] })
    t.same(await running, expected, name)
  }
})
