import os from 'node:os'

/** The machine in words: what explains a figure, and nothing that says whose machine it is. */
export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly node: string
  readonly system: string
  /** Runnable processes a core in the minute before the run. */
  readonly loadBefore: number
}

export function thisMachine(): Machine {
  const cores = os.availableParallelism()
  return {
    cpu: os.cpus()[0]?.model.trim().replace(/\s+/g, ' ') ?? os.arch(),
    cores,
    node: process.version,
    system: `${os.platform()} ${os.arch()}`,
    loadBefore: os.loadavg()[0] / cores,
  }
}

/** From here on other work has a part in the figures. */
const BUSY = 0.25

export function inWords({ cpu, cores, node, system, loadBefore }: Machine): string {
  const others = loadBefore > BUSY ? ', other work on the machine' : ''
  return `${cpu}, ${cores} cores, ${system}, Node ${node}${others}`
}
