import { createRequire } from 'node:module'

/** emovox's version, as in package.json. */
export const VERSION: string = createRequire(import.meta.url)('../package.json').version
