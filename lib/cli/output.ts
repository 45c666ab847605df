import Table from 'cli-table3'

/** Where a command speaks: results to stdout, everything about the work to stderr. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** A remark about the work, on stderr. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`)
}

/** A result for programs: one JSON value on stdout. NaN becomes null. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2))
}

/** Remarks of one kind: the first few in full, the rest counted. */
export function noteAll(title: string, remarks: readonly string[], most = 5): void {
  if (remarks.length === 0) return
  note(`${title} (${remarks.length}):`)
  for (const remark of remarks.slice(0, most)) note(`  ${remark}`)
  if (remarks.length > most) note(`  ... and ${remarks.length - most} more`)
}

/** A plain table: the first column to the left, numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const numeric = head.map((_, column) =>
    rows.every((row) => /^[-±\d.,%\s]*$/.test(String(row[column] ?? ''))),
  )
  const drawn = new Table({
    head: [...head],
    colAligns: numeric.map((right) => (right ? 'right' : 'left')),
    style: { head: [], border: [], compact: true },
    chars: PLAIN,
  })
  for (const row of rows) drawn.push([...row])
  return drawn.toString()
}

const PLAIN = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: ' ',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: ' ',
} as const

/** A share as per cent: `47.3 %`; a dash where there is none. */
export function percent(share: number): string {
  return Number.isFinite(share) ? `${(100 * share).toFixed(1)} %` : '-'
}
