import fs from 'node:fs'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import yauzl from 'yauzl'

/**
 * Unpacks some entries of a zip file, however large. yauzl checks sizes and refuses names that lead outside.
 * @param {string} file
 * @param {(name: string) => string | undefined} placeOf where to put an entry; undefined leaves it out
 * @returns {Promise<number>} how many entries were unpacked
 */
export async function unzip(file, placeOf) {
  const zip = await yauzl.openPromise(file)
  let count = 0
  try {
    for await (const entry of zip.eachEntry()) {
      const place = placeOf(entry.fileName)
      if (!place) continue
      fs.mkdirSync(path.dirname(place), { recursive: true })
      await pipeline(await zip.openReadStreamPromise(entry), fs.createWriteStream(place))
      count++
    }
  } finally {
    zip.close()
  }
  return count
}
