import type { FeatureOptions } from '../options.ts'

/** What a file calls the features that it takes, and what people do. */
export function featuresInput({ include, mfcc }: Pick<FeatureOptions, 'include' | 'mfcc'>): {
  readonly name: string
  readonly title: string
} {
  switch (include.join()) {
    case 'mfcc':
      return { name: 'mfcc', title: 'MFCCs' }
    case 'logMel':
      return { name: 'log_mel', title: `Levels in ${mfcc.nMels} mel bands, in dB,` }
    default:
      return { name: 'features', title: `Features (${include.join(', ')})` }
  }
}
