import t from 'tap'
import { EmovoxError } from '../../lib/errors.ts'
import { seededRandom } from '../../lib/random.ts'
import { type Call, functions } from './functions_of_samples.ts'
import { oddLengths, oddSignals } from './odd_samples.ts'

/** What comes of a call: its numbers, or what was thrown. */
async function outcomeOf(call: Call, samples: Float32Array): Promise<Float32Array | unknown> {
  try {
    return await call.run(samples)
  } catch (thrown) {
    return thrown
  }
}

const allFinite = (numbers: Float32Array) => numbers.every((number) => Number.isFinite(number))

/** What is wrong with the outcome of finite samples, in words; nothing if nothing is. */
function faultOf(name: string, call: Call, count: number, outcome: unknown): string | undefined {
  const { refuses = [] } = functions[name] ?? {}
  if (outcome instanceof EmovoxError)
    return refuses.includes(outcome.code) ? undefined : `refused: ${outcome.code} ${outcome.message}`
  if (!(outcome instanceof Float32Array)) return `expected numbers, found ${outcome}`
  const length = call.length?.(count) ?? outcome.length
  // Half a sample may be rounded either way where the ratio is no number of the machine.
  if (Math.abs(outcome.length - length) > 1) return `expected ${length} numbers, found ${outcome.length}`
  return allFinite(outcome) ? undefined : 'expected finite numbers'
}

for (const [name, { draw }] of Object.entries(functions)) {
  t.test(`${name}: finite samples of any kind and number give finite numbers or an error`, async (t) => {
    const random = seededRandom(1, name)
    for (const [kind, signal] of Object.entries(oddSignals)) {
      for (const count of oddLengths) {
        const call = draw(random)
        const samples = Float32Array.from({ length: count }, (_, k) => signal(random)(k))
        const fault = faultOf(name, call, count, await outcomeOf(call, samples))
        if (fault) t.fail(`${count} of ${kind}, ${JSON.stringify(call.options)}: ${fault}`)
      }
    }
    t.pass('all tried')
  })

  t.test(`${name}: samples are left as they are`, async (t) => {
    const random = seededRandom(2, name)
    const samples = Float32Array.from({ length: 2000 }, (_, k) => Math.sin(k / 7))
    const before = samples.slice()
    for (let round = 0; round < 10; round++) await outcomeOf(draw(random), samples)
    t.same(samples, before)
  })
}

for (const [name, { draw, copies }] of Object.entries(functions)) {
  if (copies) continue
  t.test(`${name}: NaN and infinity are refused, and it is said where they are`, async (t) => {
    const random = seededRandom(3, name)
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      for (const place of [0, 1, 777, 1023, 1999]) {
        // At the edge of what is cut into vectors, blocks and frames, and amid them.
        const samples = Float32Array.from({ length: 2000 }, (_, k) => Math.sin(k / 7))
        samples[place] = value
        const call = draw(random)
        const outcome = await outcomeOf(call, samples)
        const options = JSON.stringify(call.options)
        if (outcome instanceof EmovoxError && outcome.code === 'INVALID_OPTION') continue
        t.match(outcome, { code: 'NON_FINITE', message: `${place}` }, `${value} at ${place}, ${options}`)
      }
    }
  })
}

for (const [name, { draw, features }] of Object.entries(functions)) {
  if (features) continue
  t.test(`${name}: what sounds is not silenced`, async (t) => {
    const random = seededRandom(4, name)
    // Noise has something in every band that is kept.
    const samples = Float32Array.from({ length: 6000 }, () => random.uniform(-0.5, 0.5))
    for (let round = 0; round < 30; round++) {
      const call = draw(random)
      const outcome = await outcomeOf(call, samples)
      if (outcome instanceof EmovoxError || !(outcome instanceof Float32Array)) continue
      const long = outcome.length >= 100
      if (long && !outcome.some((sample) => Math.abs(sample) > 1e-3))
        t.fail(`silence: ${JSON.stringify(call.options)}`)
    }
    t.pass('all tried')
  })
}
