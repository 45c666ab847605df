import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { compileFunction } from 'node:vm'
import type * as litert from '@litertjs/core'

export type LiteRt = typeof litert

const require = createRequire(import.meta.url)
let loading: Promise<LiteRt> | undefined

/**
 * Google's LiteRT (the TensorFlow Lite runtime) as WebAssembly, in this process: loaded at the first call, 0.2 to 0.4 s.
 *
 * The package is written for browsers. It is given the four globals that it asks for while it loads, and they are put
 * back as they were.
 */
export function loadLiteRt(): Promise<LiteRt> {
  loading ??= load().catch((cause) => {
    loading = undefined
    throw cause
  })
  return loading
}

/** After the WebAssembly stopped on an error nothing in it can be relied on: the next {@link loadLiteRt} starts afresh. */
export function forgetLiteRt(module: LiteRt) {
  loading = undefined
  try {
    module.unloadLiteRt()
  } catch {
    // Freeing the old one's memory is all that failed.
  }
}

async function load(): Promise<LiteRt> {
  const module = await import('@litertjs/core')
  // Somebody else in this process may have loaded it already.
  const elsewhere = module.getGlobalLiteRtPromise()
  if (elsewhere) {
    await elsewhere
    return module
  }
  const folder = path.join(path.dirname(require.resolve('@litertjs/core/package.json')), 'wasm')
  await withGlobals(browserGlobals(), () => module.loadLiteRt(`${folder}/`))
  return module
}

function browserGlobals(): Readonly<Record<string, unknown>> {
  const worker: Record<string, unknown> = { Module: { print: ignore, printErr: ignore } }
  return {
    self: worker,
    importScripts: (script: string) => {
      worker.ModuleFactory = moduleFactory(script.startsWith('file:') ? fileURLToPath(script) : script)
    },
    // A graphics card that gives no device: LiteRT then runs on the processor and does not warn.
    navigator: {
      gpu: {
        requestAdapter: async () => ({ limits: {}, features: new Set(), requestDevice: async () => null }),
      },
    },
  }
}

/** What a script that Emscripten wrote (plain, not a module) leaves in its global `ModuleFactory`. */
function moduleFactory(file: string): unknown {
  const names = ['require', '__filename', '__dirname']
  const script = compileFunction(`${readFileSync(file, 'utf8')}\nreturn ModuleFactory`, names, {
    filename: file,
  })
  return script(createRequire(file), file, path.dirname(file))
}

/** Runs `work` with these globals and puts back what was there. */
async function withGlobals<T>(
  globals: Readonly<Record<string, unknown>>,
  work: () => Promise<T>,
): Promise<T> {
  const before = Object.keys(globals).map(
    (name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const,
  )
  for (const [name, value] of Object.entries(globals))
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true, enumerable: false })
  try {
    return await work()
  } finally {
    for (const [name, descriptor] of before) {
      if (descriptor) Object.defineProperty(globalThis, name, descriptor)
      else Reflect.deleteProperty(globalThis, name)
    }
  }
}

function ignore() {}
