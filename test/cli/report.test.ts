import { once } from 'node:events'
import { readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import t from 'tap'
import { makeReport } from '../../lib/report/make_report.ts'
import { saveReport } from '../../lib/report/save_report.ts'
import { someContext, someEvaluation, someRecordings } from '../report/some_evaluation.ts'
import { emovox, start } from './emovox_process.ts'

const recordings = someRecordings()
const report = makeReport(someEvaluation(recordings), 'Title', someContext(recordings))

t.test('a report is drawn again', { timeout: 60_000 }, async (t) => {
  const folder = t.testdir()
  await saveReport(report, folder)
  const file = path.join(folder, 'report.html')
  const before = await readFile(file, 'utf8')
  await rm(file)
  t.match(await emovox('report', folder), { code: 0, stdout: `${file}\n` })
  t.equal(await readFile(file, 'utf8'), before, 'the same bytes, drawn by another process')
})

t.test('a report is served until Ctrl-C', { timeout: 60_000 }, async (t) => {
  const folder = t.testdir()
  await saveReport(report, folder)
  const { child, ended } = start('report', folder, '--serve')
  const [line] = await once(child.stdout, 'data')
  const page = await fetch(String(line).trim())
  t.equal(page.status, 200)
  t.match(await page.text(), /<audio /)
  child.kill('SIGINT')
  t.equal((await ended).code, 0)
})

t.test('what cannot be served is named', { timeout: 60_000 }, async (t) => {
  const folder = t.testdir()
  t.match(await emovox('report', folder), { code: 1, stderr: /report\.json: expected a report made by/ })
  await saveReport(report, folder)
  t.match(await emovox('report', folder, '--serve', '--port', 'many'), { code: 2, stderr: /option port/ })
})
