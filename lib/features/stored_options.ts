import { z } from 'zod'
import { featureSchema } from '../options.ts'

/** What was done before these options were there; their defaults are something else. */
const FORMERLY = { audio: { padIn: 'samples' }, mfcc: { cepstralNormalisation: 'none' } } as const

const stored = z.looseObject({ audio: z.looseObject({}), mfcc: z.looseObject({}) })

/** {@link featureSchema} of a saved run or a `.tflite` file, maybe an old one: an option that it lacks has its former value. */
export const storedFeatureSchema = stored
  .transform(({ audio, mfcc, ...rest }): unknown => ({
    ...rest,
    audio: { ...FORMERLY.audio, ...audio },
    mfcc: { ...FORMERLY.mfcc, ...mfcc },
  }))
  .pipe(z.unknown().pipe(featureSchema))
