import fs from 'node:fs'
import path from 'node:path'
import { onAbort } from './abort.mjs'
import { run, tail } from './run.mjs'

const TIME_LIMIT_MS = 20 * 60e3

/**
 * Runs tfjs-node's own install script, which downloads TensorFlow's library and a compiled binding for most systems.
 * @param {{ folder: string, silenceMs?: number }} request `silenceMs`: how long to wait for the first byte; a firewall
 * that drops packets would otherwise hold it for minutes
 * @throws {Error} with the reason in one line
 */
export async function runOwnInstaller({ folder, silenceMs = 20_000 }) {
  // The script changes its own package.json while it runs, and leaves it changed when it fails.
  const manifest = path.join(folder, 'package.json')
  const original = fs.readFileSync(manifest)
  const putBack = () => fs.writeFileSync(manifest, original)
  const forget = onAbort(putBack)
  const silence = new AbortController()
  const timer = setTimeout(() => {
    if (!hasFiles(path.join(folder, 'deps'))) silence.abort()
  }, silenceMs)
  try {
    const env = { ...process.env, PATH: [...binFolders(folder), process.env.PATH].join(path.delimiter) }
    const options = { cwd: folder, env, timeoutMs: TIME_LIMIT_MS, signal: silence.signal }
    const { code, output } = await run(process.execPath, ['scripts/install.js'], options)
    if (silence.signal.aborted) throw new Error(`no answer for ${silenceMs / 1000} s`)
    if (code !== 0) throw new Error(reasonIn(output))
  } finally {
    clearTimeout(timer)
    forget()
    putBack()
  }
}

/**
 * Where the script finds node-pre-gyp, as npm would have it.
 * @param {string} folder
 * @returns {string[]}
 */
function binFolders(folder) {
  const bins = [path.join(folder, 'node_modules', '.bin')]
  for (let parent = path.dirname(folder); parent !== path.dirname(parent); parent = path.dirname(parent))
    bins.push(path.join(parent, 'node_modules', '.bin'))
  return bins
}

/** @param {string} folder */
const hasFiles = (folder) => fs.existsSync(folder) && fs.readdirSync(folder).length > 0

/** @param {string} output */
function reasonIn(output) {
  const known = output.match(/\b(ENOTFOUND|EAI_AGAIN|ECONN\w+|ETIMEDOUT|TAR_BAD\w+)\b.*|Error: .*/)
  return (known?.[0] ?? tail(output, 1)).trim()
}
