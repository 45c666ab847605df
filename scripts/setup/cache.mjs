import os from 'node:os'
import path from 'node:path'

/**
 * The folder that keeps downloads between installs and checkouts, and, in its folder `features`, the feature cache of
 * lib/features. It can be deleted at any time.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string}
 */
export function cacheDir(env = process.env) {
  if (env.EMOVOX_CACHE) return path.resolve(env.EMOVOX_CACHE)
  if (env.XDG_CACHE_HOME) return path.join(env.XDG_CACHE_HOME, 'emovox')
  const home = os.homedir()
  if (process.platform === 'darwin') return path.join(home, 'Library', 'Caches', 'emovox')
  if (process.platform === 'win32')
    return path.join(env.LOCALAPPDATA ?? path.join(home, 'AppData', 'Local'), 'emovox', 'Cache')
  return path.join(home, '.cache', 'emovox')
}
