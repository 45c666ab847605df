import { readFile, stat } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'
import { EmovoxError, messageOf } from '../errors.ts'
import { parseOptions } from '../options.ts'
import { CONTENT_SECURITY_POLICY, renderReport } from './page.ts'
import type { ReportData } from './report_data.ts'

export interface ReportServer {
  /** Where the page is: `http://localhost:PORT/`. */
  readonly url: string
  close(): Promise<void>
}

const portSchema = z.strictObject({ port: z.int().min(0).max(65_535) })

/**
 * Serves a report with players to this machine alone: the page, and the clips that it lists, by their numbers. No part
 * of a request ever becomes a path.
 *
 * @param port 0 for any that is free.
 * @throws EmovoxError `INVALID_OPTION` when the port cannot be had, or is none.
 */
export async function serveReport(report: ReportData, port = 0): Promise<ReportServer> {
  parseOptions(portSchema, { port })
  const clips = report.results?.wrong.map(({ path }) => path) ?? []
  const page = renderReport(report, (index) => `clips/${index}`)
  const server = createServer((request, response) => {
    answer(request, response, { page, clips }).catch(() => {
      if (!response.headersSent) response.writeHead(500)
      response.end()
    })
  })
  await listening(server, port)
  const { port: given } = server.address() as AddressInfo
  return {
    url: `http://localhost:${given}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      const found = messageOf(cause)
      reject(
        new EmovoxError('INVALID_OPTION', `option port: expected a free port, found: ${found}`, { cause }),
      )
    })
    server.listen(port, '127.0.0.1', resolve)
  })
}

interface Served {
  readonly page: string
  /** Paths of audio files. */
  readonly clips: readonly string[]
}

const HEADERS = {
  'Content-Security-Policy': `${CONTENT_SECURITY_POLICY}; frame-ancestors 'none'`,
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { page, clips }: Served,
): Promise<void> {
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value)
  // A page elsewhere may let its own name lead here (DNS rebinding); then the Host header is that name.
  if (!/^(?:localhost|127\.0\.0\.1):\d+$/.test(request.headers.host ?? '')) return refuse(response, 403)
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405)
  const url = request.url ?? ''
  if (url === '/') {
    response.setHeader('Content-Type', 'text/html; charset=utf-8')
    return send(request, response, 200, Buffer.from(page))
  }
  const clip = /^\/clips\/(\d{1,4})$/.exec(url)
  const file = clip ? clips[Number(clip[1])] : undefined
  const audio = file === undefined ? null : await readAudio(file)
  if (!audio) return refuse(response, 404)
  response.setHeader('Content-Type', audio.type)
  response.setHeader('Accept-Ranges', 'bytes')
  const range = rangeOf(request.headers.range, audio.bytes.length)
  if (!range) return send(request, response, 200, audio.bytes)
  const [from, to] = range
  if (from >= to) {
    response.setHeader('Content-Range', `bytes */${audio.bytes.length}`)
    return refuse(response, 416)
  }
  response.setHeader('Content-Range', `bytes ${from}-${to - 1}/${audio.bytes.length}`)
  send(request, response, 206, audio.bytes.subarray(from, to))
}

function send(request: IncomingMessage, response: ServerResponse, status: number, body: Buffer): void {
  response.writeHead(status, { 'Content-Length': body.length })
  response.end(request.method === 'HEAD' ? undefined : body)
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'Content-Length': 0 })
  response.end()
}

/** `bytes=A-B`, `bytes=A-` or `bytes=-N` (RFC 9110, 14.1.2) as [from, to); null for none, and for several. */
function rangeOf(header: string | undefined, size: number): [number, number] | null {
  const range = /^bytes=(\d*)-(\d*)$/.exec(header ?? '')
  if (!range || (range[1] === '' && range[2] === '')) return null
  if (range[1] === '') return [Math.max(0, size - Number(range[2])), size]
  return [Number(range[1]), range[2] === '' ? size : Math.min(size, Number(range[2]) + 1)]
}

/** More than any clip has. */
const MOST_BYTES = 2 ** 28

/** A listed file, if it is there, is a file, and begins as audio does: a report that came from elsewhere may list others. */
async function readAudio(file: string): Promise<{ bytes: Buffer; type: string } | null> {
  try {
    const facts = await stat(file)
    if (!facts.isFile() || facts.size > MOST_BYTES) return null
    const bytes = await readFile(file)
    const type = audioType(bytes)
    return type === null ? null : { bytes, type }
  } catch {
    return null
  }
}

function audioType(bytes: Buffer): string | null {
  const [form, kind] = [bytes.toString('latin1', 0, 4), bytes.toString('latin1', 8, 12)]
  if ((form === 'RIFF' || form === 'RF64') && kind === 'WAVE') return 'audio/wav'
  if (form === 'FORM' && (kind === 'AIFF' || kind === 'AIFC')) return 'audio/aiff'
  if (form === 'fLaC') return 'audio/flac'
  const frameSync = bytes.length > 1 && bytes[0] === 0xff && (bytes[1] & 0xe0) === 0xe0
  return form.startsWith('ID3') || frameSync ? 'audio/mpeg' : null
}
