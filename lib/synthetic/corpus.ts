import { readFile, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { encodeWav } from '../audio/wav.ts'
import { EmovoxError, messageOf, systemCode } from '../errors.ts'
import { writeJson, writeWhole } from '../files.ts'
import { parseOptions } from '../options.ts'
import { seededRandom } from '../random.ts'
import { type PlannedClip, planCorpus, type SyntheticOptions, syntheticSchema } from './corpus_plan.ts'
import { expressionOf } from './emotion_prosody.ts'
import { speak } from './speak.ts'

export interface SyntheticCorpusOptions extends z.input<typeof syntheticSchema> {
  /** Folder to write to: a new or empty one, or an earlier synthetic corpus. */
  readonly out: string
  readonly onProgress?: (done: number, total: number) => void
  readonly signal?: AbortSignal
}

export interface SyntheticCorpus {
  readonly clips: number
  readonly speakers: number
  /** Absolute paths of the folders `RAVDESS`, `TESS` and `SAVEE`, as far as they have clips. */
  readonly dirs: readonly string[]
  /** The corpus was there already, made with the same options. */
  readonly reused: boolean
}

/** Hidden, so that it is not taken for a recording. */
const MARKER = '.emovox-synthetic.json'
const TITLES = ['RAVDESS', 'TESS', 'SAVEE'] as const
/** Count up when the same options give other sounds, so that corpora of an older emovox are made anew. */
const GENERATION = 1

const markerSchema = z.object({
  generation: z.int(),
  complete: z.boolean(),
  options: syntheticSchema,
})
type Marker = z.output<typeof markerSchema>

const README = `Synthetic speech
================

No person speaks in these files. A formant synthesiser (source-filter model after Klatt, 1980) made
them, with a pitch, tempo, loudness and voice quality that follow what is known of emotional speech.
They are laid out and named as the corpora RAVDESS, TESS and SAVEE are, so that every part of emovox
can be tried without downloading anything. They are not those corpora, and contain nothing of them.

What a model scores on these files says nothing about real voices. For that, get the real corpora:
\`npx emovox fetch\` tells where they are.

You may delete this folder; \`npx emovox demo\` makes it again.
`

/**
 * Makes a small corpus of synthetic emotional speech, laid out and named as RAVDESS (48 kHz), TESS (24,414 Hz) and SAVEE
 * (44.1 kHz) are, 16-bit WAV. The same options give the same bytes on the same machine. A complete corpus that was made
 * with the same options is left as it is; one made with others is replaced, an interrupted one made anew.
 *
 * @param options the defaults give 360 clips by 12 speakers in a few seconds.
 * @throws EmovoxError `INVALID_OPTION`, also when `out` holds recordings that emovox did not make; `WRITE_FAILED`;
 *   `ABORTED` when the signal fires.
 * @example
 * const { clips, dirs } = await makeSyntheticCorpus({ out: 'demo/corpus', seed: 1 })
 */
export async function makeSyntheticCorpus(options: SyntheticCorpusOptions): Promise<SyntheticCorpus> {
  const { out, onProgress, signal, ...rest } = options
  const resolved = parseOptions(syntheticSchema, rest)
  const root = path.resolve(out)
  const plan = planCorpus(resolved)
  const marker = await readMarker(root)
  if (marker === undefined) await requireNoRecordings(root)
  else if (isSame(marker, resolved) && (await haveAll(root, plan))) {
    onProgress?.(plan.length, plan.length)
    return summary(root, plan, true)
  } else await removeClips(root, planCorpus(marker.options))

  const mark = (complete: boolean) =>
    writeJson(path.join(root, MARKER), { generation: GENERATION, complete, options: resolved })
  await mark(false)
  await writeWhole(path.join(root, 'README.txt'), README)
  for (const [index, clip] of plan.entries()) {
    if (signal?.aborted) throw new EmovoxError('ABORTED', 'interrupted')
    await writeWhole(pathOf(root, clip), renderClip(clip, resolved))
    onProgress?.(index + 1, plan.length)
  }
  await mark(true)
  return summary(root, plan, false)
}

/** A planned clip as the bytes of a WAV file. What is drawn for it depends on no other clip. */
function renderClip(clip: PlannedClip, { seed, variation }: SyntheticOptions): Uint8Array {
  const { voice, emotion, strength, sampleRate } = clip
  const random = seededRandom(seed, 'take', ...clip.names)
  const style = seededRandom(seed, 'style', clip.speaker, emotion)
  const expression = expressionOf(emotion, { strength, variation, take: random, style })
  const samples = speak(clip.utterance, { voice, expression, sampleRate, random })
  return encodeWav(samples, sampleRate, { bitDepth: 16 })
}

function pathOf(root: string, clip: PlannedClip): string {
  return path.join(root, ...clip.names)
}

function summary(root: string, plan: readonly PlannedClip[], reused: boolean): SyntheticCorpus {
  return {
    clips: plan.length,
    speakers: new Set(plan.map(({ speaker }) => speaker)).size,
    dirs: [...new Set(plan.map(({ names: [title] }) => title))].map((title) => path.join(root, title)),
    reused,
  }
}

/** What an earlier call left behind; undefined where there was none. */
async function readMarker(root: string): Promise<Marker | undefined> {
  const file = path.join(root, MARKER)
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT' || systemCode(thrown) === 'ENOTDIR') return undefined
    throw new EmovoxError('UNREADABLE', `cannot read ${file}: ${messageOf(thrown)}`, { cause: thrown })
  }
  try {
    return markerSchema.parse(JSON.parse(text))
  } catch (cause) {
    throw new EmovoxError(
      'INVALID_OPTION',
      `out: expected a synthetic corpus of emovox, found ${file} of another kind; delete the folder or name another`,
      { cause },
    )
  }
}

function isSame({ generation, complete, options }: Marker, wanted: SyntheticOptions): boolean {
  return complete && generation === GENERATION && JSON.stringify(options) === JSON.stringify(wanted)
}

/** Real recordings have the same names as synthetic ones: a folder that holds some is not written to. */
async function requireNoRecordings(root: string): Promise<void> {
  for (const title of TITLES) {
    const folder = path.join(root, title)
    if (await exists(folder))
      throw new EmovoxError(
        'INVALID_OPTION',
        `out: expected a folder without recordings, found ${folder}, which emovox did not make; name another folder`,
      )
  }
}

async function haveAll(root: string, plan: readonly PlannedClip[]): Promise<boolean> {
  for (const clip of plan) if (!(await exists(pathOf(root, clip)))) return false
  return true
}

async function exists(file: string): Promise<boolean> {
  try {
    await stat(file)
    return true
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT' || systemCode(thrown) === 'ENOTDIR') return false
    throw new EmovoxError('UNREADABLE', `cannot look at ${file}: ${messageOf(thrown)}`, { cause: thrown })
  }
}

/** Removes an earlier corpus's own files, and nothing else. */
async function removeClips(root: string, plan: readonly PlannedClip[]): Promise<void> {
  for (const clip of plan) await rm(pathOf(root, clip), { force: true })
}
