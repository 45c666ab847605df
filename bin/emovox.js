#!/usr/bin/env node
// In a checkout the command runs from its TypeScript sources, in the installed package from what they were compiled to.
import { existsSync } from 'node:fs'

const source = new URL('../lib/cli/main.ts', import.meta.url)
const fromSource = existsSync(source)
if (fromSource) (await import('tsx/esm/api')).register()
const { main } = await import(fromSource ? source.href : '../dist/cli/main.js')
process.exitCode = await main(process.argv.slice(2))
