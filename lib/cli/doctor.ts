import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { Command } from 'commander'
import { type InstructionSets, loadAddon } from '../audio/addon.ts'
import { EmovoxError, type ErrorCode, messageOf, systemCode } from '../errors.ts'
import { tensorflow } from '../model/tensorflow.ts'
import { VERSION } from '../version.ts'
import { print, printJson } from './output.ts'

/** Something that emovox needs: what it is like, or why it cannot be used. */
type Part<Facts> = ({ readonly ready: true } & Facts) | { readonly ready: false; readonly problem: string }

interface Diagnosis {
  readonly ready: boolean
  readonly version: string
  readonly node: string
  readonly platform: string
  readonly addon: Part<{ readonly instructionSets: InstructionSets }>
  readonly tensorflow: Part<{ readonly tfjs: string }>
  readonly cache: { readonly folder: string; readonly bytes: number }
}

/** `emovox doctor`: what is there of all that emovox needs, and what to run for what is not. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description(
      'Say what is set up, which instruction set is used, and what to run if something is missing.',
    )
    .option('--json', 'the result as JSON')
    .action(async (flags: { json?: boolean }) => {
      const diagnosis = await diagnose()
      if (flags.json) printJson(diagnosis)
      else print(described(diagnosis))
      const missing = missingParts(diagnosis)
      if (missing.length > 0) throw new EmovoxError(codeOf(diagnosis), `not ready: ${missing.join(', ')}`)
    })
}

async function diagnose(): Promise<Diagnosis> {
  const addon = examine(() => ({ instructionSets: loadAddon().instructionSets() }))
  const model = examine(() => ({ tfjs: tensorflow().version_core }))
  return {
    ready: addon.ready && model.ready,
    version: VERSION,
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    addon,
    tensorflow: model,
    cache: await cacheFacts(),
  }
}

function examine<Facts extends object>(facts: () => Facts): Part<Facts> {
  try {
    return { ready: true, ...facts() }
  } catch (thrown) {
    return { ready: false, problem: messageOf(thrown) }
  }
}

async function cacheFacts(): Promise<{ folder: string; bytes: number }> {
  // Plain JavaScript, as it also runs before anything is installed; beside lib/ and beside dist/.
  const script = new URL('../../scripts/setup/cache.mjs', import.meta.url).href
  const { cacheDir }: { cacheDir(): string } = await import(script)
  const folder = cacheDir()
  return { folder, bytes: await bytesIn(folder) }
}

/** Of all files below a folder; 0 where there is none. Files that vanish meanwhile do not count. */
async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(ignoreAbsence)
  const sizes = (entries ?? [])
    .filter((entry) => entry.isFile())
    .map(
      async (entry) => (await stat(path.join(entry.parentPath, entry.name)).catch(ignoreAbsence))?.size ?? 0,
    )
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}

function ignoreAbsence(thrown: unknown): undefined {
  if (systemCode(thrown) !== 'ENOENT') throw thrown
}

function described({ addon, tensorflow, cache, ...about }: Diagnosis): string {
  const lines = [
    ['emovox', about.version],
    ['Node', `${about.node}, ${about.platform}`],
    ['addon', addon.ready ? instructionSetsText(addon.instructionSets) : addon.problem],
    ['TensorFlow', tensorflow.ready ? `there (TensorFlow.js ${tensorflow.tfjs})` : tensorflow.problem],
    ['cache', `${cache.folder}, ${(cache.bytes / 1e6).toFixed(0)} MB`],
  ]
  return lines.map(([name, text]) => `${`${name}:`.padEnd(12)}${text}`).join('\n')
}

function instructionSetsText({ used, available }: InstructionSets): string {
  return `built; uses ${used} of ${available.join(', ')} (EMOVOX_ISA forces one)`
}

function missingParts({ addon, tensorflow }: Diagnosis): string[] {
  return [...(addon.ready ? [] : ['the addon']), ...(tensorflow.ready ? [] : ['TensorFlow'])]
}

function codeOf({ addon }: Diagnosis): ErrorCode {
  return addon.ready ? 'TENSORFLOW_MISSING' : 'ADDON_MISSING'
}
