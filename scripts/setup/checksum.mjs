import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'

/**
 * @param {string} file
 * @returns {Promise<string>} the file's sha256, in hexadecimal
 */
export async function sha256(file) {
  const hash = crypto.createHash('sha256')
  await pipeline(fs.createReadStream(file, { highWaterMark: 1 << 20 }), hash)
  return hash.digest('hex')
}

/**
 * One sum over several files and folders: names and contents. Folders are walked, a missing entry counts as missing.
 * @param {string} root
 * @param {readonly string[]} entries relative to `root`
 * @returns {string}
 */
export function sumOf(root, entries) {
  const hash = crypto.createHash('sha256')
  for (const file of entries.flatMap((entry) => filesBelow(root, entry)).sort()) {
    const full = path.join(root, file)
    hash.update(`${file}\0`)
    hash.update(fs.existsSync(full) ? fs.readFileSync(full) : 'missing')
    hash.update('\0')
  }
  return hash.digest('hex')
}

/**
 * @param {string} root
 * @param {string} entry
 * @returns {string[]} the files at or below `entry`, relative to `root`, with forward slashes
 */
function filesBelow(root, entry) {
  const stat = fs.statSync(path.join(root, entry), { throwIfNoEntry: false })
  if (!stat?.isDirectory()) return [entry]
  return fs
    .readdirSync(path.join(root, entry))
    .flatMap((name) => filesBelow(root, path.posix.join(entry, name)))
}
