import { rm, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import t from 'tap'
import { FeatureCache } from '../../lib/features/cache.ts'
import { clearCache, evict, listEntries } from '../../lib/features/cache_folder.ts'
import { type ExtractOptions, extractFeatures } from '../../lib/features/extract.ts'
import type { Recording } from '../../lib/recording.ts'
import { filesUnder, SHORT, setting } from './cache_setting.ts'

t.test('what was not used for the longest time goes first, what the job uses stays', async (t) => {
  const { recordings, cache } = await setting(t, 4)
  await extractFeatures(recordings, { ...SHORT, cache })
  const [{ bytes }] = listEntries(cache)
  const yesterday = new Date(Date.now() - 86_400_000)
  for (const { path: file } of listEntries(cache)) await utimes(file, yesterday, yesterday)
  const run = (some: readonly Recording[], options: ExtractOptions, maxBytes: number) =>
    extractFeatures(some, { ...SHORT, ...options, cache: { folder: cache, maxBytes } })

  t.match((await run(recordings.slice(0, 2), {}, bytes)).cache, { found: 2 }, 'nothing new: nothing goes')
  t.equal(listEntries(cache).length, 4)
  const both = await run(recordings.slice(0, 2), { augment: { copies: 1 } }, 3.5 * bytes)
  t.match(both.cache, { found: 2, computed: 2, problem: /no more .* take the [\d.e-]+ GB allowed/ })
  t.equal(listEntries(cache).length, 3, 'the other two are gone, and the fourth of this job was not kept')
  t.match((await run(recordings.slice(0, 2), { augment: { copies: 1 } }, 1e9)).cache, { found: 3 })
  t.match((await run(recordings.slice(2), {}, 1e9)).cache, { found: 0 })
  t.throws(() => new FeatureCache({ maxBytes: -1 }), { code: 'INVALID_OPTION', message: /maxBytes/ })

  evict(cache, 0, Date.now() - 60_000)
  t.equal(listEntries(cache).length, 6, 'spared')
  evict(cache, 0, Number.POSITIVE_INFINITY)
  t.equal(listEntries(cache).length, 0)
})

t.test("only what is the cache's is cleared", async (t) => {
  const { recordings, cache } = await setting(t, 1)
  await extractFeatures(recordings, { ...SHORT, cache })
  const [{ path: entry }] = listEntries(cache)
  const shard = path.dirname(entry)
  const abandoned = path.join(shard, `${'0'.repeat(36)}.part`)
  const foreign = [path.join(cache, 'mine.txt'), path.join(shard, 'mine.features')]
  for (const file of [abandoned, ...foreign]) await writeFile(file, 'x')
  t.equal(clearCache(cache).length, 1)
  t.same(
    filesUnder(cache)
      .map(({ name }) => name)
      .sort(),
    ['mine.features', 'mine.txt'],
  )
  for (const file of foreign) await rm(file)
  t.same(clearCache(path.join(cache, 'nowhere')), [])
})

t.test('what a killed process left half is removed after an hour', async (t) => {
  const { recordings, cache } = await setting(t, 2)
  await extractFeatures(recordings.slice(0, 1), { ...SHORT, cache })
  const shard = path.dirname(listEntries(cache)[0].path)
  const [old, fresh] = ['0', '1'].map((digit) => path.join(shard, `${digit.repeat(36)}.part`))
  for (const file of [old, fresh]) await writeFile(file, 'half')
  const then = new Date(Date.now() - 2 * 3600e3)
  await utimes(old, then, then)
  await extractFeatures(recordings.slice(1), { ...SHORT, cache })
  const left = filesUnder(cache).map(({ name }) => name)
  t.notOk(left.includes(path.basename(old)))
  t.ok(left.includes(path.basename(fresh)), 'it may be in the making')
})
