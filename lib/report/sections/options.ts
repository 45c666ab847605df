import { type Html, html } from '../html.ts'
import { section, table } from '../page_elements.ts'
import type { ReportData } from '../report_data.ts'

/** Every option of the run, folded; those that are not the defaults are marked. */
export function options({ options: groups }: ReportData): Html {
  const changed = groups.flatMap(({ group, entries }) =>
    entries.filter((entry) => entry.changed).map(({ name, value }) => ({ group, name, value })),
  )
  return section(
    'Options',
    changed.length === 0
      ? html`<p>All options are the defaults.</p>`
      : html`<p>Not the defaults: ${changed.map(
          ({ group, name, value }, k) =>
            html`${k > 0 && ', '}<code title="${group}">${name}&nbsp;${value}</code>`,
        )}.</p>`,
    groups.map(
      ({ group, entries }) => html`<details><summary>${group}</summary>
${table(
  group,
  [{ title: 'Option' }, { title: 'Value' }],
  entries.map(({ name, value, changed }) => [name, changed ? html`<b>${value}</b>` : value]),
)}</details>
`,
    ),
  )
}
