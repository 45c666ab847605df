import type { z } from 'zod'
import {
  type AugmentOptions,
  augmentSchema,
  type FeatureOptions,
  featureSchema,
  modelSchema,
  parseOptions,
  type SpectralAugmentOptions,
  spectralAugmentSchema,
  type TrainingOptions,
  trainingSchema,
} from '../options.ts'
import { PRESETS } from './presets.ts'
import type { TrainOptions } from './train.ts'

/** Of a model whose shape is that of the features, whatever they are. */
export const shapelessSchema = modelSchema.omit({ frames: true, coefficients: true, classes: true })

/** Every option that a training depends on. */
export interface ResolvedTraining {
  readonly features: FeatureOptions
  readonly augment: AugmentOptions | null
  readonly spectral: SpectralAugmentOptions | null
  readonly model: z.output<typeof shapelessSchema>
  readonly training: TrainingOptions
}

type Given = Pick<TrainOptions, 'preset' | 'features' | 'augment' | 'spectral' | 'model' | 'training'>

/**
 * What is given, on top of its preset, on top of the defaults. The model's seed is that of the training if it is not given.
 *
 * @throws EmovoxError `INVALID_OPTION`.
 */
export function resolveTraining(given: Given): ResolvedTraining {
  const { features, augment, spectral } = given
  const of = PRESETS[given.preset ?? 'specified']
  const training = parseOptions(trainingSchema, { ...of.training, ...given.training })
  return {
    features: parseOptions(featureSchema, {
      audio: { ...of.audio, ...features?.audio },
      mfcc: { ...of.mfcc, ...features?.mfcc },
      include: features?.include ?? of.include,
      extra: features?.extra,
    }),
    augment: augment === null ? null : parseOptions(augmentSchema, augment),
    spectral: spectral === null ? null : parseOptions(spectralAugmentSchema, { ...of.spectral, ...spectral }),
    model: parseOptions(shapelessSchema, { seed: training.seed, ...of.model, ...given.model }),
    training,
  }
}
