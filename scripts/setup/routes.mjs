import path from 'node:path'
import { extract } from 'tar'
import { fetchWithApt } from './apt.mjs'
import { download } from './download.mjs'
import { downloadSdist } from './pip.mjs'

/**
 * @typedef {{ from: 'url', url: string }
 *   | { from: 'apt', source: string }
 *   | { from: 'pip', name: string, version: string, member: string }} Route
 * where a library's pinned file can be had
 */

/**
 * @typedef {object} Request
 * @property {Route} route
 * @property {string} version the library's
 * @property {string} folder to put files in; removed afterwards
 * @property {string} shared another one, the same for all libraries of one set-up
 */

/**
 * Brings the file by one route and answers where it is. Its checksum is the caller's business.
 * @param {Request} request
 * @returns {Promise<string>}
 */
export async function takeRoute({ route, version, folder, shared }) {
  switch (route.from) {
    case 'url': {
      const file = path.join(folder, 'download')
      await download(route.url, file)
      return file
    }
    case 'apt':
      return await fetchWithApt({ source: route.source, version, folder, lists: path.join(shared, 'apt') })
    case 'pip': {
      const archive = await downloadSdist({ name: route.name, version: route.version, folder })
      await extract({ file: archive, cwd: folder }, [route.member])
      return path.join(folder, route.member)
    }
  }
}

/**
 * @param {Route} route
 * @returns {string} how to call it in a message
 */
export function nameOfRoute(route) {
  switch (route.from) {
    case 'url':
      return new URL(route.url).host
    case 'apt':
      return `apt's source package ${route.source}`
    case 'pip':
      return `pip's ${route.name} ${route.version}`
  }
}
