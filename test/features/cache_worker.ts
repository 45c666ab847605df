// One of several processes that use one cache: features of files, as JSON. For cache_safety.test.ts.
import { extractFeatures } from '../../lib/features/extract.ts'

const [cache, ...files] = process.argv.slice(2)
const recordings = files.map((path) => ({
  path,
  emotion: 'happy' as const,
  speaker: 'ravdess-01',
  corpus: 'ravdess' as const,
}))
const set = await extractFeatures(recordings, {
  audio: { clipSeconds: 0.5, quality: 'fast' },
  augment: { copies: 3 },
  cache,
})
process.stdout.write(JSON.stringify({ data: [...set.data], cache: set.cache }))
