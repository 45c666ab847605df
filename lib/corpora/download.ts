/** Downloading one large published file: with progress, resumed where it broke off, checked against its checksum. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { EmovoxError, messageOf } from '../errors.ts'
import { VERSION } from '../version.ts'
import { throwIfAborted } from './concurrency.ts'

export interface DownloadOptions {
  readonly url: string
  /** Where the file goes. Until it is whole and checked it is called `<file>.part`. */
  readonly file: string
  /** MD5 of the whole file, in hexadecimal. */
  readonly md5: string
  /** Length of the whole file. */
  readonly bytes: number
  /** Bytes so far, of all. */
  readonly onProgress?: (done: number, total: number) => void
  readonly signal?: AbortSignal
  /** Attempts in a row that bring no byte before the download is given up; default 4. */
  readonly attempts?: number
  /** Milliseconds before the second attempt; doubled for each that follows. Default 1000. */
  readonly retryDelay?: number
}

/** Worth another attempt: the connection broke, or the server is busy. */
class Interruption extends Error {}

/** Answers after which another attempt may succeed: timeout, too many requests, trouble in the server. */
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504])

/**
 * Downloads a file, unless it is there already with the right checksum. What an interrupted download leaves in
 * `<file>.part` is continued by the next: by a Range request that holds only for the same version of the file (its
 * ETag is kept in `<file>.part.json`); where the server does not honour it, from the start.
 *
 * @returns whether anything was downloaded.
 * @throws EmovoxError `DOWNLOAD`; `CHECKSUM`, after removing what was downloaded; `WRITE_FAILED`, when the disk is full
 *   for one; `ABORTED`. After all but `CHECKSUM` the part stays, to be continued.
 */
export async function download(options: DownloadOptions): Promise<boolean> {
  const { file, bytes, md5 } = options
  if ((await sizeOf(file)) === bytes && (await md5Of(file, options.signal)) === md5) return false
  await writing(file, () => mkdir(path.dirname(file), { recursive: true }))
  await downloadPart(options)
  throwIfAborted(options.signal)
  const found = await md5Of(`${file}.part`, options.signal)
  if (found !== md5) {
    await removePart(file)
    throw new EmovoxError(
      'CHECKSUM',
      `${options.url}: expected the MD5 ${md5}, found ${found}: the download was damaged or the file was replaced; ` +
        'it was removed, try again',
    )
  }
  await writing(file, () => rename(`${file}.part`, file))
  await removePart(file)
  return true
}

async function downloadPart(options: DownloadOptions): Promise<void> {
  const { file, bytes, url, attempts = 4, retryDelay = 1000 } = options
  let fruitless = 0
  for (;;) {
    const before = await sizeOf(`${file}.part`)
    if (before === bytes) return
    try {
      await attempt(options)
    } catch (thrown) {
      if (options.signal?.aborted) throw aborted(file, await sizeOf(`${file}.part`), bytes)
      if (!(thrown instanceof Interruption)) throw thrown
      const after = await sizeOf(`${file}.part`)
      fruitless = after > before ? 0 : fruitless + 1
      if (fruitless >= attempts)
        throw new EmovoxError(
          'DOWNLOAD',
          `${url}: ${thrown.message}; ${after} of ${bytes} bytes are in ${file}.part: run again to go on from there, ` +
            `or put the file at ${file} by other means`,
          { cause: thrown.cause },
        )
      await sleep(retryDelay * 2 ** fruitless, undefined, { signal: options.signal }).catch(() => {})
    }
  }
}

/** One request; returns when the part has all bytes. */
async function attempt(options: DownloadOptions): Promise<void> {
  const { file, bytes, url } = options
  const known = await readTag(file, url)
  const size = await sizeOf(`${file}.part`)
  const from = known !== undefined && size < bytes ? size : 0
  const response = await request(url, from, known, options.signal)
  const tag = response.headers.get('etag') ?? ''
  if (response.status === 206 && !continues(response, from, bytes, known, tag)) {
    await refuse(response)
    await removePart(file)
    throw new Interruption('the server answered with another part of the file, or another version of it')
  }
  if (response.status === 416) {
    await refuse(response)
    await removePart(file)
    throw new Interruption('the server has no such part of the file')
  }
  if (response.status !== 200 && response.status !== 206) {
    await refuse(response)
    const answer = `the server answered ${response.status} ${response.statusText}`.trim()
    if (PASSING.has(response.status)) throw new Interruption(answer)
    throw new EmovoxError('DOWNLOAD', `${url}: ${answer}; put the file at ${file} by other means`)
  }
  if (response.status === 200) await requireLength(response, options)
  await writing(`${file}.part.json`, () => writeFile(`${file}.part.json`, JSON.stringify({ url, etag: tag })))
  await receive(response, response.status === 206 ? from : 0, options)
}

