import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { encodeWav } from '../../lib/audio/wav.ts'
import { makeReport } from '../../lib/report/make_report.ts'
import { saveReport } from '../../lib/report/save_report.ts'
import { serveReport } from '../../lib/report/serve.ts'
import { launchChromium, NO_CHROMIUM } from './chromium.ts'
import { HOSTILE, someContext, someEvaluation, someRecordings } from './some_evaluation.ts'

const WIDTHS = [360, 1280]
const SCHEMES = ['light', 'dark'] as const
const LONG_NAME = `${'a-file-with-a-name-that-does-not-end-'.repeat(8)}.wav`

/** A report with hostile and endless names, and the clip that one of its mistakes can be heard in. */
async function someReport(folder: string) {
  const clip = path.join(folder, LONG_NAME.slice(-80))
  await writeFile(clip, encodeWav(new Float32Array(8000), 16_000))
  const recordings = someRecordings().map((recording, k) =>
    k === 0
      ? { ...recording, path: clip }
      : k === 3
        ? { ...recording, path: `/corpora/${LONG_NAME}` }
        : recording,
  )
  return makeReport(someEvaluation(recordings), HOSTILE, someContext(recordings))
}

/** A page that tells of whatever it should not do. */
async function watchedPage(t: Test, url: string, options: { width: number; scheme: 'light' | 'dark' }) {
  const browser = await launchChromium()
  t.teardown(() => browser.close())
  const page = await browser.newPage({
    viewport: { width: options.width, height: 800 },
    colorScheme: options.scheme,
  })
  const complaints: string[] = []
  page.on('console', (message) => complaints.push(`console: ${message.text()}`))
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`))
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && request.url() !== 'data:,')
      complaints.push(`request: ${request.url()}`)
  })
  await page.goto(url)
  return { page, complaints }
}

/** What axe-core finds wrong (WCAG 2 A and AA, contrast among them; best practices), with where. */
async function axeViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate<axe.AxeResults>(
    'axe.run(document, { resultTypes: ["violations"] })',
  )
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`,
  )
}

/** Elements, other than those in boxes that scroll, that reach beyond the page. */
const BEYOND = `[...document.querySelectorAll('body *')]
  .filter((element) => !element.parentElement.closest('.scroll, svg') && element.getBoundingClientRect().right > innerWidth + 0.5)
  .map((element) => element.outerHTML.slice(0, 120))`

for (const scheme of SCHEMES)
  for (const width of WIDTHS)
    t.test(`the page, ${scheme}, ${width} px wide`, { skip: NO_CHROMIUM, timeout: 120_000 }, async (t) => {
      const folder = t.testdir()
      await saveReport(await someReport(folder), folder)
      const url = pathToFileURL(path.join(folder, 'report.html')).href
      const { page, complaints } = await watchedPage(t, url, { width, scheme })
      await page.evaluate(
        'document.querySelectorAll("details").forEach((details) => { details.open = true })',
      )
      t.equal(
        await page.evaluate('document.documentElement.scrollWidth'),
        width,
        'it does not scroll sideways',
      )
      t.same(await page.evaluate(BEYOND), [])
      const shown = (theme: string) => page.locator(`figure .${theme} svg:visible`).count()
      t.equal(await shown(scheme), 5)
      t.equal(await shown(scheme === 'light' ? 'dark' : 'light'), 0)
      t.same(await axeViolations(page), [])
      t.same(complaints, [])
      if (process.env.EMOVOX_SCREENSHOTS)
        await page.screenshot({
          path: path.join(process.env.EMOVOX_SCREENSHOTS, `report-${scheme}-${width}.png`),
          fullPage: true,
        })
    })

t.test('served: clips are heard, and paper is light', { skip: NO_CHROMIUM, timeout: 120_000 }, async (t) => {
  const folder = t.testdir()
  const server = await serveReport(await someReport(folder))
  t.teardown(() => server.close())
  const { page, complaints } = await watchedPage(t, server.url, { width: 360, scheme: 'dark' })
  const seconds = await page.evaluate(`new Promise((resolve, reject) => {
    const player = document.querySelector('audio')
    player.onloadedmetadata = () => resolve(player.duration)
    player.onerror = () => reject(new Error(player.error.message))
    player.load()
    player.preload = 'auto'
  })`)
  t.equal(seconds, 0.5)
  t.equal(await page.locator('audio').count(), 12)
  t.equal(await page.evaluate('document.documentElement.scrollWidth'), 360)
  t.same(await axeViolations(page), [])
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
  t.equal(await page.evaluate('getComputedStyle(document.body).backgroundColor'), 'rgb(255, 255, 255)')
  t.equal(await page.locator('figure .light svg:visible').count(), 5)
  t.same(complaints, [])
})
