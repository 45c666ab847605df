import type { RunOptions } from '../model/run.ts'
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

/** A run's options in groups, as text, and which of them are not the defaults. */
export function optionGroups(options: RunOptions): ReportData['options'] {
  const { features, augment, spectral, split, model, training } = options
  const { frames, coefficients, classes } = model
  const usualModel = parseOptions(modelSchema, { frames, coefficients, classes })
  return [
    ...featureGroups(features),
    group('Augmented copies', augment ?? { copies: 0 }, parseOptions(augmentSchema, {})),
    ...(spectral ? [group('Anew in every epoch', spectral, parseOptions(spectralAugmentSchema, {}))] : []),
    ...(split ? [group('Split', split, parseOptions(splitSchema, {}))] : []),
    group('Model', model, usualModel),
    group('Training', training, parseOptions(trainingSchema, {})),
  ]
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
