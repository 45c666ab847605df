import t from 'tap'
import { makeReport } from '../../lib/report/make_report.ts'
import { renderReport } from '../../lib/report/page.ts'
import { HOSTILE, someContext, someEvaluation, someRecordings } from './some_evaluation.ts'

const recordings = someRecordings()
const report = makeReport(someEvaluation(recordings), HOSTILE, someContext(recordings))

t.test('names and reasons that hold markup are text', async (t) => {
  const page = renderReport(report, (index) => `clips/${index}`)
  for (const markup of ['<img', '<script', 'src=x onerror=alert(1)>']) t.notOk(page.includes(markup), markup)
  t.ok(page.includes('&quot;&gt;&lt;img src=x onerror=alert(1)&gt;&#39;&amp;amp;'), 'they are there, escaped')
})

t.test('a page needs nothing beside it', async (t) => {
  const page = renderReport(report)
  t.notMatch(page, /<(?:script|iframe|object|embed|audio)\b/)
  const outside = [...page.matchAll(/(?:src|href|action)="([^"]*)"/g)]
    .map(([, target]) => target)
    .filter((target) => !target.startsWith('#') && target !== 'data:,')
  t.same(outside, [])
  t.notMatch(page, /@import|url\((?!#)/)
  t.equal(page, renderReport(report), 'the same bytes again')
})

t.test('players only where the clips can be had', async (t) => {
  const page = renderReport(report, (index) => `clips/${index}`)
  t.equal(page.match(/<audio /g)?.length, report.results?.wrong.length)
  t.match(page, /<audio controls preload="none" src="clips\/0"/)
  t.match(renderReport(report), /report RUN --serve/)
})

t.test('ids are unique', async (t) => {
  const ids = [...renderReport(report).matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)
  t.equal(new Set(ids).size, ids.length)
})

t.test('reports without scores, curves or mistakes are whole', async (t) => {
  const untested = renderReport(makeReport(null, 'No test part', someContext(recordings)))
  t.match(untested, /nothing was scored[\s\S]*Learning curves[\s\S]*Options/)
  t.notMatch(untested, /Misheard/)
  const given = renderReport(makeReport(someEvaluation(recordings.slice(0, 1), true), 'One clip'))
  t.match(given, /Nothing was misheard/)
  t.notMatch(given, /NaN|undefined|\[object/)
  t.notMatch(renderReport(report), /NaN|undefined|\[object/)
})

t.test(
  'of a model that hears speakers the page says how much it was told, and what it is worth without',
  async (t) => {
    const plain = someEvaluation(recordings)
    const alone = { ...plain.overall, uar: 0.4321, uarInterval: [0.4, 0.47] as const }
    const page = renderReport(makeReport({ ...plain, alone }, ''))
    t.match(page, /mean of all recordings of each speaker/)
    t.match(page, /<b>43\.2.%<\/b> \(95.% interval 40\.0.*47\.0/)
    const few = renderReport(makeReport({ ...plain, alone, speakerRecordings: 10 }, ''))
    t.match(few, /mean of 10.recordings of each speaker/)
    t.notMatch(renderReport(report), /recordings of each speaker/)
  },
)
