import fs from 'node:fs'
import path from 'node:path'
import { run, tail } from './run.mjs'

const SOURCES = '/etc/apt/sources.list'
const SOURCES_FOLDER = '/etc/apt/sources.list.d'

/** @type {Map<string, Promise<string[]>>} */
const listsOf = new Map()

/**
 * Fetches the upstream archive that a Debian or Ubuntu source package carries: the same bytes as the upstream tag's.
 * Works as any user and leaves the machine's own apt alone: it has lists of its own in `lists`.
 * @param {{ source: string, version: string, folder: string, lists: string }} request
 * @returns {Promise<string>} the archive, in `folder`
 */
export async function fetchWithApt({ source, version, folder, lists }) {
  if (!fs.existsSync('/usr/bin/apt-get')) throw new Error('no apt-get on this machine')
  const pending = listsOf.get(lists) ?? updateLists(lists)
  listsOf.set(lists, pending)
  const options = await pending
  const args = [...options, '-qq', 'source', '--download-only', '--tar-only', source]
  const { code, output } = await run('apt-get', args, { cwd: folder })
  const archive = fs.readdirSync(folder).find((name) => name.startsWith(`${source}_${version}.orig.tar`))
  if (archive) return path.join(folder, archive)
  throw new Error(code === 0 ? `apt has another version of ${source}` : tail(output, 1))
}

/**
 * @param {string} folder
 * @returns {Promise<string[]>} the options that make apt-get use the lists in `folder`
 */
async function updateLists(folder) {
  fs.mkdirSync(path.join(folder, 'lists', 'partial'), { recursive: true })
  fs.writeFileSync(path.join(folder, 'sources.list'), sourceLines().join('\n'))
  const options = [
    `Dir::Etc::sourcelist=${folder}/sources.list`,
    'Dir::Etc::sourceparts=/dev/null',
    `Dir::State::lists=${folder}/lists`,
    `Dir::Cache=${folder}`,
    'Debug::NoLocking=1',
    'Acquire::http::Timeout=10',
    'Acquire::https::Timeout=10',
    // As root, apt would fetch as user _apt, who may not write here.
    ...(process.getuid?.() === 0 ? ['APT::Sandbox::User=root'] : []),
  ].flatMap((option) => ['-o', option])
  const { code, output } = await run('apt-get', [...options, '-qq', 'update'])
  if (code !== 0) throw new Error(`apt-get update: ${tail(output, 1)}`)
  return options
}

/** The machine's own Debian and Ubuntu sources, as deb-src lines. */
function sourceLines() {
  const names = fs.existsSync(SOURCES_FOLDER) ? fs.readdirSync(SOURCES_FOLDER) : []
  const files = [SOURCES, ...names.map((name) => path.join(SOURCES_FOLDER, name))]
  return files.flatMap((file) =>
    fs.existsSync(file) ? debSrcLines(file, fs.readFileSync(file, 'utf8')) : [],
  )
}

/**
 * @param {string} file its name tells the format: one line a source, or deb822 in `.sources`
 * @param {string} text
 * @returns {string[]} the distribution's own sources in it, as deb-src lines
 */
export function debSrcLines(file, text) {
  if (file.endsWith('.sources')) return text.split(/\n\s*\n/).flatMap(linesOfStanza)
  return text
    .split('\n')
    .flatMap((line) => (isDistribution(line) ? [line.replace(/^\s*deb\s/, 'deb-src ')] : []))
}

/** @param {string} line */
const isDistribution = (line) => /^\s*deb\s.*(debian|ubuntu)/i.test(line) && / main\b/.test(line)

/**
 * @param {string} stanza of a deb822 `.sources` file
 * @returns {string[]}
 */
function linesOfStanza(stanza) {
  /** @param {string} name */
  const field = (name) => stanza.match(new RegExp(`^${name}:[ \\t]*(.*)$`, 'mi'))?.[1]?.trim() ?? ''
  const key = field('Signed-By')
  // A key given inline cannot be written on one line; such sources are somebody's own.
  if (!field('Types').split(/\s+/).includes('deb') || (key && !key.startsWith('/'))) return []
  const origin = key ? `deb-src [signed-by=${key.replace(/\s+/g, ',')}]` : 'deb-src'
  return field('URIs')
    .split(/\s+/)
    .filter((uri) => /debian|ubuntu/i.test(uri))
    .flatMap((uri) =>
      field('Suites')
        .split(/\s+/)
        .map((suite) => `${origin} ${uri} ${suite} ${field('Components')}`),
    )
}
