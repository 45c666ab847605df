import fs from 'node:fs'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { run } from './run.mjs'

/**
 * Downloads a file. A server that does not answer, or stops sending, for `silenceMs` counts as unreachable. Where Node
 * gets nowhere curl is tried, which knows the proxies and certificates of the machine.
 * @param {string} url
 * @param {string} file
 * @param {{ silenceMs?: number }} [options]
 */
export async function download(url, file, { silenceMs = 10_000 } = {}) {
  try {
    await downloadByNode(url, file, silenceMs)
  } catch (error) {
    if (error instanceof HttpError) throw error
    const seconds = String(Math.ceil(silenceMs / 1000))
    const limits = ['--connect-timeout', seconds, '--speed-time', seconds, '--speed-limit', '1']
    const curl = await run('curl', [
      '--fail',
      '--silent',
      '--show-error',
      '--location',
      ...limits,
      '-o',
      file,
      url,
    ])
    if (curl.code !== 0) throw error
  }
}

class HttpError extends Error {}

/**
 * @param {string} url
 * @param {string} file
 * @param {number} silenceMs
 */
async function downloadByNode(url, file, silenceMs) {
  const silence = new AbortController()
  const giveUp = () => silence.abort(new Error(`no answer for ${silenceMs / 1000} s`))
  let timer = setTimeout(giveUp, silenceMs)
  try {
    const response = await fetch(url, { signal: silence.signal })
    if (!response.ok || !response.body) throw new HttpError(`the server answered ${response.status}`)
    const watch = new Transform({
      transform(chunk, _encoding, done) {
        clearTimeout(timer)
        timer = setTimeout(giveUp, silenceMs)
        done(null, chunk)
      },
    })
    await pipeline(Readable.fromWeb(response.body), watch, fs.createWriteStream(file), {
      signal: silence.signal,
    })
  } catch (error) {
    throw silence.signal.aborted ? silence.signal.reason : rootCause(error)
  } finally {
    clearTimeout(timer)
  }
}

/**
 * fetch says only "fetch failed"; the reason (ENOTFOUND, ECONNREFUSED, ...) is its cause.
 * @param {unknown} error
 * @returns {unknown}
 */
function rootCause(error) {
  return error instanceof TypeError && error.cause instanceof Error ? error.cause : error
}
