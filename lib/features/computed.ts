import type { z } from 'zod'
import { loadAddon } from '../audio/addon.ts'
import { audioSchema, extraSchema, type FeatureName, mfccSchema, parseOptions } from '../options.ts'
import type { FeatureMatrix } from './mfcc.ts'

const { sampleRate } = audioSchema.shape

/** How a clip is cut into frames and transformed; shared by everything that is a function of spectra. */
export const frameSchema = mfccSchema
  .pick({ nFft: true, hopLength: true, winLength: true, window: true, center: true, padMode: true })
  .extend({ sampleRate })

/** Options that the native core wants, but on which what is computed does not depend. */
const OTHERS = { mfcc: mfccSchema.parse({ nMels: 1, nMfcc: 1 }), extra: extraSchema.parse({}) }

type Given = Partial<z.output<typeof frameSchema> & typeof OTHERS.mfcc & typeof OTHERS.extra>

/** One feature of a clip by the core that extracts features of recordings too. */
export function computeFeature(
  feature: FeatureName | 'melSpectrogram',
  samples: Float32Array,
  options: Given & { readonly sampleRate: number },
): FeatureMatrix {
  const { sampleRate, ...given } = options
  const mfcc = known(OTHERS.mfcc, given)
  const extra = known(OTHERS.extra, given)
  return loadAddon().features(samples, { sampleRate, mfcc, include: [feature], extra })
}

/** The defaults with those of the given options that they name. */
function known<T extends object>(defaults: T, given: Partial<T>): T {
  const names = Object.keys(given).filter((name) => name in defaults)
  return { ...defaults, ...Object.fromEntries(names.map((name) => [name, given[name as keyof T]])) }
}

/** One value a frame, of options that are parsed here. */
export function computeColumn<S extends z.ZodType<Given & { sampleRate: number }>>(
  feature: FeatureName,
  schema: S,
  samples: Float32Array,
  options: z.input<S> | undefined,
): Float32Array {
  return computeFeature(feature, samples, parseOptions(schema, options)).data
}
