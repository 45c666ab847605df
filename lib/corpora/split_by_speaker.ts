import { EmovoxError } from '../errors.ts'
import { parseOptions, type SplitOptions, splitSchema } from '../options.ts'
import type { Recording } from '../recording.ts'
import {
  assemble,
  checkClasses,
  drawParts,
  type Part,
  requireRoomToTrain,
  requireSome,
  type Split,
} from './parts.ts'
import { groupBy, interleave, type Speaker, speakersOf } from './speakers.ts'

type Assignment = ReadonlyMap<string, Part>

/**
 * Splits recordings so that no speaker is in two parts: the scores are those of people whom the model never heard.
 *
 * Every corpus is split on its own, women and men in their shares, so that each part has speakers of every corpus with
 * enough of them: of two speakers (TESS) one trains and one tests, a single one trains. When no corpus has two
 * speakers, all are split together. Named `testSpeakers` or `validationSpeakers` are those parts, and no others. The
 * result depends on the seed and on the recordings' names, not on their order or on where they lie.
 *
 * @param recordings as `scanCorpora` gives them.
 * @param options shares of the speakers (test 0.2, validation 0.15), named speakers, seed 1; `by` is not looked at.
 * @throws EmovoxError `NO_RECORDINGS`; `TOO_FEW_SPEAKERS`: one speaker, or none left to train on; `MISSING_CLASS`:
 *   training would lack an emotion that another part has; `INVALID_OPTION`, also for speakers that are not there.
 * @example
 * const { train, validation, test, warnings } = splitBySpeaker(recordings, { testSpeakers: ['ravdess-07', 'tess-oaf'] })
 */
export function splitBySpeaker(recordings: readonly Recording[], options?: Partial<SplitOptions>): Split {
  const resolved = parseOptions(splitSchema, options)
  requireSome(recordings)
  const speakers = speakersOf(recordings)
  const parts = new Map(namedSpeakers(speakers, resolved))
  const drawn = wantedShares(resolved)
  requireRoomToTrain(drawn)
  if (speakers.length === 1 && drawn.test > 0) throw onlyOneSpeaker(speakers[0], recordings.length)
  const pools = groupBy(speakers, ({ corpus }) => corpus)
  const pooled = pools.every(([, pool]) => pool.length === 1) && pools.length > 1
  for (const [name, pool] of pooled ? [['all', speakers] as const] : pools)
    for (const [speaker, part] of drawSpeakers(name, pool, parts, drawn, resolved.seed))
      parts.set(speaker, part)
  const split = assemble(recordings, ({ speaker }) => parts.get(speaker) ?? 'train')
  if (split.train.length === 0)
    throw new EmovoxError(
      'TOO_FEW_SPEAKERS',
      'options testSpeakers and validationSpeakers: expected to leave a speaker to train on, found that they name all',
    )
  return {
    ...split,
    warnings: [...speakerWarnings(pools, parts, drawn, pooled), ...split.warnings, ...checkClasses(split)],
  }
}

/** Shares that are to be drawn; 0 where the speakers are named. */
function wantedShares(options: SplitOptions): { readonly test: number; readonly validation: number } {
  return {
    test: options.testSpeakers ? 0 : options.test,
    validation: options.validationSpeakers ? 0 : options.validation,
  }
}

function namedSpeakers(speakers: readonly Speaker[], options: SplitOptions): Assignment {
  const known = new Set(speakers.map(({ name }) => name))
  const parts = new Map<string, Part>()
  for (const part of ['test', 'validation'] as const)
    for (const name of new Set(options[`${part}Speakers`] ?? [])) {
      if (!known.has(name))
        throw new EmovoxError(
          'INVALID_OPTION',
          `option ${part}Speakers: expected some of ${[...known].join(', ')}, found ${JSON.stringify(name)}`,
        )
      if (parts.has(name))
        throw new EmovoxError(
          'INVALID_OPTION',
          `options testSpeakers and validationSpeakers: expected no speaker in both, found ${name}`,
        )
      parts.set(name, part)
    }
  return parts
}

/** Draws the test and validation speakers of one corpus among those that have no part yet. */
function drawSpeakers(
  name: string,
  pool: readonly Speaker[],
  named: Assignment,
  shares: { readonly test: number; readonly validation: number },
  seed: number,
): Assignment {
  const free = pool.filter((speaker) => !named.has(speaker.name))
  const order = interleave(free, ({ sex }) => sex, seed, `split ${name}`)
  return drawParts(
    order.map((speaker) => speaker.name),
    pool.length,
    shares,
  )
}

function onlyOneSpeaker({ name }: Speaker, recordings: number): EmovoxError {
  return new EmovoxError(
    'TOO_FEW_SPEAKERS',
    `split by speaker: expected two speakers or more, found only ${name} (${recordings} recordings): add ` +
      'recordings of other speakers, or split by recording, whose scores are not those of unseen speakers',
  )
}

function speakerWarnings(
  pools: readonly [string, Speaker[]][],
  parts: Assignment,
  drawn: { readonly test: number; readonly validation: number },
  pooled: boolean,
): string[] {
  const warnings: string[] = []
  if (pooled) warnings.push('Every corpus has a single speaker: what is tested is also another corpus.')
  else if (drawn.test > 0)
    for (const [corpus, pool] of pools)
      if (pool.length === 1)
        warnings.push(`${corpus} has a single speaker, who trains: no test of ${corpus}.`)
  const used = new Set(parts.values())
  if (drawn.validation > 0 && !used.has('validation'))
    warnings.push('Too few speakers for a validation part: training has nothing to stop early by.')
  return warnings
}
