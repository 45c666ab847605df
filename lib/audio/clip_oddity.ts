import type { ClipFacts } from './clip.ts'

/** Seconds below which nobody hears an emotion. */
const SHORTEST_SECONDS = 0.1

/** What is odd about a recording that can be used all the same, in words; nothing if nothing is. */
export function describeOddity({ silent, seconds, truncatedSamples = 0 }: ClipFacts): string | undefined {
  if (silent) return 'only silence is heard: the answer means nothing'
  if (truncatedSamples > 0) return `ends early, ${truncatedSamples} samples are missing`
  if (seconds < SHORTEST_SECONDS) return `only ${Number(seconds.toPrecision(2))} s of sound`
  return undefined
}
