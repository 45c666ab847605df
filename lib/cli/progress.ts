import { SingleBar } from 'cli-progress'

/** A progress bar on a terminal; nothing at all when stderr is piped. */
export interface Progress {
  /** @param detail a few words after the bar. */
  update(done: number, total: number, detail?: string): void
  stop(): void
}

export function startProgress(label: string): Progress {
  if (!process.stderr.isTTY) return { update: () => {}, stop: () => {} }
  const bar = new SingleBar({
    format: `${label.padEnd(10)} {bar} {value}/{total}  {eta_formatted} left  {detail}`,
    barsize: 30,
    hideCursor: true,
    stream: process.stderr,
    etaBuffer: 50,
    clearOnComplete: false,
  })
  let started = false
  return {
    update(done, total, detail = '') {
      if (!started) bar.start(total, done, { detail })
      else {
        bar.setTotal(total)
        bar.update(done, { detail })
      }
      started = true
    },
    stop: () => {
      if (started) bar.stop()
    },
  }
}
