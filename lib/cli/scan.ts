import { Command } from 'commander'
import type { Manifest } from '../corpora/scan.ts'
import { type CorpusSummary, readAudioHeaders, summarise } from '../corpora/summary.ts'
import { EMOTIONS } from '../emotions.ts'
import { addCorpora, type CorpusFlags, scanGiven } from './corpora_arguments.ts'
import { interruptible } from './interrupt.ts'
import { print, printJson, table } from './output.ts'
import { startProgress } from './progress.ts'

interface ScanFlags extends CorpusFlags {
  readonly all?: boolean
  readonly json?: boolean
}

/** `emovox scan DIR...`: what is there, and what is odd. */
export function scanCommand(): Command {
  const command = new Command('scan')
    .description(
      'Say what is there: clips per corpus, emotion and speaker, hours, and which files are odd and why.',
    )
    .option('--all', 'list every odd file, not a few of each kind')
    .option('--json', 'print the summary, every recording and every odd file for programs')
  return addCorpora(command).action((dirs: string[], flags: ScanFlags) =>
    interruptible(async (signal) => {
      const manifest = await scanGiven(dirs, flags, signal)
      const progress = startProgress('measuring')
      const headers = await readAudioHeaders(manifest.recordings, {
        signal,
        onProgress: progress.update,
      }).finally(progress.stop)
      const corpora = summarise(manifest.recordings, headers)
      if (flags.json) printJson({ corpora, ...manifest })
      else {
        printCorpora(corpora)
        printOddities(manifest, flags.all ? Number.POSITIVE_INFINITY : SHOWN)
      }
    }),
  )
}

/** Odd files of a kind that are shown unless all are asked for. */
const SHOWN = 5

function printCorpora(corpora: readonly CorpusSummary[]): void {
  if (corpora.length === 0) {
    print('No recordings of RAVDESS, TESS or SAVEE.')
    return
  }
  const rows = corpora.flatMap(({ corpus, clips, hours, emotions, speakers }) => [
    ...speakers.map(({ speaker, sex, clips, seconds, emotions }) => [
      speaker,
      sex,
      clips,
      (seconds / 3600).toFixed(2),
      ...EMOTIONS.map((emotion) => emotions[emotion]),
    ]),
    [`all of ${corpus}`, '', clips, hours.toFixed(2), ...EMOTIONS.map((emotion) => emotions[emotion])],
  ])
  print(table(['speaker', 'sex', 'clips', 'hours', ...EMOTIONS], rows))
  for (const { corpus, formats } of corpora) {
    const parts = Object.entries(formats).map(([format, clips]) => `${clips} x ${format}`)
    print(`\n${corpus}: ${parts.join('; ')}`)
  }
}

function printOddities({ oddities, counts }: Manifest, most: number): void {
  const kinds = Object.entries(counts.oddities)
  if (kinds.length === 0) {
    print('\nNothing odd.')
    return
  }
  for (const [kind, count] of kinds) {
    print(`\n${kind} (${count}):`)
    const some = oddities.filter((oddity) => oddity.kind === kind)
    for (const { path, reason } of some.slice(0, most)) print(`  ${path}: ${reason}`)
    if (some.length > most) print(`  ... and ${some.length - most} more (--all lists them)`)
  }
}
