import { ClipPipeline } from '../audio/clip_pipeline.ts'
import { PLAIN } from '../augment/policy.ts'
import { EmovoxError } from '../errors.ts'
import { hearsSpeaker, withoutSpeaker } from '../features/columns.ts'
import { addSpeaker } from '../features/speaker_column.ts'
import { type SpeakerMean, speakerOffset, sumsOf, unnormalised } from '../features/speaker_mean.ts'
import type { FeatureOptions } from '../options.ts'

/** Makes a classifier's inputs, one after the other, of windows: samples at the model's rate, no longer than a clip. */
export type Preparation = (windows: readonly Float32Array[], options: FeatureOptions) => Promise<Float32Array>

/**
 * Features [windows, frames, coefficients] as extracted, with what is known of their speaker.
 *
 * @throws EmovoxError `INVALID_OPTION` where a speaker is given for features that do not have `speaker`.
 */
export function preparationFor(speaker?: SpeakerMean): Preparation {
  return async (windows, options) => {
    if (!hearsSpeaker(options)) {
      if (!speaker) return (await framesOf(windows, options)).data
      throw new EmovoxError(
        'INVALID_OPTION',
        `option speaker: expected a model that hears speakers (features ${options.include.join(', ')}, speaker), found one that does not`,
      )
    }
    const { data, coefficients } = await framesOf(windows, withoutSpeaker(options))
    const offsets = speaker ? await offsetsOf(windows, options, speaker) : windows.map(() => null)
    return addSpeaker(data, coefficients, offsets)
  }
}

async function offsetsOf(windows: readonly Float32Array[], options: FeatureOptions, speaker: SpeakerMean) {
  const { data, coefficients } = await framesOf(windows, unnormalised(options))
  const size = data.length / windows.length
  return windows.map((_, k) => {
    const clip = sumsOf(data.subarray(k * size, (k + 1) * size), coefficients)
    return speakerOffset(clip, speaker, options)
  })
}

async function framesOf(windows: readonly Float32Array[], options: FeatureOptions) {
  // They are trimmed already, and must stay as they are.
  const pipeline = new ClipPipeline({ ...options, audio: { ...options.audio, trimDb: null } })
  const { frames, coefficients } = pipeline
  const size = frames * coefficients
  const data = new Float32Array(windows.length * size)
  for (const [index, samples] of windows.entries()) {
    const { sampleRate } = options.audio
    const clip = await pipeline.run({ samples, sampleRate }, [PLAIN])
    data.set(clip.data, index * size)
  }
  return { data, coefficients }
}
