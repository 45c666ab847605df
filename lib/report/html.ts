/** HTML that is as it should be: written here, or escaped. */
export class Html {
  readonly #text: string

  /** @param text taken as it is; what comes from outside goes through {@link html}. */
  constructor(text: string) {
    this.#text = text
  }

  toString(): string {
    return this.#text
  }
}

/** What a template may hold: text is escaped; null, undefined and false leave nothing. */
export type HtmlValue = Html | string | number | null | undefined | false | readonly HtmlValue[]

/**
 * A template whose values are escaped, as text and as quoted attributes alike.
 *
 * @example
 * html`<td title="${file}">${speakers.map((name) => html`<b>${name}</b>`)}</td>`
 */
export function html(literals: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Html(literals.reduce((text, literal, k) => text + escaped(values[k - 1]) + literal, ''))
}

function escaped(value: HtmlValue): string {
  if (value === null || value === undefined || value === false) return ''
  if (value instanceof Html) return value.toString()
  if (typeof value === 'object') return value.map(escaped).join('')
  return String(value).replace(/[&<>"']/g, (character) => ENTITIES[character])
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
