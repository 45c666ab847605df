import type { z } from 'zod'
import type {
  AudioOptions,
  FeatureName,
  MfccOptions,
  modelSchema,
  SpectralAugmentOptions,
  TrainingOptions,
} from '../options.ts'

export const PRESET_NAMES = ['specified', 'best'] as const
export type PresetName = (typeof PRESET_NAMES)[number]

/** Where a preset differs from the options' defaults. */
export interface Preset {
  readonly audio?: Partial<AudioOptions>
  readonly mfcc?: Partial<MfccOptions>
  readonly include?: readonly FeatureName[]
  readonly spectral?: Partial<SpectralAugmentOptions>
  readonly model?: Partial<z.input<typeof modelSchema>>
  readonly training?: Partial<TrainingOptions>
  /** Of a frame of its features. */
  readonly coefficients: number
}

/** Clips that are changed less than by default: what is learnt sooner, in trainings that are not long. */
export const LIGHT_AUGMENTATION: Partial<SpectralAugmentOptions> = {
  tempo: 1.2,
  cropShare: 0.06,
  frequencyWarp: 1.08,
  equaliserDb: 1.5,
}

/** Features, architecture and training that belong together. What is asked for besides goes before them. */
export const PRESETS: Readonly<Record<PresetName, Preset>> = {
  /** LSTM 128, LSTM 64, Dense 64 on 13 MFCCs: the options' defaults. */
  specified: { coefficients: 13 },
  /** The highest UAR within 1 MB of weights: the mean of two convolutional networks on 96 mel bands, pitch, and how far both are from their speaker's mean. */
  best: {
    coefficients: 99,
    // Bands that are narrow enough to show harmonics.
    mfcc: { nFft: 1024, nMels: 96, fMin: 60, htk: true },
    include: ['logMel', 'pitch', 'speaker'],
    spectral: {
      ...LIGHT_AUGMENTATION,
      timeMasks: 1,
      timeMaskShare: 0.15,
      frequencyMasks: 1,
      frequencyMaskShare: 0.15,
    },
    model: { architecture: 'convolutional', channels: 88 },
    // Half of the clips are heard with their speaker's mean and half without: so it learns two things, in twice the time.
    training: { epochs: 80, weightDecay: 2e-2, mixup: null, teacher: null },
  },
}
