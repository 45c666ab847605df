import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { EmovoxError } from '../errors.ts'

/** `emovox setup`: builds the addon and provisions TensorFlow, as `npm run setup` does in a checkout. */
export function setupCommand(): Command {
  return new Command('setup')
    .description('Build the native addon and get TensorFlow; what is there already is left as it is.')
    .option('--only <part>', 'one part: third-party, addon or tensorflow')
    .option('--no-tensorflow', 'leave TensorFlow out: features and corpora work without it')
    .option('--force', 'do every part again')
    .option('--check', 'only say what is there')
    .action(runSetup)
}

async function runSetup(flags: { only?: string; tensorflow: boolean; force?: boolean; check?: boolean }) {
  const script = fileURLToPath(new URL('../../scripts/setup.mjs', import.meta.url))
  const args = [
    ...(flags.only ? ['--only', flags.only] : []),
    ...(flags.tensorflow ? [] : ['--no-tensorflow']),
    ...(flags.force ? ['--force'] : []),
    ...(flags.check ? ['--check'] : []),
  ]
  const child = spawn(process.execPath, [script, ...args], { stdio: 'inherit' })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new EmovoxError('ADDON_MISSING', 'set-up is not complete: see above')
}
