#!/usr/bin/env node
/**
 * Makes a fresh checkout or an installed package ready to run: the sources of others, the addon, TensorFlow's library.
 * Plain JavaScript, since it runs before anything is compiled. What has not changed is not done again.
 */
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { buildAddon, isAddonCurrent } from './build-addon.mjs'
import { cacheDir } from './setup/cache.mjs'
import { explain } from './setup/problem.mjs'
import { say as sayAloud, since } from './setup/say.mjs'
import { isTensorflowReady, provisionTensorflow } from './tensorflow.mjs'
import { fetchThirdParty, missingThirdParty } from './third-party.mjs'

const PARTS = /** @type {const} */ (['third-party', 'addon', 'tensorflow'])

/** @typedef {typeof PARTS[number]} Part */

const USAGE = `Usage: node scripts/setup.mjs [options]

  --only PART        one part: ${PARTS.join(', ')} (may be given several times;
                     addon includes third-party)
  --no-tensorflow    leave TensorFlow out: features work without it, training does not
  --force            do it again although nothing has changed
  --check            change nothing, say what is ready; exit code 1 if something is not
  --help

Downloads are kept in ${cacheDir()} (EMOVOX_CACHE names another folder).
`

/**
 * @param {object} [options]
 * @param {readonly Part[]} [options.parts] all by default
 * @param {boolean} [options.force]
 * @param {boolean} [options.check] only look
 * @param {string} [options.root] the package's folder
 * @param {string} [options.cache]
 * @param {import('./setup/say.mjs').Say} [options.say]
 * @returns {Promise<0 | 1>} the exit code: 1 when a part failed (the others are done all the same), or is not ready
 */
export async function setup({
  parts = PARTS,
  force = false,
  check = false,
  root = fileURLToPath(new URL('..', import.meta.url)),
  cache = cacheDir(),
  say = sayAloud,
} = {}) {
  const start = performance.now()
  const spec = JSON.parse(fs.readFileSync(path.join(root, 'third-party.json'), 'utf8'))
  const thirdParty = { libraries: spec.libraries, cache, out: path.join(root, 'third_party'), say }
  /** @type {Record<Part, { ready: () => boolean, make: () => Promise<unknown> }>} */
  const steps = {
    'third-party': {
      ready: () => missingThirdParty(spec.libraries, thirdParty.out).length === 0,
      make: () => fetchThirdParty(thirdParty),
    },
    addon: {
      ready: () => isAddonCurrent(root),
      make: () => buildAddon({ root, cache, force, say }),
    },
    tensorflow: {
      ready: () => isTensorflowReady(root),
      make: () => provisionTensorflow({ root, cache, spec: spec.tensorflow, force, say }),
    },
  }
  const wanted = PARTS.filter((part) => parts.includes(part) && (force || !steps[part].ready()))
  if (check) for (const part of parts) say(part, wanted.includes(part) ? 'not ready' : 'ready')
  if (check) return wanted.length === 0 ? 0 : 1
  /** @type {Part[]} */
  const failed = []
  for (const part of wanted) {
    // The addon is made of the sources; nothing that is said about it without them would help.
    if (part === 'addon' && failed.includes('third-party')) continue
    try {
      await steps[part].make()
    } catch (error) {
      say(part, `FAILED: ${explain(error)}`)
      failed.push(part)
    }
  }
  if (failed.length > 0) say('setup', `not complete: ${failed.join(', ')} failed, as said above`)
  else say('setup', `ready, ${since(start)}`)
  return failed.length > 0 ? 1 : 0
}

/**
 * @param {readonly string[]} argv
 * @returns {Promise<0 | 1 | 2>} the exit code
 */
async function main(argv) {
  /** @type {ReturnType<typeof parse>} */
  let options
  try {
    options = parse(argv)
  } catch (error) {
    console.error(`${explain(error)}\n\n${USAGE}`)
    return 2
  }
  if (options.help) {
    console.log(USAGE)
    return 0
  }
  return await setup(options)
}

/** @param {readonly string[]} argv */
function parse(argv) {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      only: { type: 'string', multiple: true },
      'no-tensorflow': { type: 'boolean', default: false },
      force: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const unknown = values.only?.find((name) => !PARTS.some((part) => part === name))
  if (unknown !== undefined) throw new Error(`--only ${unknown}: expected one of ${PARTS.join(', ')}`)
  const only = values.only?.includes('addon') ? [...values.only, 'third-party'] : values.only
  const parts = PARTS.filter(
    (part) => (only ?? PARTS).includes(part) && !(values['no-tensorflow'] && part === 'tensorflow'),
  )
  return { parts, force: values.force, check: values.check, help: values.help }
}

if (process.argv[1] && fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
  process.exitCode = await main(process.argv.slice(2))
