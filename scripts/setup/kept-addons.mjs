import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { moveInto, withScratch } from './scratch.mjs'

/** How many builds to keep: a few branches of a few checkouts, 2 MB each. */
const LIMIT = 8

/** The addons that were built on this machine, by what they were built from. */
export class KeptAddons {
  /**
   * @param {string} folder
   * @param {string} fingerprint of everything that the addon depends on
   */
  constructor(folder, fingerprint) {
    this.folder = folder
    this.file = path.join(
      folder,
      `${crypto.createHash('sha256').update(fingerprint).digest('hex').slice(0, 32)}.node`,
    )
  }

  /**
   * @param {(file: string) => Promise<void>} use throws if the addon does not load, as on another system that shares the
   * cache
   * @returns {Promise<boolean>} whether there was one, and it could be used
   */
  async take(use) {
    if (!fs.existsSync(this.file)) return false
    try {
      await use(this.file)
    } catch {
      return false
    }
    fs.utimesSync(this.file, new Date(), new Date())
    return true
  }

  /** @param {string} addon */
  async keep(addon) {
    await withScratch(this.folder, async (scratch) => {
      const copy = path.join(scratch, 'addon.node')
      fs.copyFileSync(addon, copy)
      moveInto(copy, this.file)
    })
    const kept = fs.readdirSync(this.folder).filter((name) => name.endsWith('.node'))
    const byAge = kept.map((name) => path.join(this.folder, name)).sort((a, b) => lastUse(b) - lastUse(a))
    for (const file of byAge.slice(LIMIT)) fs.rmSync(file, { force: true })
  }
}

/** @param {string} file */
const lastUse = (file) => fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
