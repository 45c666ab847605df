/** What the sections of a report are made of. */
import { type ChartTheme, DARK, LIGHT } from './chart_theme.ts'
import { Html, type HtmlValue, html } from './html.ts'

/** A share as `43.1 %`, a dash where there is none. */
export function percent(share: number | null): string {
  return share === null ? '–' : `${(100 * share).toFixed(1)}\u00a0%`
}

/** An interval of shares: `37.8 to 48.8 %`. */
export function percentRange([low, high]: readonly [number, number]): string {
  return `${(100 * low).toFixed(1)} to ${percent(high)}`
}

/** `1 clip`, `12 clips`. */
export function counted(number: number, noun: string): string {
  return `${number}\u00a0${noun}${number === 1 ? '' : 's'}`
}

/** A section with its heading; the id is made of the title. */
export function section(title: string, ...content: HtmlValue[]): Html {
  const id = title.toLowerCase().replace(/\W+/g, '-')
  return html`<section aria-labelledby="${id}">
<h2 id="${id}">${title}</h2>
${content}
</section>
`
}

/** A chart in both themes; the page shows the one that fits. */
export function chart(caption: string, draw: (theme: ChartTheme) => string): Html {
  // ECharts escapes what it draws.
  const light = new Html(draw(LIGHT))
  const dark = new Html(draw(DARK))
  return html`<figure>
<div class="light">${light}</div>
<div class="dark">${dark}</div>
<figcaption>${caption}</figcaption>
</figure>
`
}

export interface Column {
  readonly title: string
  /** To the right, digits below digits. */
  readonly numeric?: boolean
}

/** A table that scrolls inside its box where it is wider than the page; the first cell of a row is its heading. */
export function table(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly HtmlValue[])[],
): Html {
  const kind = (k: number) => (columns[k].numeric ? html` class="number"` : null)
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0">
<table>
<caption>${caption}</caption>
<thead><tr>${columns.map(({ title }, k) => html`<th scope="col"${kind(k)}>${title}</th>`)}</tr></thead>
<tbody>
${rows.map(
  ([heading, ...cells]) => html`<tr><th scope="row"${kind(0)}>${heading}</th>${cells.map(
    (cell, k) => html`<td${kind(k + 1)}>${cell}</td>`,
  )}</tr>
`,
)}</tbody>
</table>
</div>
`
}

/** A share with a bar as long as it. */
export function bar(share: number | null): Html {
  const width = share === null ? 0 : 100 * share
  return html`<span class="bar"><i style="width:${width.toFixed(1)}%"></i></span>${percent(share)}`
}
