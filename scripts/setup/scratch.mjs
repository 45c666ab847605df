import fs from 'node:fs'
import path from 'node:path'
import { onAbort } from './abort.mjs'

const PREFIX = '.part-'
const ABANDONED_AFTER_MS = 24 * 3600e3

/**
 * Runs `work` with a folder of its own inside `parent`, and removes the folder afterwards, also on Ctrl-C. Being inside
 * `parent`, what is finished there can be renamed into place in one step: no reader ever sees half a file, and two
 * set-ups at once do not disturb each other.
 * @template T
 * @param {string} parent
 * @param {(folder: string) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withScratch(parent, work) {
  fs.mkdirSync(parent, { recursive: true })
  removeAbandoned(parent)
  const folder = fs.mkdtempSync(path.join(parent, PREFIX))
  const remove = () => fs.rmSync(folder, { recursive: true, force: true })
  const forget = onAbort(remove)
  try {
    return await work(folder)
  } finally {
    forget()
    remove()
  }
}

/**
 * Puts a finished file or folder in its place. What was there is moved out of the way first, in one step too.
 * @param {string} finished in a scratch folder on the same file system as `place`
 * @param {string} place
 */
export function moveInto(finished, place) {
  fs.mkdirSync(path.dirname(place), { recursive: true })
  if (fs.lstatSync(finished).isDirectory() && fs.existsSync(place)) {
    const old = `${finished}-old`
    fs.renameSync(place, old)
    fs.renameSync(finished, place)
    fs.rmSync(old, { recursive: true, force: true })
  } else fs.renameSync(finished, place)
}

/** @param {string} parent */
function removeAbandoned(parent) {
  for (const entry of fs.readdirSync(parent)) {
    if (!entry.startsWith(PREFIX)) continue
    const folder = path.join(parent, entry)
    const stat = fs.statSync(folder, { throwIfNoEntry: false })
    if (stat && Date.now() - stat.mtimeMs > ABANDONED_AFTER_MS)
      fs.rmSync(folder, { recursive: true, force: true })
  }
}
