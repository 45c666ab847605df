import { readFile, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import type * as tfjs from '@tensorflow/tfjs-node'
import { EMOTIONS } from '../emotions.ts'
import { EmovoxError, messageOf, systemCode } from '../errors.ts'
import type { Normalisation } from '../features/normalisation.ts'
import { storedFeatureSchema } from '../features/stored_options.ts'
import { makeFolder, writeJson, writeWhole } from '../files.ts'
import {
  type AugmentOptions,
  type FeatureOptions,
  type ModelOptions,
  parseOptions,
  type SpectralAugmentOptions,
  type SplitOptions,
  type TrainingOptions,
} from '../options.ts'
import { VERSION } from '../version.ts'
import type { Calibration } from './calibrate_run.ts'
import { removeCheckpoint } from './checkpoint.ts'
import type { EpochRecord } from './fit.ts'
import { registerFusedDense } from './fused_dense.ts'
import { registerFusedLstm } from './fused_lstm.ts'
import { registerStatisticsPooling } from './statistics_pooling.ts'
import { tensorflow } from './tensorflow.ts'

/** Every option of a run, resolved: what is needed to do it again, and to prepare features for its model. */
export interface RunOptions {
  readonly features: FeatureOptions
  readonly augment: AugmentOptions | null
  /** Null: none. */
  readonly spectral: SpectralAugmentOptions | null
  readonly split: SplitOptions | null
  readonly model: ModelOptions
  readonly training: TrainingOptions
}

/** A trained model with all that belongs to it. */
export interface Run {
  readonly model: tfjs.LayersModel
  readonly options: RunOptions
  readonly normalisation: Normalisation
  readonly history: readonly EpochRecord[]
  /** The epoch whose weights the model has. */
  readonly bestEpoch: number
  /** True when training was stopped by hand before its time. */
  readonly interrupted: boolean
  /** Temperature scaling, if it was fitted. */
  readonly calibration?: Calibration | null
}

/**
 * Saves a run into a folder: `model/` (model.json and weights.bin, as tfjs lays them out: any tfjs loads it; networks of
 * the preset `best` have one layer of our own, `lib/model/statistics_pooling.ts`), `options.json`, `normalisation.json`,
 * `history.json`, `calibration.json` where a temperature was fitted. The checkpoint of a training that came to its end is
 * removed.
 *
 * @throws EmovoxError `WRITE_FAILED`.
 */
export async function saveRun(run: Run, folder: string): Promise<void> {
  await writeRun(run, folder)
  if (!run.interrupted) await removeCheckpoint(folder)
}

/** {@link saveRun} where there is more to do before the checkpoint is of no use. */
export async function writeRun(run: Run, folder: string): Promise<void> {
  await makeFolder(path.join(folder, 'model'))
  await saveModel(run.model, path.join(folder, 'model'))
  await writeJson(path.join(folder, 'normalisation.json'), run.normalisation)
  const { history, bestEpoch, interrupted } = run
  await writeJson(path.join(folder, 'history.json'), { bestEpoch, interrupted, epochs: history })
  await saveCalibration(run.calibration ?? null, folder)
  const made = { emovox: VERSION, node: process.version, tensorflow: tensorflow().version.tfjs }
  // Last: a folder with options.json is a whole run.
  await writeJson(path.join(folder, 'options.json'), { ...run.options, emotions: EMOTIONS, made })
}

/**
 * Saves a run's calibration beside it; null removes one that an earlier run left.
 *
 * @throws EmovoxError `WRITE_FAILED`.
 */
export async function saveCalibration(calibration: Calibration | null, folder: string): Promise<void> {
  const file = path.join(folder, CALIBRATION)
  if (calibration) await writeJson(file, calibration)
  else await rm(file, { force: true })
}

const CALIBRATION = 'calibration.json'

async function saveModel(model: tfjs.LayersModel, folder: string): Promise<void> {
  const { io } = tensorflow()
  const handler = io.withSaveHandler(async (artifacts) => {
    const weights = io.CompositeArrayBuffer.join(artifacts.weightData)
    const manifest = [{ paths: ['weights.bin'], weights: artifacts.weightSpecs ?? [] }]
    await writeWhole(path.join(folder, 'weights.bin'), new Uint8Array(weights))
    await writeJson(path.join(folder, 'model.json'), {
      format: 'layers-model',
      generatedBy: artifacts.generatedBy,
      convertedBy: null,
      modelTopology: artifacts.modelTopology,
      weightsManifest: manifest,
    })
    return { modelArtifactsInfo: io.getModelArtifactsInfoForJSON(artifacts) }
  })
  await model.save(handler)
}

/**
 * Loads a run that {@link saveRun} saved.
 *
 * @throws EmovoxError `BAD_RUN`, naming the file that is missing or cannot be used.
 */
export async function loadRun(folder: string): Promise<Run> {
  const saved = await readJson<RunOptions>(folder, 'options.json')
  const normalisation = await readJson<Normalisation>(folder, 'normalisation.json')
  const curves = await readJson<{ bestEpoch: number; interrupted: boolean; epochs: EpochRecord[] }>(
    folder,
    'history.json',
  )
  const { augment, spectral = null, split, model: modelOptions, training } = saved
  const features = featuresOf(saved, folder)
  const model = await loadModel(path.join(folder, 'model', 'model.json'))
  const expected = [modelOptions.frames, modelOptions.coefficients, modelOptions.classes].join(' x ')
  const found = [...model.inputs[0].shape.slice(1), model.outputs[0].shape.at(-1)].join(' x ')
  if (expected !== found)
    throw new EmovoxError(
      'BAD_RUN',
      `${folder}: expected a model of ${expected} (options.json), found ${found}`,
    )
  if (normalisation.mean?.length !== modelOptions.coefficients)
    throw new EmovoxError(
      'BAD_RUN',
      `${folder}/normalisation.json: expected ${modelOptions.coefficients} means, found ${normalisation.mean?.length}`,
    )
  return {
    model,
    options: { features, augment, spectral, split, model: modelOptions, training },
    normalisation,
    history: curves.epochs,
    bestEpoch: curves.bestEpoch,
    interrupted: curves.interrupted,
    calibration: await loadCalibration(folder),
  }
}

function featuresOf({ features }: RunOptions, folder: string): FeatureOptions {
  try {
    return parseOptions(storedFeatureSchema, features)
  } catch (cause) {
    throw new EmovoxError('BAD_RUN', `${folder}/options.json: features: ${messageOf(cause)}`, { cause })
  }
}

async function loadCalibration(folder: string): Promise<Calibration | null> {
  const exists = await stat(path.join(folder, CALIBRATION)).then(
    () => true,
    (cause) => systemCode(cause) !== 'ENOENT',
  )
  if (!exists) return null
  const calibration = await readJson<Calibration>(folder, CALIBRATION)
  if (!(calibration?.temperature > 0))
    throw new EmovoxError(
      'BAD_RUN',
      `${folder}/${CALIBRATION}: expected a temperature above 0, found ${calibration?.temperature}`,
    )
  return calibration
}

async function loadModel(file: string): Promise<tfjs.LayersModel> {
  registerFusedLstm()
  registerFusedDense()
  registerStatisticsPooling()
  try {
    return await tensorflow().loadLayersModel(`file://${path.resolve(file)}`)
  } catch (cause) {
    throw new EmovoxError('BAD_RUN', `${file}: expected a saved tfjs model, found: ${messageOf(cause)}`, {
      cause,
    })
  }
}

async function readJson<T>(folder: string, name: string): Promise<T> {
  const file = path.join(folder, name)
  try {
    return JSON.parse(await readFile(file, 'utf8')) as T
  } catch (cause) {
    throw new EmovoxError(
      'BAD_RUN',
      `${file}: expected a run made by "emovox train", found: ${messageOf(cause)}`,
      { cause },
    )
  }
}
