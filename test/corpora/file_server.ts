import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

export interface Behaviour {
  /** Break the connection after this many bytes of the body. */
  readonly breakAfter?: number
  /** Answer every request with the whole file, as servers without ranges do. */
  readonly ignoreRange?: boolean
  /** Honour ranges, but not `If-Range`. */
  readonly ignoreIfRange?: boolean
  readonly etag?: string
  /** Answer with this status and no file. */
  readonly status?: number
  /** Send these bytes in place of the file. */
  readonly body?: Buffer
}

export interface FileServer {
  readonly url: string
  /** The ranges that were asked for, one a request; '' for none. */
  readonly ranges: readonly string[]
  close(): Promise<void>
}

/**
 * Serves one file on the loopback interface.
 *
 * @param behaviours what to do at the first request, the second, ...; the last holds for all that follow.
 */
export async function serveFile(file: Buffer, behaviours: readonly Behaviour[] = [{}]): Promise<FileServer> {
  const ranges: string[] = []
  const server = createServer((request, response) => {
    const behaviour = behaviours[Math.min(ranges.length, behaviours.length - 1)]
    ranges.push(request.headers.range ?? '')
    answer(request, response, behaviour.body ?? file, behaviour)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('expected a port')
  return {
    url: `http://127.0.0.1:${address.port}/archive.zip`,
    ranges,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  file: Buffer,
  { status, etag = '"v1"', breakAfter, ignoreRange, ignoreIfRange }: Behaviour,
): void {
  if (status !== undefined) {
    response.writeHead(status).end()
    return
  }
  const condition = request.headers['if-range']
  const current = ignoreIfRange || condition === undefined || condition === etag
  const wanted = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')
  const from = wanted && !ignoreRange && current ? Number(wanted[1]) : 0
  if (from >= file.length) {
    response.writeHead(416, { 'content-range': `bytes */${file.length}` }).end()
    return
  }
  const body = file.subarray(from)
  response.writeHead(from > 0 ? 206 : 200, {
    etag,
    'content-length': body.length,
    ...(from > 0 ? { 'content-range': `bytes ${from}-${file.length - 1}/${file.length}` } : {}),
  })
  if (breakAfter === undefined || breakAfter >= body.length) response.end(body)
  else response.write(body.subarray(0, breakAfter), () => setTimeout(() => response.destroy(), 300))
}
