import { Html, html } from './html.ts'
import { PAGE_STYLE } from './page_style.ts'
import type { ReportData } from './report_data.ts'
import { calibration } from './sections/calibration.ts'
import { curves } from './sections/curves.ts'
import { data } from './sections/data.ts'
import { emotions } from './sections/emotions.ts'
import { groups } from './sections/groups.ts'
import { headline } from './sections/headline.ts'
import { misheard } from './sections/misheard.ts'
import { options } from './sections/options.ts'

/** No script, and nothing from elsewhere, whatever the data says; sound only from where the page came. */
export const CONTENT_SECURITY_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src 'self'; base-uri 'none'; form-action 'none'"

/**
 * A report as one page that needs nothing beside it: no script, no font, no picture.
 *
 * @param clipUrl where the clip of that place among the surest mistakes can be heard; without it there are no players.
 */
export function renderReport(report: ReportData, clipUrl?: (index: number) => string): string {
  const { name, title, emovox, results, history } = report
  const page = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="${CONTENT_SECURITY_POLICY}">
<link rel="icon" href="data:,">
<title>${name}: emovox report</title>
<style>${new Html(PAGE_STYLE)}</style>
</head>
<body>
<header>
<p class="small">emovox report</p>
<h1>${name}</h1>
<p class="subtitle">${title}</p>
</header>
<main>
${headline(report)}
${results && [emotions(results), groups(results)]}
${history && history.epochs.length > 0 && curves(history)}
${results && [calibration(results), misheard(results, clipUrl)]}
${data(report)}
${report.options.length > 0 && options(report)}
</main>
<footer class="small">Made by emovox ${emovox}. Intervals are over speakers, by bootstrap: they say what other speakers of the same
kind may give, not what another training run would.</footer>
</body>
</html>
`
  return page.toString()
}
