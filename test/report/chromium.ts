import { existsSync } from 'node:fs'
import path from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']

/** The Chromium that CHROME_PATH names, or the first on the PATH. */
export function findChromium(): string | undefined {
  const folders = (process.env.PATH ?? '').split(path.delimiter)
  const found = folders.flatMap((folder) => NAMES.map((name) => path.join(folder, name)))
  return [process.env.CHROME_PATH ?? '', ...found].find((file) => file !== '' && existsSync(file))
}

/** Why tests in a browser are left out, for tap; in CI they never are. */
export const NO_CHROMIUM: string | false =
  findChromium() || process.env.CI ? false : 'no Chromium: none on the PATH, and CHROME_PATH names none'

export async function launchChromium(): Promise<Browser> {
  // Its sandbox needs rights that containers do not give; the pages are our own.
  return await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] })
}
