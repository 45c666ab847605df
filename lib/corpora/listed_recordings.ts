/** Recordings by name and content, to tell later whether they are still the same ones. */
import { z } from 'zod'
import type { Recording } from '../recording.ts'
import { recordingName } from './order.ts'

export const listedSchema = z.object({
  /** As {@link recordingName} gives it: without whereabouts. */
  name: z.string(),
  emotion: z.string(),
  /** SHA-256 of the file. */
  sha256: z.string(),
  /** Of the split, where there is one. */
  part: z.string().optional(),
})
export type ListedRecording = Readonly<z.output<typeof listedSchema>>

/** @param hashes SHA-256 of the files, by path. */
export function listRecordings(
  recordings: readonly Recording[],
  hashes: ReadonlyMap<string, string>,
  part?: string,
): ListedRecording[] {
  return recordings.map((recording) => ({
    name: recordingName(recording),
    emotion: recording.emotion,
    sha256: hashes.get(recording.path) ?? '',
    ...(part === undefined ? {} : { part }),
  }))
}

/** What became of recordings, a clause for each kind of change: `2 recordings are new (a, b)`; none if nothing did. */
export function describeChanges(then: readonly ListedRecording[], now: readonly ListedRecording[]): string[] {
  const [before, after] = [byName(then), byName(now)]
  const both = [...after].flatMap(([name, to]) => {
    const from = before.get(name)
    return from ? [{ name, from, to }] : []
  })
  const differing = (key: 'sha256' | 'emotion' | 'part') =>
    both.filter(({ from, to }) => from[key] !== to[key]).map(({ name }) => name)
  const added = [...after.keys()].filter((name) => !before.has(name))
  const gone = [...before.keys()].filter((name) => !after.has(name))
  const clauses = [
    count(differing('sha256'), 'of other content'),
    count(differing('emotion'), 'of another emotion'),
    count(differing('part'), 'in another part'),
    count(added, 'new'),
    count(gone, 'gone'),
  ].flat()
  const reordered = clauses.length === 0 && then.some(({ name }, k) => name !== now[k].name)
  return reordered ? ['recordings are in another order'] : clauses
}

/** Two files may have one name; then the second is another than the first. */
function byName(recordings: readonly ListedRecording[]): Map<string, ListedRecording> {
  const named = new Map<string, ListedRecording>()
  for (const recording of recordings) {
    let name = recording.name
    for (let k = 2; named.has(name); k++) name = `${recording.name} (${k})`
    named.set(name, recording)
  }
  return named
}

function count(names: readonly string[], what: string): string[] {
  if (names.length === 0) return []
  const some = names.slice(0, 3).join(', ')
  const [subject, verb] = names.length === 1 ? ['recording', 'is'] : ['recordings', 'are']
  return [`${names.length} ${subject} ${verb} ${what} (${some}${names.length > 3 ? ', ...' : ''})`]
}
