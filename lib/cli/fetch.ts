import path from 'node:path'
import { Argument, Command } from 'commander'
import { fetchRavdess, whereToGet } from '../corpora/fetch.ts'
import { interruptible } from './interrupt.ts'
import { note, print } from './output.ts'
import { startProgress } from './progress.ts'

/** `emovox fetch ravdess`: the published archive, unpacked; for TESS and SAVEE where they are had. */
export function fetchCommand(): Command {
  return new Command('fetch')
    .description('Download a corpus, or say where it is had and under what terms.')
    .addArgument(new Argument('<corpus>', 'which').choices(['ravdess', 'tess', 'savee']))
    .option('--out <dir>', 'folder to unpack into', 'corpora')
    .action((corpus: 'ravdess' | 'tess' | 'savee', flags: { out: string }) =>
      corpus === 'ravdess'
        ? interruptible((signal) => ravdess(flags.out, signal))
        : print(whereToGet(corpus)),
    )
}

async function ravdess(out: string, signal: AbortSignal): Promise<void> {
  note(whereToGet('ravdess'))
  const progress = startProgress('download')
  const { folder } = await fetchRavdess({ out, onProgress: progress.update, signal }).finally(progress.stop)
  print(path.resolve(folder))
}
