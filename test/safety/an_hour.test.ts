import t from 'tap'
import { loadClip } from '../../lib/audio/clip.ts'
import { ClipPipeline } from '../../lib/audio/clip_pipeline.ts'
import { decode } from '../../lib/audio/decode.ts'
import { resample } from '../../lib/audio/resample.ts'
import { trim } from '../../lib/audio/trim.ts'
import { encodeWav } from '../../lib/audio/wav.ts'
import { addNoise } from '../../lib/augment/noise.ts'
import { pitchShift } from '../../lib/augment/pitch_shift.ts'
import { timeStretch } from '../../lib/augment/time_stretch.ts'
import { mfcc } from '../../lib/features/mfcc.ts'

// At 1 kHz, so that it is short for the machine too.
const RATE = 1000
const COUNT = 3600 * RATE
const hour = new Float32Array(COUNT)
for (let k = 0; k < COUNT; k++) hour[k] = 0.5 * Math.sin(k / 3)

/** From the last minute: nothing was lost on the way there. */
const ends = (samples: Float32Array) => samples.subarray(-samples.length / 60).some((x) => Math.abs(x) > 0.2)

t.test('an hour goes through every function', { timeout: 240_000 }, async (t) => {
  const results: Readonly<Record<string, readonly [Float32Array, number]>> = {
    trim: [trim(hour).samples, COUNT],
    'resample up': [resample(hour, RATE, 8000), 8 * COUNT],
    'resample to an awkward rate': [resample(hour, RATE, 1234, { quality: 'fast' }), 1.234 * COUNT],
    addNoise: [addNoise(hour, { snrDb: 20 }), COUNT],
    timeStretch: [timeStretch(hour, 1.25, { nFft: 256 }), COUNT / 1.25],
    pitchShift: [pitchShift(hour, 2, { sampleRate: RATE, nFft: 256, quality: 'fast' }), COUNT],
    'encodeWav and decode': [(await decode(encodeWav(hour, RATE))).samples, COUNT],
    loadClip: [(await loadClip({ samples: hour, sampleRate: RATE }, { sampleRate: RATE })).samples, COUNT],
  }
  for (const [name, [samples, count]] of Object.entries(results)) {
    t.equal(samples.length, Math.round(count), name)
    t.ok(ends(samples), `${name}: its last minute`)
  }
})

t.test('an hour has MFCCs, all of them finite', async (t) => {
  const { data, frames } = mfcc(hour, { sampleRate: RATE })
  t.equal(frames, 1 + Math.floor(COUNT / 256))
  t.ok(data.every((number) => Number.isFinite(number)))
})

t.test('of an hour, the pipeline takes a clip', async (t) => {
  const pipeline = new ClipPipeline({ audio: { sampleRate: RATE }, mfcc: { nFft: 64, nMels: 20 } })
  const { facts, data } = await pipeline.run({ samples: hour, sampleRate: RATE })
  t.equal(facts.sourceSeconds, 3600)
  t.equal(data.length, pipeline.frames * pipeline.coefficients)
})

t.test('above 3660 s is too long', async (t) => {
  const samples = new Float32Array(3661 * RATE)
  const source = { samples, sampleRate: RATE }
  await t.rejects(loadClip(source), { code: 'TOO_LONG', message: '3661' })
  await t.rejects(new ClipPipeline().run(source), { code: 'TOO_LONG', message: '3661' })
  await t.rejects(decode(encodeWav(samples, RATE)), { code: 'TOO_LONG' })
})
