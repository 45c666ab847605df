/**
 * Puts the C sources that the addon is built from into third_party/, at the versions that third-party.json pins by
 * sha256. They come from the cache, else from the library's own site, else from package registries.
 */
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { extract } from 'tar'
import { sha256, sumOf } from './setup/checksum.mjs'
import { explain, SetupProblem } from './setup/problem.mjs'
import { nameOfRoute, takeRoute } from './setup/routes.mjs'
import { say as sayAloud, since, size } from './setup/say.mjs'
import { moveInto, withScratch } from './setup/scratch.mjs'

/**
 * @typedef {object} Library
 * @property {string} version
 * @property {string} licence SPDX expression
 * @property {string} [archive] what the cache calls the pinned .tar.gz; or
 * @property {string} [file] the name of the pinned single file
 * @property {number} bytes
 * @property {string} sha256 of the archive or the file
 * @property {string[]} [keep] what to unpack of the archive: paths below its top folder, `*` within one folder
 * @property {import('./setup/routes.mjs').Route[]} routes tried in this order
 */

/** Left in each library's folder: what it was made from, and the sum of what was unpacked. */
const STAMP = '.pinned.json'

/**
 * Makes sure that every library is in `out/<name>`, unchanged and at the pinned version.
 * @param {object} options
 * @param {Record<string, Library>} options.libraries
 * @param {string} options.cache the folder that keeps downloads
 * @param {string} options.out
 * @param {typeof takeRoute} [options.take] brings a file by one route
 * @param {import('./setup/say.mjs').Say} [options.say]
 * @returns {Promise<string[]>} the names of the libraries that were put there now
 * @throws {SetupProblem} when no route gives a library's pinned bytes; the other libraries are there then
 */
export async function fetchThirdParty({ libraries, cache, out, take = takeRoute, say = sayAloud }) {
  const wanting = missingThirdParty(libraries, out)
  if (wanting.length === 0) return []
  const list = wanting.map((name) => `${name} ${libraries[name].version} (${size(libraries[name].bytes)})`)
  say('third-party', `getting ${list.join(', ')}`)
  const outcomes = await withScratch(cache, (shared) =>
    Promise.allSettled(
      wanting.map(async (name) => {
        const library = libraries[name]
        const pinned = await obtain({ name, library, cache, shared, take, say })
        await unpack(library, pinned, path.join(out, name))
      }),
    ),
  )
  const failed = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))
  if (failed.length > 0) throw new SetupProblem(failed.map(explain).join('\n\n'))
  return wanting
}

/**
 * The libraries that are missing, changed or of another version.
 * @param {Record<string, Library>} libraries
 * @param {string} out
 * @returns {string[]}
 */
export const missingThirdParty = (libraries, out) =>
  Object.keys(libraries).filter((name) => !isPresent(libraries[name], path.join(out, name)))

/**
 * @param {Library} library
 * @param {string} folder
 */
function isPresent(library, folder) {
  try {
    const stamp = JSON.parse(fs.readFileSync(path.join(folder, STAMP), 'utf8'))
    return stamp.sha256 === library.sha256 && stamp.content === contentOf(folder)
  } catch {
    return false
  }
}

/** @param {string} folder */
const contentOf = (folder) =>
  sumOf(
    folder,
    fs.readdirSync(folder).filter((name) => name !== STAMP),
  )

/**
 * @param {object} job
 * @param {string} job.name
 * @param {Library} job.library
 * @param {string} job.cache
 * @param {string} job.shared
 * @param {typeof takeRoute} job.take
 * @param {import('./setup/say.mjs').Say} job.say
 * @returns {Promise<string>} the pinned file, in the cache
 */
async function obtain({ name, library, cache, shared, take, say }) {
  const title = `${name} ${library.version}`
  const kept = path.join(cache, library.archive ?? `${name}-${library.version}-${library.file}`)
  /** @type {string[]} */
  const tried = []
  /** @param {string} found @param {string} where */
  const wrong = (found, where) => {
    tried.push(`${where}: wrong checksum, sha256 ${found}`)
    say('third-party', `${title}: wrong checksum from ${where}: expected ${library.sha256}, found ${found}`)
  }
  if (fs.existsSync(kept)) {
    const found = await sha256(kept)
    if (found === library.sha256) return kept
    wrong(found, kept)
  }
  for (const route of library.routes) {
    const where = nameOfRoute(route)
    const start = performance.now()
    try {
      const arrived = await withScratch(shared, async (folder) => {
        const file = await take({ route, version: library.version, folder, shared })
        const found = await sha256(file)
        if (found === library.sha256) moveInto(file, kept)
        else wrong(found, where)
        return found === library.sha256
      })
      if (!arrived) continue
      say('third-party', `${title} from ${where}, ${since(start)}`)
      return kept
    } catch (error) {
      tried.push(`${where}: ${explain(error)}`)
    }
  }
  throw notToBeHad(title, library, tried, kept)
}

/**
 * @param {string} title
 * @param {Library} library
 * @param {string[]} tried
 * @param {string} kept
 */
function notToBeHad(title, library, tried, kept) {
  const list = tried.map((line) => `  - ${line}`).join('\n')
  if (!tried.some((line) => line.includes('wrong checksum')))
    return new SetupProblem(
      `${title} could not be downloaded:\n${list}`,
      `Connect this machine to one of these and run it again, or put the file at ${kept} by hand (sha256 ${library.sha256}).`,
    )
  return new SetupProblem(
    `${title}: wrong checksum, expected sha256 ${library.sha256}:\n${list}`,
    [
      'A file that differs from the pinned one is not used. What to do:',
      `  - delete ${kept} if it is there, and run it again: a download may have been cut or changed on its way`,
      '    (proxies and captive portals do that);',
      '  - if the same sum comes again, the archive at its source has changed: report it to emovox and to the library.',
    ].join('\n'),
  )
}

/**
 * @param {Library} library
 * @param {string} pinned
 * @param {string} folder replaced as a whole
 */
async function unpack(library, pinned, folder) {
  await withScratch(path.dirname(folder), async (scratch) => {
    const fresh = path.join(scratch, 'fresh')
    fs.mkdirSync(fresh)
    if (library.file) fs.copyFileSync(pinned, path.join(fresh, library.file))
    else {
      const keep = (library.keep ?? []).map(patternOf)
      await extract({
        file: pinned,
        cwd: fresh,
        strip: 1,
        filter: (entry) => keep.some((one) => one.test(entry)),
      })
    }
    const stamp = { version: library.version, sha256: library.sha256, content: contentOf(fresh) }
    fs.writeFileSync(path.join(fresh, STAMP), `${JSON.stringify(stamp, null, 2)}\n`)
    moveInto(fresh, folder)
  })
}

/**
 * @param {string} glob below the archive's top folder
 * @returns {RegExp}
 */
function patternOf(glob) {
  const escaped = glob.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*')
  return new RegExp(`^[^/]+/${escaped}$`)
}

// Not awaited: setup.mjs itself waits for this module.
if (process.argv[1] && fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
  import('./setup.mjs').then(async ({ setup }) => {
    process.exitCode = await setup({ parts: ['third-party'] })
  })
