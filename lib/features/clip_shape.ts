import { ClipPipeline } from '../audio/clip_pipeline.ts'
import type { FeatureOptions } from '../options.ts'
import { hearsSpeaker, withoutSpeaker } from './columns.ts'

/**
 * How large a clip's features are.
 *
 * @throws EmovoxError `INVALID_OPTION`, naming the option.
 */
export function clipShape(features: FeatureOptions): {
  readonly frames: number
  readonly coefficients: number
} {
  const { frames, coefficients } = new ClipPipeline(withoutSpeaker(features))
  return { frames, coefficients: coefficients + (hearsSpeaker(features) ? 1 : 0) }
}
