import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { EmovoxError, messageOf } from '../errors.ts'
import { writeJson, writeWhole } from '../files.ts'
import { parseOptions } from '../options.ts'
import { renderReport } from './page.ts'
import { type ReportData, reportSchema } from './report_data.ts'

/**
 * Writes `report.html`, and `report.json`, from which it can be drawn again.
 *
 * @throws EmovoxError `WRITE_FAILED`.
 */
export async function saveReport(report: ReportData, folder: string): Promise<void> {
  await writeJson(path.join(folder, 'report.json'), report)
  await writeWhole(path.join(folder, 'report.html'), renderReport(report))
}

/**
 * Reads a report that {@link saveReport} wrote.
 *
 * @throws EmovoxError `BAD_RUN`, naming the file and what is wrong with it.
 */
export async function loadReport(folder: string): Promise<ReportData> {
  const file = path.join(folder, 'report.json')
  try {
    return parseOptions(reportSchema, JSON.parse(await readFile(file, 'utf8')))
  } catch (cause) {
    throw new EmovoxError(
      'BAD_RUN',
      `${file}: expected a report made by "emovox train" or "emovox evaluate", found: ${messageOf(cause)}`,
      { cause },
    )
  }
}
