import { readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { partsCsv } from '../corpora/manifest_csv.ts'
import { recordingName } from '../corpora/order.ts'
import type { Fold } from '../corpora/split.ts'
import { EMOTIONS } from '../emotions.ts'
import { EmovoxError, type ErrorCode } from '../errors.ts'
import { writeFailure, writeJson, writeWhole } from '../files.ts'
import { removeCheckpoint } from '../model/checkpoint.ts'
import type { ScoredRecording } from '../model/evaluate.ts'
import { argMax } from '../model/metrics.ts'
import { type Run, writeRun } from '../model/run.ts'
import type { FoldResult } from './fold_result.ts'

/** Written last: a folder that has it is of a training that is finished. */
const RESULT_FILE = 'fold.json'

interface StoredResult {
  readonly key: string
  readonly epochs: number
  readonly validationUar: number | null
  readonly seconds: number
  readonly predictions: readonly (Pick<ScoredRecording, 'probabilities' | 'alone'> & {
    readonly name: string
  })[]
  readonly failures: readonly { readonly name: string; readonly code: ErrorCode; readonly reason: string }[]
}

/** The folder of one training: `fold-1/seed-2`, a run as `saveRun` writes it, and its result. */
export class FoldStore {
  readonly folder: string

  constructor(out: string, fold: Fold, seed: number) {
    this.folder = path.join(out, fold.name, `seed-${seed}`)
  }

  /** The result of a training with this key, bit for bit, if it is finished. */
  async read(key: string, fold: Fold): Promise<FoldResult | undefined> {
    const stored = await this.#stored()
    if (stored?.key !== key) return undefined
    const byName = new Map(fold.test.map((recording) => [recordingName(recording), recording]))
    const known = <T extends { readonly name: string }>(items: readonly T[]) =>
      items.flatMap((item) => {
        const recording = byName.get(item.name)
        return recording ? [{ ...item, recording }] : []
      })
    return {
      predictions: known(stored.predictions).map(({ name, ...answers }) => ({
        ...answers,
        predicted: EMOTIONS[argMax(answers.probabilities)],
      })),
      failures: known(stored.failures).map(({ recording, code, reason }) => ({
        recording,
        error: new EmovoxError(code, reason),
      })),
      epochs: stored.epochs,
      validationUar: stored.validationUar,
      seconds: stored.seconds,
    }
  }

  async #stored(): Promise<StoredResult | undefined> {
    try {
      return JSON.parse(await readFile(path.join(this.folder, RESULT_FILE), 'utf8')) as StoredResult
    } catch {
      return undefined
    }
  }

  /** What is in the folder is no result any more. */
  async begin(): Promise<void> {
    await rm(path.join(this.folder, RESULT_FILE), { force: true }).catch((cause) => {
      throw writeFailure(this.folder, cause)
    })
  }

  /** @throws EmovoxError `WRITE_FAILED`. */
  async saveRun(run: Run, fold: Fold): Promise<void> {
    await writeWhole(path.join(this.folder, 'manifest.csv'), partsCsv(fold))
    await writeRun(run, this.folder)
  }

  /** @throws EmovoxError `WRITE_FAILED`. */
  async write(key: string, result: FoldResult): Promise<void> {
    const { predictions, failures, ...rest } = result
    const stored: StoredResult = {
      key,
      ...rest,
      predictions: predictions.map(({ recording, probabilities, alone }) => ({
        name: recordingName(recording),
        probabilities,
        ...(alone && { alone }),
      })),
      failures: failures.map(({ recording, error }) => ({
        name: recordingName(recording),
        code: error.code,
        reason: error.message,
      })),
    }
    await writeJson(path.join(this.folder, RESULT_FILE), stored)
    await removeCheckpoint(this.folder)
  }
}
