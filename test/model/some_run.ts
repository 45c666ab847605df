import { createModel } from '../../lib/model/architecture.ts'
import type { Run } from '../../lib/model/run.ts'
import { featureSchema, modelSchema, parseOptions, trainingSchema } from '../../lib/options.ts'

/** A run with a small model that was not trained, for clips of half a second. */
export function someRun(): Run {
  const features = parseOptions(featureSchema, { audio: { clipSeconds: 0.5 }, mfcc: { hopLength: 256 } })
  const model = parseOptions(modelSchema, { frames: 32, coefficients: 13, lstm1: 8, lstm2: 6, dense: 8 })
  const training = parseOptions(trainingSchema, {})
  return {
    model: createModel(model),
    options: { features, augment: null, spectral: null, split: null, model, training },
    normalisation: { mean: new Array(13).fill(0), deviation: new Array(13).fill(30) },
    history: [],
    bestEpoch: 1,
    interrupted: false,
  }
}
