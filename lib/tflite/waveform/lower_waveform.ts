import type { Subgraph, Tensor } from '../graph.ts'
import type { ClipPlan } from './clip_plan.ts'
import { lowerFeatures } from './lower_features.ts'
import { lowerFrames } from './lower_frames.ts'
import { lowerSpectrum } from './lower_spectrum.ts'
import { lowerSpeech } from './lower_speech.ts'

/**
 * From a clip's samples to its features, as `native/dsp/clip_pipeline.cpp` makes them of a recording that is resampled,
 * trimmed and no longer than the clip.
 *
 * @param clip [1, samples]
 * @returns features as extracted, [1, frames, coefficients]; the model's normalisation comes after.
 */
export function lowerWaveform(graph: Subgraph, clip: Tensor, plan: ClipPlan): Tensor {
  const speech = lowerSpeech(graph, clip, plan)
  const frames = lowerFrames(graph, clip, speech, plan)
  return lowerFeatures(graph, lowerSpectrum(graph, frames, plan), speech, plan)
}
