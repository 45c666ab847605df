import path from 'node:path'
import { z } from 'zod'
import { EmovoxError } from '../errors.ts'
import { writeJson } from '../files.ts'
import { parseOptions } from '../options.ts'
import { type ComparedResults, compareResults } from '../validation/compare.ts'
import { resolveConfiguration } from '../validation/fold_key.ts'
import type { Configuration } from '../validation/fold_result.ts'
import { isResult, loadResult, readJsonOrFolder } from '../validation/load_result.ts'
import { type Difference, FEWEST_FOR_TEST, type PairedTest } from '../validation/paired_test.ts'
import { note, percent, print, printJson, table } from './output.ts'

/** What is compared: two results, or two files of options that are yet to be tried. */
export type Compared =
  | { readonly kind: 'results'; readonly files: readonly [string, string] }
  | {
      readonly kind: 'options'
      readonly names: readonly [string, string]
      readonly sections: readonly [Sections, Sections]
    }

type Sections = Readonly<Record<string, unknown>>

/** Sections of a file of options; what is in them is checked with the flags that they go on top of. */
const sectionsSchema = z.strictObject({
  features: z.unknown().optional(),
  augment: z.unknown().optional(),
  spectral: z.unknown().optional(),
  model: z.unknown().optional(),
  training: z.unknown().optional(),
})

/** @throws EmovoxError `INVALID_OPTION`, `BAD_RUN`. */
export async function readCompared(files: readonly string[]): Promise<Compared> {
  const [first, second] = files
  if (files.length !== 2)
    throw new EmovoxError('INVALID_OPTION', `option compare: expected two files, found ${files.length}`)
  const contents = [await readJsonOrFolder(first), await readJsonOrFolder(second)] as const
  const results = contents.filter(isResult).length
  if (results === 2) return { kind: 'results', files: [first, second] }
  if (results === 1)
    throw new EmovoxError(
      'INVALID_OPTION',
      `option compare: expected two results or two files of options, found one of each`,
    )
  const sections = [parseSections(first, contents[0]), parseSections(second, contents[1])] as const
  return { kind: 'options', names: namesOf(first, second), sections }
}

function parseSections(file: string, content: unknown): Sections {
  try {
    return parseOptions(sectionsSchema, content)
  } catch (cause) {
    if (cause instanceof EmovoxError)
      throw new EmovoxError('INVALID_OPTION', `${file}: ${cause.message}`, { cause })
    throw cause
  }
}

/** Folders of the two results: the names of the files, where these differ. */
function namesOf(first: string, second: string): readonly [string, string] {
  const [a, b] = [first, second].map((file) => path.basename(file, path.extname(file)))
  return a === b ? ['first', 'second'] : [a, b]
}

/**
 * A configuration with the sections of a file on top, option by option.
 *
 * @throws EmovoxError `INVALID_OPTION`, naming the option.
 */
export function overlay(configuration: Configuration, sections: Sections): Configuration {
  // What the file says is not known to be of these types until it is resolved.
  return resolveConfiguration(merge(configuration, sections) as Configuration)
}

function merge(under: unknown, over: unknown): unknown {
  if (!isSection(over) || !isSection(under)) return over === undefined ? under : over
  const names = new Set([...Object.keys(under), ...Object.keys(over)])
  return Object.fromEntries([...names].map((name) => [name, merge(under[name], over[name])]))
}

function isSection(value: unknown): value is Sections {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** `emovox cv --compare A B`, of two results that are there. */
export async function compareFiles(
  files: readonly [string, string],
  flags: { readonly out?: string; readonly json?: boolean },
): Promise<void> {
  const compared = compareResults(await loadResult(files[0]), await loadResult(files[1]))
  await reportComparison(compared, files, flags)
}

/** Prints a comparison, and writes it as `comparison.json` where there is a folder for it. */
export async function reportComparison(
  compared: ComparedResults,
  [first, second]: readonly [string, string],
  { out, json }: { readonly out?: string; readonly json?: boolean },
): Promise<void> {
  const value = { first, second, ...compared }
  if (out !== undefined) await writeJson(path.join(out, 'comparison.json'), value)
  for (const warning of compared.warnings) note(`Warning: ${warning}`)
  if (json) printJson(value)
  else printComparison(compared, first, second)
}

function printComparison(
  { overall, perCorpus, differs }: ComparedResults,
  first: string,
  second: string,
): void {
  print(`first: ${first}\nsecond: ${second}\n`)
  if (differs.length > 0) {
    const rows = differs.map(({ option, first, second }) => [option, inWords(first), inWords(second)])
    print(`${table(['option', 'first', 'second'], rows)}\n`)
  }
  const corpora = Object.entries(perCorpus)
  const tests: [string, PairedTest][] = [['all', overall], ...(corpora.length > 1 ? corpora : [])]
  const rows = tests.flatMap(([name, test]) => [
    row(name, 'UAR', test.uar, test),
    row('', 'accuracy', test.accuracy),
  ])
  const head = ['recordings', 'score', 'first', 'second', 'difference', '95 % interval', 'p']
  print(table([...head, 'speakers', 'better', 'worse'], rows))
  print(`\n${inWordsOf(overall)}`)
}

function row(name: string, score: string, difference: Difference, test?: PairedTest) {
  const { interval, p } = difference
  return [
    name,
    score,
    percent(difference.first),
    percent(difference.second),
    signed(difference.difference),
    interval ? `${signed(interval[0])} to ${signed(interval[1])}` : '-',
    p === null ? '-' : p.toFixed(4),
    ...(test ? [test.speakers, test.secondBetter, test.secondWorse] : ['', '', '']),
  ]
}

function signed(share: number): string {
  return `${share < 0 ? '-' : '+'}${percent(Math.abs(share))}`
}

/** The verdict in a sentence. */
function inWordsOf({ verdict, uar: { p, interval }, speakers }: PairedTest): string {
  const [low, high] = interval ?? []
  const range =
    low === undefined || high === undefined ? '' : `; difference ${signed(low)} to ${signed(high)}`
  const chance = `p = ${p?.toFixed(4)} over ${speakers} speakers${range}`
  switch (verdict) {
    case 'first better':
      return `The difference in UAR is real: the first is better (${chance}).`
    case 'second better':
      return `The difference in UAR is real: the second is better (${chance}).`
    case 'not shown':
      return `It is not shown that the two differ in UAR (${chance}); it is not shown either that they do not.`
    case 'too few seeds':
      return `Of two trainings, ${p !== null && p < 0.05 ? 'these differ' : 'it is not shown that these differ'} (${chance}); of the options one seed says nothing: --seeds 3.`
    case 'too few speakers':
      return `${speakers} speakers cannot show whether the difference is real: ${FEWEST_FOR_TEST} or more can.`
  }
}

function inWords(value: unknown): string {
  return typeof value === 'string' ? value : isSection(value) ? 'on' : (JSON.stringify(value) ?? 'none')
}
