import type * as tfjs from '@tensorflow/tfjs-node'
import { EMOTIONS } from '../emotions.ts'
import { EmovoxError } from '../errors.ts'
import { hearsSpeaker, withoutSpeaker } from '../features/columns.ts'
import { modelSchema, parseOptions } from '../options.ts'
import { createModel } from './architecture.ts'
import { type Checkpoint, openCheckpoint, type TrainingCheckpoint, teacherFolder } from './checkpoint.ts'
import { type EpochRecord, fitModel } from './fit.ts'
import { PRESETS } from './presets.ts'
import { probabilitiesOf } from './probabilities.ts'
import type { TrainingParts, TrainOptions } from './train.ts'
import type { Teacher, TrainingClips } from './training_clips.ts'
import { trainingFeatures } from './training_features.ts'
import { type ResolvedTraining, resolveTraining } from './training_options.ts'

export interface TrainedTeacher extends Teacher {
  close(): Promise<void>
}

type Given = Pick<TrainOptions, 'cache' | 'signal' | 'onTeacherEpoch'> & {
  /** Bytes. */
  readonly featureMemory: number
  /** Where its pupil has one: its state is kept in a folder beside the pupil's, and it goes on from there. */
  readonly checkpoint?: TrainingCheckpoint
}

/**
 * Trains the model that another one learns from (Hinton, Vinyals and Dean 2015) on the same recordings and copies, and on
 * nothing else: it sees no clip of another part. It hears each clip cropped, warped, equalised and noisy as its pupil does in
 * that epoch, since what is drawn depends on seed, epoch and recording alone (consistent teaching, Beyer et al. 2022),
 * but without masks.
 *
 * @returns null if the pupil is to have none.
 * @throws EmovoxError as `trainingFeatures`; `INVALID_OPTION` where the options of the audio do not suit it; `ABORTED` when the signal fires.
 */
export async function trainTeacher(
  { train }: TrainingParts,
  pupil: ResolvedTraining,
  options: Given,
): Promise<TrainedTeacher | null> {
  const { teacher: preset, seed } = pupil.training
  if (preset === null || pupil.spectral === null) return null
  const resolved = resolvedTeacher(pupil, preset, seed)
  const epochs = Math.min(resolved.training.epochs, pupil.training.epochs)
  const training = { ...resolved.training, epochs }
  const teaching = { ...pupil.spectral, timeMasks: 0, frequencyMasks: 0 }
  const { cache, signal, featureMemory, onTeacherEpoch } = options
  onTeacherEpoch?.(0, epochs)
  const given = { cache, signal, featureMemory, teaching }
  const features = await trainingFeatures({ train, validation: [] }, resolved, given).catch((thrown) => {
    throw refusedBy(thrown, preset)
  })
  try {
    const { clips, taught } = features
    const { frames, coefficients } = clips
    const model = createModel(
      parseOptions(modelSchema, { ...resolved.model, frames, coefficients, classes: EMOTIONS.length }),
    )
    const onEpoch = ({ epoch }: EpochRecord) => onTeacherEpoch?.(epoch, epochs)
    const parts = { train, validation: [] }
    const checkpoint =
      options.checkpoint && (await openOwn(options.checkpoint, parts, { ...resolved, training }, signal))
    const { interrupted } = await fitModel(model, clips, null, training, { signal, onEpoch }, checkpoint)
    await checkpoint?.flush()
    if (interrupted) throw new EmovoxError('ABORTED', 'interrupted while the teacher was trained')
    return teacherOf(model, taught ?? clips, features.close)
  } catch (thrown) {
    await features.close()
    throw thrown
  }
}

/** Whatever is there of another training is not the pupil's, whose own checkpoint was looked at before. */
function openOwn(
  { folder, ...options }: TrainingCheckpoint,
  parts: TrainingParts,
  resolved: ResolvedTraining,
  signal: AbortSignal | undefined,
): Promise<Checkpoint> {
  return openCheckpoint(
    { ...options, folder: teacherFolder(folder), ifOther: 'restart' },
    parts,
    resolved,
    signal,
  )
}

/** It hears speakers if its pupil does; if not, half of the epochs are enough. */
function resolvedTeacher(
  { features, augment }: ResolvedTraining,
  preset: keyof typeof PRESETS,
  seed: number,
): ResolvedTraining {
  const { include, training } = PRESETS[preset]
  const given = { preset, features: { audio: features.audio, include }, augment, training: { seed } }
  if (include === undefined || hearsSpeaker(features)) return resolveTraining(given)
  const epochs = training?.epochs === undefined ? undefined : Math.ceil(training.epochs / 2)
  return resolveTraining({
    ...given,
    features: withoutSpeaker({ ...given.features, include }),
    training: { seed, epochs },
  })
}

/** Options that suit the pupil may not suit it: 60 Hz and 1024 samples need a rate and a length. */
function refusedBy(thrown: unknown, preset: string): unknown {
  if (!(thrown instanceof EmovoxError) || thrown.code !== 'INVALID_OPTION') return thrown
  const message = `teacher (preset ${preset}): ${thrown.message}; --teacher none (training.teacher: null) trains without one`
  return new EmovoxError('INVALID_OPTION', message, { cause: thrown })
}

function teacherOf(
  model: tfjs.LayersModel,
  clips: TrainingClips,
  close: () => Promise<void>,
): TrainedTeacher {
  const { frames, coefficients } = clips
  return {
    batch: clips.batch,
    answers: (data) => probabilitiesOf(model, { data, frames, coefficients }),
    async close() {
      model.dispose()
      await close()
    },
  }
}
