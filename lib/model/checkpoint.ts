import { createHash } from 'node:crypto'
import { readdir, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { addonDigest } from '../audio/addon.ts'
import { describeChanges, listedSchema, listRecordings } from '../corpora/listed_recordings.ts'
import { describeDifference, differences } from '../differences.ts'
import { EmovoxError, systemCode } from '../errors.ts'
import { type ContentHashes, hashesOf } from '../features/content_hashes.ts'
import { writeFailure, writeJson, writeWhole } from '../files.ts'
import { type CheckpointOptions, checkpointSchema, parseOptions } from '../options.ts'
import { VERSION } from '../version.ts'
import { decodeState, encodeState } from './checkpoint_file.ts'
import type { FitCheckpoints, FitState } from './fit.ts'
import { tensorflow } from './tensorflow.ts'
import type { TrainingParts } from './train.ts'
import type { ResolvedTraining } from './training_options.ts'

/** Where a training keeps its checkpoint, and what becomes of one that is there. */
export interface TrainingCheckpoint extends CheckpointOptions {
  /**
   * What to do about a checkpoint of another training: of other options, recordings or versions. `refuse` throws `CHANGED`;
   * `restart` begins anew. Default: refuse.
   */
  readonly ifOther?: 'refuse' | 'restart'
  /** SHA-256 of the recordings' files, by path, if they are known. */
  readonly hashes?: ContentHashes
}

/** All that the weights after each epoch depend on. */
const identitySchema = z.object({
  made: z.object({ emovox: z.string(), addon: z.string(), tensorflow: z.string() }),
  options: z.record(z.string(), z.unknown()),
  recordings: z.array(listedSchema),
})
type Identity = Readonly<z.output<typeof identitySchema>>

/** In the folder of the run. */
const FOLDER = 'checkpoint'
/** What the training depends on: written once, before the first epoch. */
const TRAINING_FILE = 'training.json'
/** The state at the end of an epoch. */
const STATE_FILE = 'epoch.bin'

/** Keeps the state of one training on disk. */
export class Checkpoint implements FitCheckpoints {
  readonly from: FitState | undefined
  readonly #folder: string
  readonly #digest: string
  readonly #everyMs: number
  #unwritten: FitState | undefined
  #writtenAt = Number.NEGATIVE_INFINITY

  constructor(folder: string, digest: string, everyMs: number, from: FitState | undefined) {
    this.#folder = folder
    this.#digest = digest
    this.#everyMs = everyMs
    this.from = from
  }

  /** Writes it, unless the last one was written a short time ago. */
  async reached(state: FitState): Promise<void> {
    this.#unwritten = state
    if (performance.now() - this.#writtenAt >= this.#everyMs) await this.flush()
  }

  /** Writes the last state, if it is not written yet. */
  async flush(): Promise<void> {
    const state = this.#unwritten
    if (!state) return
    await writeWhole(path.join(this.#folder, STATE_FILE), encodeState(state, this.#digest))
    this.#unwritten = undefined
    this.#writtenAt = performance.now()
  }
}

/**
 * The checkpoint of a training: with the state to go on from, if one is there.
 *
 * @throws EmovoxError `CHANGED`, naming what differs; `BAD_RUN` for a damaged file; `WRITE_FAILED`; `ABORTED`.
 */
export async function openCheckpoint(
  { ifOther = 'refuse', hashes, ...options }: TrainingCheckpoint,
  parts: TrainingParts,
  resolved: ResolvedTraining,
  signal?: AbortSignal,
): Promise<Checkpoint> {
  const { folder: run, everySeconds } = parseOptions(checkpointSchema, options)
  const folder = path.join(run, FOLDER)
  const identity = await identityOf(parts, resolved, hashes, signal)
  const digest = createHash('sha256').update(JSON.stringify(identity)).digest('hex')
  const stored = await readStored(folder)
  const from = stored && stateOf(stored, identity, digest, { run, ifOther })
  if (from) await removeParts(folder)
  else {
    await removeFolder(folder)
    await writeJson(path.join(folder, TRAINING_FILE), identity)
  }
  return new Checkpoint(folder, digest, everySeconds * 1000, from)
}

/**
 * Removes the checkpoint in a run's folder, if there is one, and its teacher's: the next training there begins anew.
 *
 * @throws EmovoxError `WRITE_FAILED`.
 */
export async function removeCheckpoint(run: string): Promise<void> {
  await removeFolder(teacherFolder(run))
  await removeFolder(path.join(run, FOLDER))
}

/** Where the teacher of a run that is in training keeps a checkpoint of its own, as if it were a run. */
export function teacherFolder(run: string): string {
  return path.join(run, 'teacher')
}

async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true }).catch((cause) => {
    throw writeFailure(folder, cause)
  })
}

/** Removes what a process that was killed while it wrote has left. */
async function removeParts(folder: string): Promise<void> {
  const parts = (await readdir(folder)).filter((name) => name.endsWith('.part'))
  await Promise.all(parts.map((name) => rm(path.join(folder, name), { force: true }))).catch((cause) => {
    throw writeFailure(folder, cause)
  })
}

async function identityOf(
  { train, validation }: TrainingParts,
  resolved: ResolvedTraining,
  given: ContentHashes | undefined,
  signal: AbortSignal | undefined,
): Promise<Identity> {
  const hashes = given ?? (await hashesOf([...train, ...validation], signal))
  const identity = {
    made: { emovox: VERSION, addon: addonDigest(), tensorflow: tensorflow().version.tfjs },
    options: { ...resolved },
    recordings: [
      ...listRecordings(train, hashes, 'train'),
      ...listRecordings(validation, hashes, 'validation'),
    ],
  }
  // As it will be read: without what JSON leaves out.
  return identitySchema.parse(JSON.parse(JSON.stringify(identity)))
}

interface Stored {
  readonly identity: Identity
  readonly state: Buffer
}

/** Nothing if no epoch was finished. */
async function readStored(folder: string): Promise<Stored | undefined> {
  const [identity, state] = await Promise.all([TRAINING_FILE, STATE_FILE].map((name) => read(folder, name)))
  if (!identity || !state) return undefined
  try {
    return { identity: identitySchema.parse(JSON.parse(identity.toString())), state }
  } catch (cause) {
    throw damaged(path.join(folder, TRAINING_FILE), cause)
  }
}

async function read(folder: string, name: string): Promise<Buffer | undefined> {
  const file = path.join(folder, name)
  try {
    return await readFile(file)
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT' || systemCode(cause) === 'ENOTDIR') return undefined
    throw damaged(file, cause)
  }
}

function stateOf(
  stored: Stored,
  identity: Identity,
  digest: string,
  { run, ifOther }: { readonly run: string; readonly ifOther: 'refuse' | 'restart' },
): FitState | undefined {
  const changes = changesOf(stored.identity, identity)
  if (changes.length > 0 && ifOther === 'restart') return undefined
  if (changes.length > 0)
    throw new EmovoxError(
      'CHANGED',
      `${run}: expected the training that was stopped there, found another one: ${changes.join('; ')}. Give it what it ` +
        `was given to go on with it, write to another folder, or begin anew with --restart (delete ${path.join(run, FOLDER)})`,
    )
  const file = path.join(run, FOLDER, STATE_FILE)
  try {
    const state = decodeState(stored.state, digest)
    if (state) return state
  } catch (cause) {
    throw damaged(file, cause)
  }
  throw damaged(file)
}

function changesOf(then: Identity, now: Identity): string[] {
  return [
    ...differences(then.made, now.made).map((difference) =>
      difference.option === 'addon' ? 'the native core is another build' : describeDifference(difference),
    ),
    ...differences(then.options, now.options).map(describeDifference),
    ...describeChanges(then.recordings, now.recordings),
  ]
}

function damaged(file: string, cause?: unknown): EmovoxError {
  const message = `${file}: expected the checkpoint of a training, found something else or a part of one; --restart (or delete it) begins anew`
  return new EmovoxError('BAD_RUN', message, { cause })
}
