import { stringify } from 'csv-stringify/sync'
import type { Recording } from '../recording.ts'
import { PARTS, type Split } from './parts.ts'

/** What a manifest row says of its recording, in this order. */
export const recordingColumns = [
  'path',
  'corpus',
  'speaker',
  'emotion',
  'sourceEmotion',
  'sex',
  'intensity',
  'statement',
  'word',
  'repetition',
  'sentence',
] as const satisfies readonly (keyof Recording)[]

/** What a caller adds to a recording: its part, its augmentation, its prediction. */
export type ExtraCells = Readonly<Record<string, string | number | boolean | null | undefined>>

/**
 * Recordings as CSV (RFC 4180, with a header): {@link recordingColumns}, then the cells that the caller adds. What a
 * corpus does not tell is an empty cell.
 *
 * @param extra columns that follow, in this order.
 * @example
 * manifestCsv(split.train.map((recording) => ({ recording, cells: { part: 'train' } })), ['part'])
 */
export function manifestCsv(
  rows: readonly { readonly recording: Recording; readonly cells?: ExtraCells }[],
  extra: readonly string[] = [],
): string {
  const columns = [...recordingColumns, ...extra]
  const cells = rows.map((row) => ({
    ...Object.fromEntries(recordingColumns.map((column) => [column, row.recording[column]])),
    ...row.cells,
  }))
  return stringify(cells, { header: true, columns })
}

/** Which recording was in which part; those of no part are `unused`. */
export function partsCsv(split: Split): string {
  const rows = [...PARTS, 'unused' as const].flatMap((part) =>
    split[part].map((recording) => ({ recording, cells: { part } })),
  )
  return manifestCsv(rows, ['part'])
}
