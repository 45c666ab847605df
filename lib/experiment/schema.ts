import { z } from 'zod'
import { EmovoxError } from '../errors.ts'
import { PRESET_NAMES } from '../model/presets.ts'
import { shapelessSchema } from '../model/training_options.ts'
import {
  augmentSchema,
  featureSchema,
  foldSchema,
  parseOptions,
  seedsSchema,
  spectralAugmentSchema,
  splitSchema,
  trainingSchema,
} from '../options.ts'

const folders = z.array(z.string().min(1)).min(1).optional()

/**
 * A declared experiment. Sections are those of the library and the command line; what is not given is the preset's, or the
 * default. Folders are seen from the file.
 */
export const experimentSchema = z
  .strictObject({
    $schema: z.string().optional().describe('for editors; not looked at'),
    corpora: folders.describe('folders with RAVDESS, TESS or SAVEE anywhere in them'),
    ravdess: folders.describe('folders to be read as RAVDESS and nothing else'),
    tess: folders.describe('folders to be read as TESS and nothing else'),
    savee: folders.describe('folders to be read as SAVEE and nothing else'),
    calm: z.enum(['neutral', 'drop']).default('neutral').describe('what RAVDESS calm counts as'),
    out: z
      .string()
      .min(1)
      .optional()
      .describe("folder to write to (default: beside the file, with the file's name without its extension)"),
    split: splitSchema.optional().describe('one split, whose test part is scored (default: by speaker)'),
    cv: foldSchema.optional().describe('cross-validation in place of a split'),
    seeds: seedsSchema.shape.seeds,
    firstSeed: seedsSchema.shape.firstSeed.describe('of weights, batches, dropout and augmentation'),
    preset: z.enum(PRESET_NAMES).default('specified').describe('what the options are that are not given'),
    features: featureSchema.optional(),
    augment: augmentSchema.nullable().optional().describe('copies of training recordings; null for none'),
    spectral: spectralAugmentSchema
      .nullable()
      .optional()
      .describe('what every epoch does anew to spectra; null for nothing'),
    model: shapelessSchema.omit({ seed: true }).optional(),
    training: trainingSchema.omit({ seed: true }).optional(),
  })
  .check(({ value: { corpora, ravdess, tess, savee, split, cv }, issues }) => {
    const complain = (key: string, input: unknown, message: string) =>
      issues.push({ code: 'custom', path: [key], input, message })
    if (split && cv) complain('cv', cv, 'expected none beside split')
    if (!(corpora ?? ravdess ?? tess ?? savee))
      complain('corpora', undefined, 'expected folders with recordings (or ravdess, tess, savee)')
  })

/** An experiment as it is written down. */
export type Experiment = z.input<typeof experimentSchema>

/**
 * Gives an experiment its type, in a TypeScript module:
 *
 * @example
 * export default defineExperiment({ corpora: ['../corpora'], cv: { folds: 4 }, seeds: 3, preset: 'best' })
 */
export function defineExperiment(experiment: Experiment): Experiment {
  return experiment
}

/**
 * Checks what a file has. It comes back as it is written: defaults would stand above what a preset says.
 *
 * @param source named in errors.
 * @throws EmovoxError `INVALID_OPTION`, naming every key by its path, what was expected and what was found.
 */
export function checkExperiment(value: unknown, source: string): Experiment {
  try {
    parseOptions(experimentSchema, value)
    return value as Experiment
  } catch (cause) {
    if (cause instanceof EmovoxError)
      throw new EmovoxError('INVALID_OPTION', `${source}: ${cause.message}`, { cause })
    throw cause
  }
}

/** JSON Schema of the file, for editors. */
export function experimentJsonSchema(): object {
  return { title: 'An experiment of emovox', ...z.toJSONSchema(experimentSchema, { io: 'input' }) }
}
