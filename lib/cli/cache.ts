import { Command } from 'commander'
import { type CacheFile, clearCache, defaultCacheFolder, listEntries } from '../features/cache_folder.ts'
import { writeFailure } from '../files.ts'
import { print, printJson } from './output.ts'

/** `emovox cache`: where features are kept, how many, and how to be rid of them. */
export function cacheCommand(): Command {
  return new Command('cache')
    .description('Say what the feature cache holds, or clear it. EMOVOX_CACHE names another folder for it.')
    .option('--clear', 'remove all features; what else is in the folder stays')
    .option('--json', 'print it for programs')
    .action(showCache)
}

function showCache(flags: { clear?: boolean; json?: boolean }): void {
  const folder = defaultCacheFolder()
  const entries = flags.clear ? clear(folder) : listEntries(folder)
  const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0)
  const oldest = lastUse(entries, (a, b) => Math.min(a, b))
  const newest = lastUse(entries, (a, b) => Math.max(a, b))
  if (flags.json) {
    const facts = { entries: entries.length, bytes, oldest, newest }
    printJson(flags.clear ? { folder, removed: facts } : { folder, ...facts })
    return
  }
  const size = `${entries.length} clips, ${(bytes / 1e6).toFixed(1)} MB`
  if (flags.clear) print(`${size} removed from ${folder}`)
  else print(`${size} in ${folder}`)
  if (!flags.clear && oldest !== null) print(`last used from ${oldest} to ${newest}`)
}

function clear(folder: string): CacheFile[] {
  try {
    return clearCache(folder)
  } catch (cause) {
    throw writeFailure(folder, cause)
  }
}

function lastUse(entries: readonly CacheFile[], pick: (a: number, b: number) => number): string | null {
  if (entries.length === 0) return null
  return new Date(entries.map(({ usedMs }) => usedMs).reduce(pick)).toISOString()
}
