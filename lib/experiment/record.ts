import { readFile, rm } from 'node:fs/promises'
import { cpus } from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import { addonDigest, loadAddon } from '../audio/addon.ts'
import { describeChanges, type ListedRecording, listedSchema } from '../corpora/listed_recordings.ts'
import { describeDifference, differences } from '../differences.ts'
import { EmovoxError, messageOf, systemCode } from '../errors.ts'
import { writeFailure, writeJson, writeWhole } from '../files.ts'
import { tensorflow } from '../model/tensorflow.ts'
import { VERSION } from '../version.ts'

const EXPERIMENT_FILE = 'experiment.json'
const RECORDINGS_FILE = 'experiment-recordings.json'
/** Of the cross-validation, written last. */
const RESULT_FILE = 'cv.json'

const madeSchema = z.looseObject({ emovox: z.string(), addon: z.string(), tensorflow: z.string() })
const recordSchema = z.object({ made: madeSchema, experiment: z.record(z.string(), z.unknown()) })

/** What is needed to repeat an experiment. */
export interface ExperimentRecord {
  readonly made: Readonly<z.output<typeof madeSchema>>
  /** Every option, with its default. */
  readonly experiment: Readonly<Record<string, unknown>>
  readonly recordings: readonly ListedRecording[]
}

/** A record of this machine and emovox, as it will be read. */
export function makeRecord(experiment: object, recordings: readonly ListedRecording[]): ExperimentRecord {
  const { tfjs, 'tfjs-node': node } = tensorflow().version as Readonly<Record<string, string>>
  const made = {
    emovox: VERSION,
    addon: addonDigest(),
    tensorflow: `tfjs ${tfjs}, tfjs-node ${node}`,
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    processor: cpus()[0]?.model ?? '',
    instructionSet: loadAddon().instructionSets().used,
  }
  return { ...recordSchema.parse(JSON.parse(JSON.stringify({ made, experiment }))), recordings }
}

/** Writes it; whoever begins has no result yet. */
export async function writeRecord(
  folder: string,
  { made, experiment, recordings }: ExperimentRecord,
): Promise<void> {
  const result = path.join(folder, RESULT_FILE)
  await rm(result, { force: true }).catch((cause) => {
    throw writeFailure(result, cause)
  })
  const lines = recordings.map((recording) => JSON.stringify(recording)).join(',\n')
  await writeWhole(path.join(folder, RECORDINGS_FILE), `[\n${lines}\n]\n`)
  await writeJson(path.join(folder, EXPERIMENT_FILE), { made, experiment })
}

/** @throws EmovoxError `BAD_RUN`. */
export async function readRecord(folder: string): Promise<ExperimentRecord | undefined> {
  const record = await readJson(path.join(folder, EXPERIMENT_FILE), recordSchema)
  if (!record) return undefined
  const recordings = await readJson(path.join(folder, RECORDINGS_FILE), z.array(listedSchema))
  return { ...record, recordings: recordings ?? [] }
}

/** What a finished experiment found; nothing if it is not finished. */
export async function readResult(folder: string): Promise<unknown> {
  return await readJson(path.join(folder, RESULT_FILE), z.looseObject({ foldsDigest: z.string() }))
}

async function readJson<S extends z.ZodType>(file: string, schema: S): Promise<z.output<S> | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return undefined
    const message = `${file}: expected what "emovox experiment" writes, found: ${messageOf(cause)}`
    throw new EmovoxError('BAD_RUN', message, { cause })
  }
}

/** Where an experiment is another one now: options and recordings. */
export function changesOf(then: ExperimentRecord, now: ExperimentRecord): string[] {
  return [
    ...differences(then.experiment, now.experiment).map(describeDifference),
    ...describeChanges(then.recordings, now.recordings),
  ]
}

/** Where what computes is another one now, and gives other numbers perhaps. */
export function newVersionsOf({ made: then }: ExperimentRecord, { made: now }: ExperimentRecord): string[] {
  const versions = ({ emovox, tensorflow, addon }: ExperimentRecord['made']) => ({
    emovox,
    tensorflow,
    addon,
  })
  return differences(versions(then), versions(now)).map((difference) =>
    difference.option === 'addon' ? 'the native core is another build' : describeDifference(difference),
  )
}
