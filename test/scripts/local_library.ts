import crypto from 'node:crypto'
import fs from 'node:fs'
import http from 'node:http'
import path from 'node:path'
import { create } from 'tar'

/** A server that gives what `files` says and counts how often it was asked. */
export interface LocalServer {
  readonly url: string
  readonly requests: string[]
  close(): Promise<void>
}

/** Serves bytes by path on a free port of this machine; anything else is 404. */
export async function serve(files: Readonly<Record<string, Uint8Array>>): Promise<LocalServer> {
  const requests: string[] = []
  const server = http.createServer((request, response) => {
    const name = request.url ?? ''
    requests.push(name)
    const bytes = files[name]
    response.writeHead(bytes ? 200 : 404).end(bytes)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** A small upstream archive: `tiny-1.0/` with a source, a licence and something that is not needed. */
export function tinyArchive(folder: string, source = 'int tiny(void) { return 1; }\n'): Uint8Array {
  const top = path.join(folder, 'tiny-1.0')
  fs.mkdirSync(path.join(top, 'docs'), { recursive: true })
  fs.writeFileSync(path.join(top, 'tiny.c'), source)
  fs.writeFileSync(path.join(top, 'COPYING'), 'As you like.\n')
  fs.writeFileSync(path.join(top, 'docs', 'manual.txt'), 'Nothing to say.\n')
  const file = path.join(folder, 'tiny.tar.gz')
  create({ file, cwd: folder, gzip: true, portable: true, sync: true }, ['tiny-1.0'])
  return fs.readFileSync(file)
}

export const sha256 = (bytes: Uint8Array): string => crypto.createHash('sha256').update(bytes).digest('hex')

/** What third-party.json would say of the archive. */
export function tinyLibrary(bytes: Uint8Array, ...urls: readonly string[]) {
  return {
    version: '1.0',
    licence: 'MIT',
    archive: 'tiny-1.0.tar.gz',
    bytes: bytes.length,
    sha256: sha256(bytes),
    keep: ['*.c', 'COPYING'],
    routes: urls.map((url) => ({ from: 'url' as const, url })),
  }
}

/** Keeps what set-up says. */
export function listen(): { readonly lines: string[]; say(part: string, text: string): void } {
  const lines: string[] = []
  return { lines, say: (part, text) => void lines.push(`${part}: ${text}`) }
}
