/** The files under a folder, at any depth. */
import type { Dirent } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { messageOf, systemCode } from '../errors.ts'
import { mapBounded, throwIfAborted } from './concurrency.ts'
import type { Oddity } from './manifest.ts'
import { compareText } from './order.ts'
import type { CorpusFile } from './reader.ts'

export interface Tree {
  readonly files: readonly CorpusFile[]
  /** Hidden and system files and folders that were passed over. */
  readonly ignored: number
  readonly unreadable: readonly Oddity[]
}

/** What operating systems and archivers leave behind, besides hidden files (a Mac's `._x.wav` among them). */
const LITTER = new Set([
  '__macosx',
  'thumbs.db',
  'ehthumbs.db',
  'desktop.ini',
  '$recycle.bin',
  'system volume information',
  'lost+found',
  '@eadir',
])

interface Level {
  readonly files: CorpusFile[]
  readonly folders: string[]
  /** Symbolic links to folders. */
  readonly links: string[]
  readonly unreadable: Oddity[]
  ignored: number
}

/**
 * Lists the files under a folder. Links to files and folders are followed; a folder that can be reached in several
 * ways is listed once, by its own path rather than by a link's, so that loops end and the result is always the same.
 * Folders that cannot be read and links to nothing are listed as unreadable.
 *
 * @param onFiles called with the number of files so far.
 * @throws EmovoxError `ABORTED`.
 */
export async function walkFolder(
  root: string,
  options: { readonly signal?: AbortSignal; readonly onFiles?: (files: number) => void } = {},
): Promise<Tree> {
  const { signal, onFiles } = options
  const found = emptyLevel()
  const visited = new Set<string>()
  found.folders.push(root)
  while (found.folders.length > 0 || found.links.length > 0) {
    throwIfAborted(signal)
    const folders = found.folders.length > 0 ? found.folders.splice(0) : takeFirst(found.links)
    const levels = await mapBounded(folders, (folder) => readFolder(folder, visited), { signal })
    for (const level of levels) addTo(found, level)
    onFiles?.(found.files.length)
  }
  return found
}

function emptyLevel(): Level {
  return { files: [], folders: [], links: [], unreadable: [], ignored: 0 }
}

/** One by one: a folder may hold more files than a call may have arguments. */
function addTo(found: Level, level: Level): void {
  for (const file of level.files) found.files.push(file)
  for (const folder of level.folders) found.folders.push(folder)
  for (const link of level.links) found.links.push(link)
  for (const oddity of level.unreadable) found.unreadable.push(oddity)
  found.ignored += level.ignored
}

function takeFirst(links: string[]): string[] {
  links.sort(compareText)
  return links.splice(0, 1)
}

async function readFolder(folder: string, visited: Set<string>): Promise<Level> {
  const level = emptyLevel()
  try {
    const { dev, ino } = await stat(folder, { bigint: true })
    const identity = `${dev}:${ino}`
    if (visited.has(identity)) return level
    visited.add(identity)
    for (const entry of await readdir(folder, { withFileTypes: true })) await sortIn(level, folder, entry)
  } catch (thrown) {
    level.unreadable.push({ path: folder, kind: 'unreadable', reason: `folder: ${whyUnreadable(thrown)}` })
  }
  return level
}

async function sortIn(level: Level, folder: string, entry: Dirent): Promise<void> {
  const file = path.join(folder, entry.name)
  if (entry.name.startsWith('.') || LITTER.has(entry.name.toLowerCase())) level.ignored += 1
  else if (entry.isFile()) level.files.push(asFile(file))
  else if (entry.isDirectory()) level.folders.push(file)
  else await sortInByStat(level, file, entry.isSymbolicLink())
}

/** Links, and entries of file systems that do not tell what an entry is. Sockets, pipes and devices are passed over. */
async function sortInByStat(level: Level, file: string, isLink: boolean): Promise<void> {
  try {
    const facts = await stat(file)
    if (facts.isFile()) level.files.push(asFile(file))
    else if (!facts.isDirectory()) level.ignored += 1
    else (isLink ? level.links : level.folders).push(file)
  } catch (thrown) {
    level.unreadable.push({ path: file, kind: 'unreadable', reason: whyUnreadable(thrown) })
  }
}

function asFile(file: string): CorpusFile {
  return { path: file, name: path.basename(file), folder: path.basename(path.dirname(file)) }
}

export function whyUnreadable(thrown: unknown): string {
  switch (systemCode(thrown)) {
    case 'EACCES':
    case 'EPERM':
      return 'permission denied'
    case 'ENOENT':
      return 'a link to nothing, or removed while it was read'
    case 'ELOOP':
      return 'a link that leads to itself'
    default:
      return messageOf(thrown)
  }
}
