import path from 'node:path'
import { type Html, html } from '../html.ts'
import { bar, percent, section, table } from '../page_elements.ts'
import type { ReportResults, WrongClip } from '../report_data.ts'

const PAIR_COLUMNS = [
  { title: 'True' },
  { title: 'Heard' },
  { title: 'Clips', numeric: true },
  { title: 'Of the true emotion', numeric: true },
]

/** Which emotions were taken for one another, and the mistakes that the model was surest of. */
export function misheard({ confused, wrong }: ReportResults, clipUrl?: (index: number) => string): Html {
  if (wrong.length === 0) return section('Misheard', html`<p>Nothing was misheard.</p>`)
  const pairs = table(
    'Confused most often',
    PAIR_COLUMNS,
    confused.map(({ truth, heard, clips, share }) => [truth, heard, clips, bar(share)]),
  )
  const hint = html` To hear them, serve this report: <code class="command">emovox report RUN --serve</code>.`
  return section(
    'Misheard',
    html`<div class="columns">${pairs}</div>`,
    html`<h3>Surest mistakes</h3>
<p>Clips that were heard wrongly, the most confident first.${clipUrl ? null : hint}</p>
<ol class="clips">
${wrong.map((clip, index) => item(clip, clipUrl?.(index)))}</ol>`,
  )
}

function item(clip: WrongClip, url: string | undefined): Html {
  const file = path.basename(clip.path)
  return html`<li>
<p><b>${clip.truth}</b> heard as <b>${clip.heard}</b></p>
<p class="small">${percent(clip.confidence)} sure; ${percent(clip.truthShare)} for ${clip.truth}</p>
<p class="small">${clip.speaker}, <span class="file">${file}</span></p>
${url !== undefined && html`<audio controls preload="none" src="${url}" aria-label="${file}"></audio>\n`}</li>
`
}
