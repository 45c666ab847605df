import { createRequire } from 'node:module'
import util from 'node:util'
import type * as tfjs from '@tensorflow/tfjs-node'
import { EmovoxError, messageOf } from '../errors.ts'

export type Tensorflow = typeof tfjs

const require = createRequire(import.meta.url)
let loaded: Tensorflow | undefined

/**
 * tfjs-node, loaded at the first call: feature extraction never needs it.
 *
 * @throws EmovoxError `TENSORFLOW_MISSING` when tfjs-node or TensorFlow's library is not there, with what to run.
 */
export function tensorflow(): Tensorflow {
  if (loaded) return loaded
  // One thread is faster than two for these models: a step of BlockLSTM is too small to share.
  process.env.TF_NUM_INTRAOP_THREADS ??= '1'
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'
  restoreRemovedUtilFunctions()
  try {
    loaded = require('@tensorflow/tfjs-node') as Tensorflow
  } catch (cause) {
    throw new EmovoxError(
      'TENSORFLOW_MISSING',
      `TensorFlow is not set up (${messageOf(cause).split('\n')[0]}). Run "npx emovox setup" (in a checkout: ` +
        '"npm run setup"); features and corpora work without it.',
      { cause },
    )
  }
  return loaded
}

/** tfjs-node 4.22 still calls two functions that Node 23 removed from `node:util`. */
function restoreRemovedUtilFunctions() {
  const functions = util as {
    isNullOrUndefined?: (value: unknown) => boolean
    isArray?: (value: unknown) => boolean
  }
  functions.isNullOrUndefined ??= (value) => value === null || value === undefined
  functions.isArray ??= Array.isArray
}
