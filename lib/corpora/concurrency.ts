import { EmovoxError } from '../errors.ts'

/** Files or folders in the works at once: enough to hide the disk's latency, few enough to spare file handles. */
const WIDTH = 8

/**
 * Applies `work` to every item, a few at a time; results are in the order of the items.
 *
 * @throws EmovoxError `ABORTED` when the signal fires; whatever `work` throws first.
 */
export async function mapBounded<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
  { signal, onDone }: { readonly signal?: AbortSignal; readonly onDone?: (done: number) => void } = {},
): Promise<R[]> {
  const results = new Array<R>(items.length)
  let next = 0
  let done = 0
  let failed = false
  const worker = async () => {
    while (next < items.length && !failed) {
      const index = next++
      try {
        throwIfAborted(signal)
        results[index] = await work(items[index])
      } catch (thrown) {
        failed = true
        throw thrown
      }
      onDone?.(++done)
    }
  }
  await Promise.all(Array.from({ length: Math.min(WIDTH, items.length) }, worker))
  return results
}

/** @throws EmovoxError `ABORTED`. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new EmovoxError('ABORTED', 'interrupted')
}
