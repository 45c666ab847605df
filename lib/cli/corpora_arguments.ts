import { type Command, Option } from 'commander'
import { type Manifest, type Oddity, type ScanOptions, scanCorpora } from '../corpora/scan.ts'
import { EmovoxError } from '../errors.ts'
import { noteAll } from './output.ts'
import { startProgress } from './progress.ts'

/** Those flags, parsed. */
export interface CorpusFlags {
  readonly ravdess?: string[]
  readonly tess?: string[]
  readonly savee?: string[]
  readonly calm?: 'neutral' | 'drop'
}

/** Adds `DIR...` and the flags that say which corpora to read. */
export function addCorpora(command: Command): Command {
  command.argument(
    '[dir...]',
    'folders with RAVDESS, TESS or SAVEE anywhere in them, recognised by their files',
  )
  command.optionsGroup('Corpora:')
  for (const corpus of ['RAVDESS', 'TESS', 'SAVEE'])
    command.addOption(
      new Option(`--${corpus.toLowerCase()} <dir...>`, `a folder to be read as ${corpus} and nothing else`),
    )
  return command.addOption(
    new Option('--calm <neutral|drop>', 'what RAVDESS calm counts as (default: neutral)').choices([
      'neutral',
      'drop',
    ]),
  )
}

/** Scans the folders that a command was given; oddities go to stderr in a few lines. */
export async function scanGiven(
  dirs: readonly string[],
  flags: CorpusFlags,
  signal?: AbortSignal,
): Promise<Manifest> {
  const { ravdess, tess, savee, calm } = flags
  if (dirs.length === 0 && !ravdess && !tess && !savee)
    throw new EmovoxError(
      'INVALID_OPTION',
      'expected one or more folders (or --ravdess, --tess, --savee), found none',
    )
  const progress = startProgress('scanning')
  const options: ScanOptions = { ravdess, tess, savee, calm, signal, onProgress: progress.update }
  return await scanCorpora(dirs, options).finally(progress.stop)
}

/** The manifest's oddities, a few of every kind. */
export function noteOddities({ oddities }: Manifest): void {
  const kinds = [...new Set(oddities.map(({ kind }) => kind))]
  for (const kind of kinds) {
    const some = oddities.filter((oddity) => oddity.kind === kind)
    noteAll(
      kind,
      some.map(({ path, reason }) => `${path}: ${reason}`),
      3,
    )
  }
}

/** The oddities that were not used, as a report lists them. */
export function leftOut({ oddities }: Manifest): Oddity[] {
  return oddities.filter(({ kind }) => !USED_ALL_THE_SAME.has(kind))
}

const USED_ALL_THE_SAME: ReadonlySet<string> = new Set(['misnamed', 'misfiled', 'same-audio'])
