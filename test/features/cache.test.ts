import { appendFile, copyFile, rename, stat, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import t from 'tap'
import { encodeWav } from '../../lib/audio/wav.ts'
import { listEntries } from '../../lib/features/cache_folder.ts'
import { type ExtractOptions, extractFeatures } from '../../lib/features/extract.ts'
import type { Recording } from '../../lib/recording.ts'
import { comparable, filesUnder, recordingOf, SHORT, sampleRate, setting, tone } from './cache_setting.ts'

t.test('what is there is found, and equal bit for bit', async (t) => {
  const { recordings, cache } = await setting(t)
  const options = { ...SHORT, augment: { copies: 3 } }
  const without = await extractFeatures(recordings, options)
  t.equal(without.cache, undefined)
  const cold = await extractFeatures(recordings, { ...options, cache })
  t.same(cold.cache, { folder: cache, found: 0, computed: 12 })
  const warm = await extractFeatures(recordings, { ...options, cache })
  t.same(warm.cache, { folder: cache, found: 12, computed: 0 })
  for (const set of [cold, warm]) t.same(comparable(set), comparable(without))
  t.equal(filesUnder(cache).length, 12, 'nothing is left beside the entries')
})

t.test('other options and other amounts are other features', async (t) => {
  const { recordings, cache } = await setting(t, 1)
  const computed = async (options: ExtractOptions) => {
    const set = await extractFeatures(recordings, { ...SHORT, ...options, cache })
    t.same(set.data, (await extractFeatures(recordings, { ...SHORT, ...options })).data)
    return set.cache?.computed
  }
  t.equal(await computed({}), 1)
  t.equal(await computed({ mfcc: { nMfcc: 12 } }), 1)
  t.equal(await computed({ audio: { clipSeconds: 0.5, quality: 'fast', pad: 'after' } }), 1)
  t.equal(await computed({ augment: { copies: 3 } }), 3, 'the recording itself is there')
  t.equal(await computed({ augment: { copies: 5 } }), 2, 'so are the first copies')
  t.equal(await computed({ augment: { copies: 3 }, seed: 2 }), 3)
  t.equal(await computed({ augment: { copies: 3, stretchRate: [1.2, 1.3] } }), 1, 'one of them is stretched')
  t.equal(await computed({ augment: { copies: 3 } }), 0)
})

t.test('a recording is its content, wherever it is', async (t) => {
  const { folder, files, recordings, cache } = await setting(t, 2)
  const run = (some: readonly Recording[]) => extractFeatures(some, { ...SHORT, cache })
  await run(recordings)
  const moved = path.join(folder, 'moved.wav')
  await rename(files[0], moved)
  const renamed = await run([recordingOf(moved)])
  t.match(renamed.cache, { found: 1, computed: 0 })
  t.equal(renamed.rows[0].recording.path, moved)

  const { atime, mtime, size } = await stat(files[1])
  await writeFile(files[1], encodeWav(tone(333), sampleRate))
  await utimes(files[1], atime, mtime)
  t.match(await stat(files[1]), { size, mtime }, 'only the content tells')
  const changed = await run([recordings[1]])
  t.match(changed.cache, { found: 0, computed: 1 })
  t.same(changed.data, (await extractFeatures([recordings[1]], SHORT)).data)
})

t.test('what is said of a recording survives', async (t) => {
  const { folder, cache } = await setting(t, 0)
  const whole = encodeWav(tone(220), sampleRate)
  const contents: Record<string, Uint8Array> = {
    'whole.wav': whole,
    'cut.wav': whole.subarray(0, 5000),
    'short.wav': encodeWav(tone(220, 0.05), sampleRate),
    'silent.wav': encodeWav(new Float32Array(8000), sampleRate),
    'text.wav': Buffer.from('no sound'),
  }
  for (const [name, bytes] of Object.entries(contents)) await writeFile(path.join(folder, name), bytes)
  const names = [...Object.keys(contents), 'missing.wav']
  const recordings = names.map((name) => recordingOf(path.join(folder, name)))
  const expected = comparable(await extractFeatures(recordings, SHORT))
  t.same(expected.warnings.length, 2)
  t.same(expected.failures.map(([, code]) => code).sort(), ['EMPTY_AUDIO', 'FILE_NOT_FOUND', 'NOT_AUDIO'])
  for (const found of [0, 4]) {
    const set = await extractFeatures(recordings, { ...SHORT, cache })
    t.same(comparable(set), expected)
    t.equal(set.cache?.found, found)
  }
})

t.test('the folder of EMOVOX_CACHE is the default', async (t) => {
  const { folder, recordings } = await setting(t, 1)
  const before = process.env.EMOVOX_CACHE
  process.env.EMOVOX_CACHE = path.join(folder, 'elsewhere')
  t.teardown(() => {
    if (before === undefined) delete process.env.EMOVOX_CACHE
    else process.env.EMOVOX_CACHE = before
  })
  const set = await extractFeatures(recordings, { ...SHORT, cache: true })
  t.equal(set.cache?.folder, path.join(folder, 'elsewhere', 'features'))
  t.equal(listEntries(path.join(folder, 'elsewhere', 'features')).length, 1)
})

t.test('a recording that grows is another, and equal ones are one', async (t) => {
  const { folder, files, recordings, cache } = await setting(t, 1)
  const twin = path.join(folder, 'twin.wav')
  await copyFile(files[0], twin)
  const set = await extractFeatures([...recordings, recordingOf(twin)], { ...SHORT, cache, threads: 2 })
  t.equal(set.clips, 2)
  t.equal(listEntries(cache).length, 1)
  await appendFile(twin, 'more')
  t.match((await extractFeatures([recordingOf(twin)], { ...SHORT, cache })).cache, { found: 0, computed: 1 })
})
