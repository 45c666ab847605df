import { once } from 'node:events'
import path from 'node:path'
import { Command } from 'commander'
import { loadReport, saveReport } from '../report/save_report.ts'
import { serveReport } from '../report/serve.ts'
import { note, print } from './output.ts'

/** `emovox report RUN`: the report of a run, drawn again, or served with players for its clips. */
export function reportCommand(): Command {
  return new Command('report')
    .description(
      'Draw report.html again, or serve it on this machine with players for the clips that it lists.',
    )
    .argument('<run>', 'folder made by "emovox train", or by "emovox evaluate --out"')
    .option('--serve', 'serve it at localhost until Ctrl-C')
    .option('--port <number>', 'to serve at (default: any that is free)', Number)
    .action((folder: string, flags: { serve?: boolean; port?: number }) => report(folder, flags))
}

async function report(folder: string, { serve, port }: { serve?: boolean; port?: number }): Promise<void> {
  const data = await loadReport(folder)
  if (!serve) {
    await saveReport(data, folder)
    print(path.resolve(folder, 'report.html'))
    return
  }
  const server = await serveReport(data, port)
  print(server.url)
  note('Ctrl-C ends it.')
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
  await server.close()
}
