/**
 * Runs when the package is installed from a registry. Building the addon is all that it tries, and a machine where that
 * cannot be done yet still gets the package: `npx emovox setup` completes it. (In a checkout .npmrc holds this back.)
 */
import { setup } from './setup.mjs'

const code = await setup({ parts: ['third-party', 'addon'] })
if (code !== 0)
  console.warn(
    'emovox is installed, but its addon is not built yet. `npx emovox setup` completes it once the above is put right.',
  )
