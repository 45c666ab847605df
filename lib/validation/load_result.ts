import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { EMOTIONS } from '../emotions.ts'
import { EmovoxError, messageOf } from '../errors.ts'
import type { Comparable } from './compare.ts'

const counts = z.array(z.int().min(0)).length(EMOTIONS.length).readonly()

/** What a comparison needs of `cv.json`. */
const resultSchema = z.object({
  foldsDigest: z.string(),
  seeds: z.array(z.int()).min(1).readonly(),
  configuration: z.looseObject({}),
  speakers: z
    .array(
      z.object({
        speaker: z.string(),
        corpus: z.enum(['ravdess', 'tess', 'savee']),
        uar: z.number(),
        accuracy: z.number(),
        clips: counts,
        hits: z.array(counts).min(1).readonly(),
      }),
    )
    .min(1)
    .readonly(),
})

/** The JSON in a file, or in the `cv.json` of a folder. */
export async function readJsonOrFolder(file: string): Promise<unknown> {
  try {
    const isFolder = (await stat(file)).isDirectory()
    return JSON.parse(await readFile(isFolder ? path.join(file, 'cv.json') : file, 'utf8'))
  } catch (cause) {
    throw new EmovoxError(
      'BAD_RUN',
      `${file}: expected JSON or a folder with cv.json, found: ${messageOf(cause)}`,
      {
        cause,
      },
    )
  }
}

/** Whether this is what `saveCrossValidation` writes, and not a file of options. */
export function isResult(json: unknown): boolean {
  return typeof json === 'object' && json !== null && 'foldsDigest' in json
}

/**
 * The part of a saved cross-validation that {@link compareResults} takes.
 *
 * @throws EmovoxError `BAD_RUN`, naming the file.
 */
export async function loadResult(file: string): Promise<Comparable> {
  const parsed = resultSchema.safeParse(await readJsonOrFolder(file))
  if (parsed.success) return parsed.data
  const [{ path: where, message }] = parsed.error.issues
  throw new EmovoxError(
    'BAD_RUN',
    `${file}: expected a result of "emovox cv", found ${where.join('.')}: ${message}`,
  )
}
