import type { FeatureName, FeatureOptions } from '../options.ts'

/**
 * The names of a frame's values, in their order: `mfcc1`, `mfcc2`, ..., `rms`, `f0`, `voiced`. `pitch` is semitones times
 * `periodicity`, 0 to 1 (native/dsp/relative_pitch.h). `speakerKnown` is 1 or -1 (`speaker_column.ts`). Features of several values
 * are numbered from 1; `spectralContrast1` is what is below the first octave, `chroma1` is C.
 */
export function columnsOf(options: Pick<FeatureOptions, 'mfcc' | 'include' | 'extra'>): string[] {
  return options.include.flatMap((feature) => namesOf(feature, options))
}

export function hearsSpeaker({ include }: Pick<FeatureOptions, 'include'>): boolean {
  return include.includes('speaker')
}

/** What the native core computes of one recording, which says nothing of others. */
export function withoutSpeaker<T extends Pick<FeatureOptions, 'include'>>(features: T): T {
  return { ...features, include: features.include.filter((name) => name !== 'speaker') }
}

function namesOf(feature: FeatureName, { mfcc, extra }: Pick<FeatureOptions, 'mfcc' | 'extra'>): string[] {
  const numbered = (count: number) => Array.from({ length: count }, (_, k) => `${feature}${k + 1}`)
  switch (feature) {
    case 'mfcc':
    case 'delta':
    case 'deltaDelta':
      return numbered(mfcc.nMfcc)
    case 'logMel':
      return numbered(mfcc.nMels)
    case 'spectralContrast':
      return numbered(extra.contrastBands + 1)
    case 'chroma':
      return numbered(extra.nChroma)
    case 'f0':
      return ['f0', 'voiced']
    case 'pitch':
      return ['pitch', 'periodicity']
    case 'speaker':
      return ['speakerKnown']
    default:
      return [feature]
  }
}
