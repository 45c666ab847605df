import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'

const source = (file: string) => readFileSync(new URL(`../../lib/${file}`, import.meta.url), 'utf8')

/** A package of its own, without a native addon. */
async function loaderIn(folder: string) {
  const { loadAddon } = await import(pathToFileURL(path.join(folder, 'lib/audio/addon.ts')).href)
  return loadAddon
}

t.test('an addon that is missing, or that cannot be loaded, says what to do', async (t) => {
  const folder = t.testdir({
    lib: { 'errors.ts': source('errors.ts'), audio: { 'addon.ts': source('audio/addon.ts') } },
    build: { Release: {} },
  })
  const loadAddon = await loaderIn(folder)
  const advice = /npm run setup.*npx emovox setup/
  t.throws(loadAddon, { name: 'EmovoxError', code: 'ADDON_MISSING', message: advice })
  writeFileSync(path.join(folder, 'build/Release/emovox.node'), 'no library')
  t.throws(loadAddon, { code: 'ADDON_MISSING', message: /emovox\.node cannot be loaded.*npm run setup/s })
})
