import type { RunOptions } from '../model/run.ts'
import { type ResolvedTraining, shapelessSchema } from '../model/training_options.ts'
import {
  augmentSchema,
  type FeatureOptions,
  featureSchema,
  modelSchema,
  parseOptions,
  spectralAugmentSchema,
  splitSchema,
  trainingSchema,
} from '../options.ts'
import type { ReportData } from './report_data.ts'

type Reported = Omit<RunOptions, 'model' | 'split'> & {
  /** Without its shape, where it is that of several models. */
  readonly model: RunOptions['model'] | ResolvedTraining['model']
  readonly split?: RunOptions['split']
}

/** A run's options in groups, as text, and which of them are not the defaults. */
export function optionGroups(options: Reported): ReportData['options'] {
  const { features, augment, spectral, split, model, training } = options
  return [
    ...featureGroups(features),
    group('Augmented copies', augment ?? { copies: 0 }, parseOptions(augmentSchema, {})),
    ...(spectral ? [group('Anew in every epoch', spectral, parseOptions(spectralAugmentSchema, {}))] : []),
    ...(split ? [group('Split', split, parseOptions(splitSchema, {}))] : []),
    group('Model', model, usualModel(model)),
    group('Training', training, parseOptions(trainingSchema, {})),
  ]
}

function usualModel(model: Reported['model']): object {
  if (!('frames' in model)) return parseOptions(shapelessSchema, {})
  const { frames, coefficients, classes } = model
  return parseOptions(modelSchema, { frames, coefficients, classes })
}

/** Those of them that say how a recording is heard. */
export function featureGroups({ audio, mfcc, include, extra }: FeatureOptions): ReportData['options'] {
  const usual = parseOptions(featureSchema, {})
  return [
    group('Audio', audio, usual.audio),
    group('Features', { include, ...mfcc }, { include: usual.include, ...usual.mfcc }),
    // They do nothing where a frame is MFCC alone.
    ...(include.join() === 'mfcc' ? [] : [group('Other features', extra, usual.extra)]),
  ]
}

function group(title: string, options: object, usual: object): ReportData['options'][number] {
  const usualByName = new Map<string, unknown>(Object.entries(usual))
  return {
    group: title,
    entries: Object.entries(options).map(([name, value]) => ({
      name,
      value: inWords(value),
      changed: inWords(value) !== inWords(usualByName.get(name)),
    })),
  }
}

function inWords(value: unknown): string {
  if (value === null || value === undefined) return 'none'
  return Array.isArray(value) ? value.join(', ') : String(value)
}
