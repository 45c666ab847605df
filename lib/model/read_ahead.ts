/** Batches that are in the making while one is trained on: one is read from the disk while another is augmented. */
const AHEAD = 2

/**
 * What `load` gives for 0, 1, ..., in that order. The next ones are begun before they are asked for, so that other threads make
 * them while this one works.
 */
export async function* readAhead<T>(count: number, load: (index: number) => Promise<T>): AsyncGenerator<T> {
  const coming: Promise<T>[] = []
  let next = 0
  const begin = () => {
    if (next === count) return
    const one = load(next++)
    // What it throws is thrown below, which may be later.
    one.catch(() => undefined)
    coming.push(one)
  }
  try {
    for (let index = 0; index < AHEAD; index++) begin()
    for (let index = 0; index < count; index++) {
      const [first] = coming
      const loaded = await first
      coming.shift()
      begin()
      yield loaded
    }
  } finally {
    // Nothing goes on behind the back of a caller who stops.
    await Promise.allSettled(coming)
  }
}
