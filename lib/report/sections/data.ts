import { EMOTIONS } from '../../emotions.ts'
import { type Html, html } from '../html.ts'
import { counted, section, table } from '../page_elements.ts'
import type { ReportData } from '../report_data.ts'

/** Which recordings there were, in which part, and which were left out and why. */
export function data({ parts, leftOut }: ReportData): Html {
  const columns = [
    { title: 'Part' },
    { title: 'Corpus' },
    { title: 'Speakers', numeric: true },
    { title: 'Clips', numeric: true },
    ...EMOTIONS.map((title) => ({ title, numeric: true })),
  ]
  const rows = parts.map(({ part, corpus, speakers, clips, emotions }) => [
    part,
    corpus,
    speakers.length,
    clips,
    ...emotions,
  ])
  return section(
    'Data',
    table('Clips by part, corpus and emotion', columns, rows),
    html`<details><summary>Who is in which part</summary>
<dl class="who">
${parts.map(({ part, corpus, speakers }) => html`<dt>${part}, ${corpus}</dt><dd>${speakers.join(', ')}</dd>\n`)}</dl>
</details>
`,
    leftOut.length === 0
      ? html`<p>No file was left out.</p>`
      : html`<h3>Left out</h3>
${leftOut.map(
  ({ kind, files, reasons }) => html`<details><summary>${kind}: ${counted(files, 'file')}</summary>
<ul class="reasons">${reasons.map((reason) => html`<li>${reason}</li>`)}</ul>
${files > reasons.length && html`<p class="small">and ${files - reasons.length} more</p>`}
</details>
`,
)}`,
  )
}