async function request(
  url: string,
  from: number,
  tag: string | undefined,
  signal: AbortSignal | undefined,
): Promise<Response> {
  const headers: Record<string, string> = { 'user-agent': `emovox/${VERSION}`, 'accept-encoding': 'identity' }
  if (from > 0) headers.range = `bytes=${from}-`
  // A weak tag may not be used here (RFC 9110, section 13.1.5); the answer's tag is compared in any case.
  if (from > 0 && tag && !tag.startsWith('W/')) headers['if-range'] = tag
  try {
    return await fetch(url, { headers, signal })
  } catch (cause) {
    const reason = cause instanceof Error && cause.cause !== undefined ? cause.cause : cause
    throw new Interruption(`no answer: ${messageOf(reason)}`, { cause })
  }
}

function continues(response: Response, from: number, bytes: number, known: string | undefined, tag: string) {
  const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers.get('content-range') ?? '')
  if (range === null || known !== tag) return false
  return Number(range[1]) === from && (range[2] === '*' || Number(range[2]) === bytes)
}

async function requireLength(response: Response, { url, bytes }: DownloadOptions): Promise<void> {
  const length = response.headers.get('content-length')
  if (length === null || Number(length) === bytes) return
  await refuse(response)
  const type = response.headers.get('content-type') ?? 'no content type'
  throw new EmovoxError('DOWNLOAD', `${url}: expected ${bytes} bytes, found ${length} (${type})`)
}

async function receive(response: Response, from: number, options: DownloadOptions): Promise<void> {
  const { file, bytes, onProgress } = options
  const part = `${file}.part`
  const handle = await writing(part, () => open(part, from > 0 ? 'a' : 'w'))
  let size = from
  onProgress?.(size, bytes)
  try {
    for await (const chunk of chunksOf(response)) {
      if (size + chunk.length > bytes) throw new Interruption(`more than ${bytes} bytes came`)
      await writing(part, () => handle.appendFile(chunk))
      size += chunk.length
      onProgress?.(size, bytes)
    }
  } finally {
    await handle.close()
  }
  if (size < bytes) throw new Interruption(`the connection ended after ${size} bytes`)
}

/** The body's chunks; a connection that breaks is an {@link Interruption}. */
async function* chunksOf(response: Response): AsyncGenerator<Uint8Array> {
  if (response.body === null) return
  const reader = response.body.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        throw new Interruption(`the connection broke: ${messageOf(cause)}`, { cause })
      })
      if (done) return
      yield value
    }
  } finally {
    await reader.cancel().catch(() => {})
  }
}

async function refuse(response: Response): Promise<void> {
  await response.body?.cancel().catch(() => {})
}

/** The ETag of what is in the part, '' for none; undefined when the part cannot be continued from this address. */
async function readTag(file: string, url: string): Promise<string | undefined> {
  try {
    const state: unknown = JSON.parse(await readFile(`${file}.part.json`, 'utf8'))
    const known = typeof state === 'object' && state !== null && 'url' in state && 'etag' in state
    return known && state.url === url && typeof state.etag === 'string' ? state.etag : undefined
  } catch {
    return undefined
  }
}

async function removePart(file: string): Promise<void> {
  await rm(`${file}.part`, { force: true })
  await rm(`${file}.part.json`, { force: true })
}

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  )
}

async function md5Of(file: string, signal: AbortSignal | undefined): Promise<string> {
  const hash = createHash('md5')
  try {
    await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash, { signal })
  } catch (cause) {
    throwIfAborted(signal)
    throw new EmovoxError('UNREADABLE', `cannot read ${file}: ${messageOf(cause)}`, { cause })
  }
  return hash.digest('hex')
}

function aborted(file: string, size: number, bytes: number): EmovoxError {
  return new EmovoxError(
    'ABORTED',
    `interrupted: ${size} of ${bytes} bytes are in ${file}.part; run again to go on from there`,
  )
}

/** Runs a file operation; what it throws becomes `WRITE_FAILED`, naming the file. */
export async function writing<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    throw new EmovoxError('WRITE_FAILED', `cannot write ${file}: ${messageOf(cause)}`, { cause })
  }
}
