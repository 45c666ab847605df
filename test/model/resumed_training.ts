import { scanCorpora } from '../../lib/corpora/scan.ts'
import { splitBySpeaker } from '../../lib/corpora/split.ts'
import type { Run } from '../../lib/model/run.ts'
import { type TrainOptions, train } from '../../lib/model/train.ts'

/** Trainings of a second or two, of everything that has a state. */
export const TRAININGS = {
  lstm: {
    features: { audio: { clipSeconds: 0.5, quality: 'fast' } },
    augment: { copies: 1 },
    model: { lstm1: 8, lstm2: 6, dense: 8, dropout: 0.5 },
    training: { epochs: 6, batchSize: 16, learningRate: 0.01, seed: 5 },
  },
  // Batch normalisation has moving averages, each network its dropout; the best epoch is not the last one.
  convolutional: {
    preset: 'best',
    features: {
      audio: { clipSeconds: 0.5, quality: 'fast' },
      mfcc: { nFft: 512, nMels: 64, fMin: 0, htk: false },
      include: ['logMel'],
    },
    augment: null,
    spectral: null,
    model: { channels: 8 },
    training: { epochs: 6, batchSize: 16, keep: 'best', patience: 0, learningRate: 0.05, averageDecay: 0.5 },
  },
} satisfies Record<string, TrainOptions>
export type TrainingName = keyof typeof TRAININGS

export async function trainOn(corpus: string, name: TrainingName, more: TrainOptions = {}): Promise<Run> {
  const { recordings } = await scanCorpora(corpus)
  const { training } = TRAININGS[name]
  return await train(splitBySpeaker(recordings, { seed: 2 }), {
    ...TRAININGS[name],
    cache: `${corpus}-cache`,
    ...more,
    training: { ...training, ...more.training },
  })
}
