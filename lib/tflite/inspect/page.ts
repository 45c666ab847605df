import { drawTflite } from './drawing.ts'
import type { TfliteInspection } from './inspect_tflite.ts'

const STYLE = `body { font: 14px/1.5 system-ui, sans-serif; margin: 2em; color: #222; background: #fff }
table { border-collapse: collapse; margin: 0 0 2em } th, td { padding: 0.2em 0.9em 0.2em 0; text-align: left; vertical-align: top }
th { border-bottom: 1px solid #999 } td.number { text-align: right } .drawing { overflow: auto; border: 1px solid #ddd }`

/** A table with a heading, as HTML and as text alike. */
export interface Section {
  readonly title: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly (string | number)[])[]
}

/** A page that stands alone: the drawing, and tables of what the file holds. */
export function pageOf(file: TfliteInspection, title: string, sections: readonly Section[]): string {
  const tables = sections.map(
    ({ title: heading, head, rows }) => `<h2>${text(heading)}</h2>
<table><tr>${head.map((cell) => `<th>${text(cell)}</th>`).join('')}</tr>
${rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`).join('\n')}</table>`,
  )
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${text(title)}</title><style>${STYLE}</style></head>
<body><h1>${text(title)}</h1>
<div class="drawing">${drawTflite(file, title)}</div>
${tables.join('\n')}
</body></html>
`
}

const cell = (value: string | number) =>
  typeof value === 'number'
    ? `<td class="number">${value.toLocaleString('en')}</td>`
    : `<td>${text(value)}</td>`

const text = (value: string) => value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
