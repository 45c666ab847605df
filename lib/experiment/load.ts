import { readFile } from 'node:fs/promises'
import { register } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { EmovoxError, messageOf } from '../errors.ts'
import { checkExperiment, type Experiment } from './schema.ts'

/** Of modules whose default export is an experiment. */
const MODULES = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs']

/**
 * The experiment that a file declares: JSON, or a module of TypeScript or JavaScript with a default export.
 *
 * @throws EmovoxError `FILE_NOT_FOUND`, `UNREADABLE`, `INVALID_OPTION`, each naming the file.
 */
export async function loadExperiment(file: string): Promise<Experiment> {
  const extension = path.extname(file)
  if (MODULES.includes(extension)) return checkExperiment(await defaultExportOf(file), file)
  if (extension === '.json') return checkExperiment(await readJson(file), file)
  throw new EmovoxError(
    'INVALID_OPTION',
    `${file}: expected a name that ends in .json, ${MODULES.join(', ')}, found ${extension || 'no extension'}`,
  )
}

async function readJson(file: string): Promise<unknown> {
  const text = await readText(file)
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new EmovoxError('UNREADABLE', `${file}: expected JSON, found: ${messageOf(cause)}`, { cause })
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new EmovoxError('FILE_NOT_FOUND', `${file}: expected an experiment, found: ${messageOf(cause)}`, {
      cause,
    })
  }
}

async function defaultExportOf(file: string): Promise<unknown> {
  await readText(file)
  findOurselves()
  // Only now: the library and all other commands do without a compiler.
  const { tsImport } = await import('tsx/esm/api')
  try {
    const module = await tsImport(pathToFileURL(path.resolve(file)).href, import.meta.url)
    return unwrapped(await module.default)
  } catch (cause) {
    const [message] = messageOf(cause).split('\n')
    throw new EmovoxError('UNREADABLE', `${file}: expected a module, found: ${message}`, { cause })
  }
}

/** Where the nearest package.json does not say "type": "module", what a module exports is in an object of CommonJS. */
function unwrapped(exported: unknown): unknown {
  return typeof exported === 'object' && exported !== null && 'default' in exported
    ? exported.default
    : exported
}

const HOOK = `
let ourselves
export function initialize(url) { ourselves = url }
export function resolve(specifier, context, next) {
  return specifier === 'emovox' ? { url: ourselves, shortCircuit: true } : next(specifier, context)
}`
let found = false

/** `import ... from 'emovox'` is this emovox, wherever the file is: also beside a checkout, or a global installation. */
function findOurselves(): void {
  if (found) return
  found = true
  const index = new URL(`../index${path.extname(import.meta.url)}`, import.meta.url).href
  register(`data:text/javascript,${encodeURIComponent(HOOK)}`, { data: index })
}
