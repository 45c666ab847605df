import { mapBounded } from '../corpora/concurrency.ts'
import type { Recording } from '../recording.ts'
import { contentOf } from './cache_key.ts'

/** SHA-256 of every recording's file, by path. */
export type ContentHashes = ReadonlyMap<string, string>

const UNREADABLE = 'unreadable'

/**
 * Reads every file once. What cannot be read says so in the place of its hash; extraction reports it.
 *
 * @throws EmovoxError `ABORTED` when the signal fires.
 */
export async function hashesOf(
  recordings: readonly Recording[],
  signal?: AbortSignal,
): Promise<ContentHashes> {
  const hashes = await mapBounded(
    recordings,
    async ({ path }) => {
      const hash = await contentOf(path).then(
        (content) => content.hash,
        () => UNREADABLE,
      )
      return [path, hash] as const
    },
    { signal },
  )
  return new Map(hashes)
}
