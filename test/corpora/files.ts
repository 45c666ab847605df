import path from 'node:path'
import type { CorpusFile } from '../../lib/corpora/reader.ts'

/** A file as readers see it; nothing needs to be there. */
export function fileIn(folder: string, name: string): CorpusFile {
  return { path: path.join('/corpora', folder, name), name, folder }
}
