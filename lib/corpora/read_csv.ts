/** A field: quoted, with quotes in it doubled, or plain; then what ends it. */
const FIELD = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy

/**
 * Rows of CSV (RFC 4180, with a header), as {@link manifestCsv} writes them: cells by the names of their columns.
 *
 * @throws Error when a quote is not closed, or stands within a plain field.
 */
export function readCsv(text: string): readonly ReadonlyMap<string, string>[] {
  const rows: string[][] = [[]]
  let at = 0
  while (at < text.length) {
    FIELD.lastIndex = at
    const field = FIELD.exec(text)
    if (field === null)
      throw new Error(`expected CSV, found ${JSON.stringify(text.slice(at, at + 20))} at ${at}`)
    const [whole, quoted, plain, end] = field
    rows[rows.length - 1].push(quoted?.replaceAll('""', '"') ?? plain)
    if (end !== ',' && end !== '') rows.push([])
    at += whole.length
  }
  const [header, ...others] = rows.filter((row) => row.length > 0)
  return others.map((row) => new Map(row.map((cell, column) => [header[column], cell])))
}
