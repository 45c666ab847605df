/**
 * Builds tap with the plugins that .taprc names; until then the first `tap` of a fresh checkout fails. tap keeps what it
 * builds in node_modules, so it is done once an install.
 */
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from './setup/run.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const wanted = fs.readFileSync(path.join(root, '.taprc'), 'utf8')
const stamp = path.join(root, 'node_modules', '@tapjs', 'test', 'test-built', 'emovox-taprc')

if (!fs.existsSync(stamp) || fs.readFileSync(stamp, 'utf8') !== wanted) {
  const program = path.join(
    path.dirname(createRequire(import.meta.url).resolve('tap/package.json')),
    'dist/esm/run.mjs',
  )
  const { code, output } = await run(process.execPath, [program, 'build'], { cwd: root })
  if (code === 0) fs.writeFileSync(stamp, wanted)
  else console.error(output)
  process.exitCode = code ?? 1
}
