import { readFile } from 'node:fs/promises'
import t from 'tap'
import { trim } from '../../lib/audio/trim.ts'

interface Case {
  readonly name: string
  readonly pieces: readonly (readonly [number, number])[]
  readonly noise: number
  readonly topDb: number
  readonly start: number
  readonly end: number
}

/** As in golden/trim.py. */
function signal({ pieces, noise }: Case): Float32Array {
  const amplitudes = pieces.flatMap(([samples, amplitude]) => new Array<number>(samples).fill(amplitude))
  let state = 1
  return Float32Array.from(amplitudes, (amplitude, k) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return amplitude * Math.sin((2 * Math.PI * 200 * k) / 16_000 + 1) + noise * (state / 2 ** 31 - 1)
  })
}

t.test('the same samples as librosa', async (t) => {
  const cases: Case[] = JSON.parse(await readFile(new URL('golden/trim.json', import.meta.url), 'utf8'))
  for (const golden of cases) {
    const samples = signal(golden)
    const { start, end, samples: kept } = trim(samples, { trimDb: golden.topDb })
    t.same([start, end], [golden.start, golden.end], golden.name)
    t.equal(kept.length, end - start)
    t.equal(kept.buffer, samples.buffer, 'a view')
  }
})

t.test('null keeps everything', async (t) => {
  t.match(trim(new Float32Array(10), { trimDb: null }), { start: 0, end: 10 })
})

t.test('no samples', async (t) => {
  t.match(trim(new Float32Array()), { start: 0, end: 0 })
})

t.test('options are checked', async (t) => {
  t.throws(() => trim(new Float32Array(10), { trimDb: -1 }), /option trimDb: .*found -1/)
})
