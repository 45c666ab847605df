import { readFileSync } from 'node:fs'

/**
 * A fenced block of a document.
 *
 * @param file below `docs/`.
 * @param name the file name that the block's first line, a comment, gives it.
 */
export function snippet(file: string, name: string): string {
  const text = readFileSync(new URL(`../../docs/${file}`, import.meta.url), 'utf8')
  const blocks = [...text.matchAll(/^```\w+\n(.*?)^```$/gms)].map(([, block]) => block)
  const found = blocks.filter((block) => new RegExp(`^(#|//) ${name}:`).test(block))
  if (found.length !== 1) throw new Error(`${file}: expected one block of ${name}, found ${found.length}`)
  return found[0]
}
