import { writeFileSync } from 'node:fs'
import t from 'tap'
import { benchSvg } from '../../bench/chart.ts'
import { measure, median } from '../../bench/measure.ts'
import type { Answer, Request, Work } from '../../bench/protocol.ts'
import { resultsTable } from '../../bench/results_table.ts'
import type { Task } from '../../bench/tasks.ts'

const work: Work = { kind: 'stretch', sampleRate: 16_000, rate: 1.1 }
const task: Task = {
  name: 'stretch-1.1',
  group: 'stretch',
  title: 'time stretch 1.1',
  work,
  agreement: { measure: 'values', most: 0.1, peers: ['other'] },
}

/** A worker whose clock says what it is told to, and that notes when it is asked. */
function entrant(name: string, secondsARun: number, value: number, asked: string[]) {
  const ask = async ({ runs, out }: Request): Promise<Answer> => {
    if (out) writeFileSync(out, new Uint8Array(Float32Array.of(value).buffer))
    asked.push(name)
    return { cpu: secondsARun * runs, wall: 0, length: 1 }
  }
  return { label: name, work, worker: { name, version: '1', ask, stop: () => {} } }
}

t.test('the median, also of an even number', async (t) => {
  t.equal(median([3, 1, 2]), 2)
  t.equal(median([4, 1, 2, 3]), 2.5)
})

t.test('rounds are interleaved, ratios are to ours, disagreement is told', async (t) => {
  const asked: string[] = []
  const entrants = [entrant('emovox', 0.01, 1, asked), entrant('other', 0.2, 2, asked)]
  const measured = await measure(task, entrants, { clip: '', folder: t.testdir(), rounds: 3 })
  t.same(asked.slice(-6), ['emovox', 'other', 'emovox', 'other', 'emovox', 'other'])
  t.same(
    measured.results.map(({ ratio }) => Math.round(ratio)),
    [1, 20],
  )
  t.match(measured.problems, [/other disagrees with ours: values differ by 1\.0e\+0/])
  t.match(resultsTable([measured]), /time stretch 1\.1.*emovox.*10\.00 ms.*other.*200 ms.*20\.0/s)
  t.match(benchSvg([measured], 'a machine'), /<svg role="img".*a machine.*>time stretch 1\.1<.*>20\.0</s)
})

t.test('a peer without the function is left out, one that fails is reported', async (t) => {
  const asked: string[] = []
  const without = entrant('without', 1, 1, asked)
  const failing = entrant('failing', 1, 1, asked)
  const entrants = [
    entrant('emovox', 0.01, 1, asked),
    { ...without, worker: { ...without.worker, ask: async () => ({ unsupported: true }) as const } },
    { ...failing, worker: { ...failing.worker, ask: async () => ({ error: 'no such thing' }) } },
  ]
  const { results, problems } = await measure(task, entrants, { clip: '', folder: t.testdir(), rounds: 1 })
  t.same(
    results.map(({ label }) => label),
    ['emovox'],
  )
  t.same(problems, ['failing: no such thing'])
})
