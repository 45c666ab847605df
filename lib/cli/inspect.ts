import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { Command } from 'commander'
import { EmovoxError, messageOf, systemCode } from '../errors.ts'
import { writeWhole } from '../files.ts'
import { drawTflite } from '../tflite/inspect/drawing.ts'
import { inspectTflite } from '../tflite/inspect/inspect_tflite.ts'
import { pageOf, type Section } from '../tflite/inspect/page.ts'
import { sectionsOf } from '../tflite/inspect/sections.ts'
import { note, print, printJson, table } from './output.ts'

/** Rows of a table that are printed unless all are asked for. */
const ROWS = 40

/** `emovox inspect FILE.tflite`: what is in a file, emovox's or any other. */
export function inspectCommand(): Command {
  return new Command('inspect')
    .description(
      'Show what is in a .tflite file: operators, tensors, quantisation, metadata; as tables or drawn.',
    )
    .argument('<file>', 'a .tflite file, of emovox or any other')
    .option('--all', `print every row of a long table, not the first ${ROWS}`)
    .option('--svg <file>', 'write a drawing of the graph')
    .option('--html <file>', 'write a page with the drawing and the tables')
    .option('--json', 'print it for programs')
    .action(inspect)
}

interface InspectFlags {
  readonly all?: boolean
  readonly svg?: string
  readonly html?: string
  readonly json?: boolean
}

async function inspect(file: string, flags: InspectFlags): Promise<void> {
  const inspection = await inspectTflite(await bytesOf(file), file)
  const sections = sectionsOf(inspection)
  const title = path.basename(file)
  if (flags.svg !== undefined) await writeWhole(flags.svg, encoded(drawTflite(inspection, title)))
  if (flags.html !== undefined) await writeWhole(flags.html, encoded(pageOf(inspection, title, sections)))
  if (flags.json) printJson(inspection)
  else if (flags.svg === undefined && flags.html === undefined)
    for (const section of sections) printSection(section, flags.all ?? false)
  for (const warning of inspection.warnings) note(warning)
}

async function bytesOf(file: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(file))
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT')
      throw new EmovoxError('FILE_NOT_FOUND', `${file}: no such file`, { cause })
    throw new EmovoxError('UNREADABLE', `${file}: ${messageOf(cause)}`, { cause })
  }
}

const encoded = (text: string) => new TextEncoder().encode(text)

function printSection({ title, head, rows }: Section, all: boolean): void {
  const shown = all ? rows : rows.slice(0, ROWS)
  print(`${title}\n${table(head, shown)}`)
  if (shown.length < rows.length) print(`   ... and ${rows.length - shown.length} more (--all shows them)`)
  print('')
}
