import type { RunOptions } from '../model/run.ts'
import {
  augmentSchema,
  featureSchema,
  modelSchema,
  parseOptions,
  spectralAugmentSchema,
  splitSchema,
  trainingSchema,
} from '../options.ts'
import type { ReportData } from './report_data.ts'

/** A run's options in groups, as text, and which of them are not the defaults. */
export function optionGroups({
  features,
  augment,
  spectral,
  split,
  model,
  training,
}: RunOptions): ReportData['options'] {
  const usual = parseOptions(featureSchema, {})
  const { frames, coefficients, classes } = model
  const usualModel = parseOptions(modelSchema, { frames, coefficients, classes })
  return [
    group('Audio', features.audio, usual.audio),
    group(
      'Features',
      { include: features.include, ...features.mfcc },
      { include: usual.include, ...usual.mfcc },
    ),
    // They do nothing where a frame is MFCC alone.
    ...(features.include.join() === 'mfcc' ? [] : [group('Other features', features.extra, usual.extra)]),
    group('Augmented copies', augment ?? { copies: 0 }, parseOptions(augmentSchema, {})),
    ...(spectral ? [group('Anew in every epoch', spectral, parseOptions(spectralAugmentSchema, {}))] : []),
    ...(split ? [group('Split', split, parseOptions(splitSchema, {}))] : []),
    group('Model', model, usualModel),
    group('Training', training, parseOptions(trainingSchema, {})),
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
