import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import type { BatchOptions } from '../../lib/audio/batch.ts'
import { type BatchRecording, ClipPipeline } from '../../lib/audio/clip_pipeline.ts'
import { encodeWav } from '../../lib/audio/wav.ts'
import { FeatureCache } from '../../lib/features/cache.ts'
import { clearCache, listEntries } from '../../lib/features/cache_folder.ts'
import { CachedPipeline } from '../../lib/features/cache_pipeline.ts'
import { extractFeatures } from '../../lib/features/extract.ts'
import { outsideTap } from '../outside_tap.ts'
import { comparable, filesUnder, SHORT, sampleRate, setting, tone } from './cache_setting.ts'

t.test('a damaged or foreign entry is computed again, and mended', async (t) => {
  const { recordings, cache } = await setting(t, 1)
  const expected = (await extractFeatures(recordings, { ...SHORT, cache })).data
  const [{ path: entry }] = listEntries(cache)
  const sound = await readFile(entry)
  const flipped = Buffer.from(sound)
  flipped[flipped.length - 1] ^= 1
  await extractFeatures(recordings, { ...SHORT, seed: 9, augment: { copies: 1 }, cache })
  const [other] = listEntries(cache).filter((file) => file.path !== entry)
  const damages: Record<string, Uint8Array> = {
    empty: Buffer.alloc(0),
    'cut off': sound.subarray(0, -100),
    'header alone': sound.subarray(0, 40),
    'one bit': flipped,
    longer: Buffer.concat([sound, sound]),
    zeros: Buffer.alloc(sound.length),
    'of another key': await readFile(other.path),
  }
  for (const [name, bytes] of Object.entries(damages)) {
    await writeFile(entry, bytes)
    const set = await extractFeatures(recordings, { ...SHORT, cache })
    t.match(set.cache, { found: 0, computed: 1 }, name)
    t.equal(set.cache?.problem, undefined)
    t.same(set.data, expected, name)
    t.same(await readFile(entry), sound, `${name}: mended`)
  }
})

t.test("a file in the folder's place only switches the cache off", async (t) => {
  const { recordings, cache } = await setting(t)
  await writeFile(cache, 'in the way')
  const set = await extractFeatures(recordings, { ...SHORT, cache })
  t.same(comparable(set), comparable(await extractFeatures(recordings, SHORT)))
  t.match(set.cache, {
    found: 0,
    computed: 3,
    problem: /not cached.*cannot write .*cache: a part of the path/,
  })
  t.equal(await readFile(cache, 'utf8'), 'in the way')
})

t.test('a full disk only switches the cache off, and what is there is used', async (t) => {
  const { recordings, cache: disk } = await setting(t, 24)
  execFileSync('mkdir', [disk])
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk], { stdio: 'ignore' })
  } catch {
    t.comment('not tested: a small disk can be mounted by root on Linux only')
    return
  }
  try {
    const run = () => extractFeatures(recordings, { ...SHORT, cache: path.join(disk, 'features') })
    const expected = comparable(await extractFeatures(recordings, SHORT))
    const cold = await run()
    t.match(cold.cache?.problem, /the disk is full/)
    t.same(comparable(cold), expected)
    const kept = filesUnder(disk)
    t.ok(kept.length > 0 && kept.every(({ name }) => name.endsWith('.features')), 'no halves are left')
    execFileSync('mount', ['-o', 'remount,ro', disk])
    const warm = await run()
    t.equal(warm.cache?.found, kept.length, 'a disk that can only be read is read')
    t.match(warm.cache?.problem, /read-only/)
    t.same(comparable(warm), expected)
  } finally {
    execFileSync('umount', [disk])
  }
})

t.test('what was finished before an interruption is kept', async (t) => {
  const { recordings, cache } = await setting(t, 300)
  const controller = new AbortController()
  let finished = 0
  const onProgress = (done: number) => {
    finished = done
    if (done === 3) controller.abort()
  }
  const options = { ...SHORT, cache, augment: { copies: 3 }, threads: 1 }
  await t.rejects(extractFeatures(recordings, { ...options, onProgress, signal: controller.signal }), {
    code: 'ABORTED',
    message: /interrupted after \d+ of 300 recordings/,
  })
  t.ok(finished >= 3 && finished < 300, `${finished} were finished`)
  const { cache: use } = await extractFeatures(recordings, options)
  t.match(use, { found: 4 * finished, computed: 4 * (300 - finished) })
})

t.test('a folder that is cleared meanwhile is made again', async (t) => {
  const { recordings, cache } = await setting(t, 6)
  const onProgress = (done: number) => done === 3 && clearCache(cache)
  const set = await extractFeatures(recordings, { ...SHORT, cache, threads: 1, onProgress })
  t.same(set.cache, { folder: cache, found: 0, computed: 6 })
  t.equal(listEntries(cache).length, 3)
})

t.test('a recording that changes while it is read is computed anew and not kept', async (t) => {
  const { files, cache: folder } = await setting(t, 1)
  class Disturbed extends ClipPipeline {
    runs = 0
    override async runBatch(recordings: readonly BatchRecording[], options?: BatchOptions) {
      if (this.runs++ === 0) await writeFile(files[0], encodeWav(tone(444), sampleRate))
      return super.runBatch(recordings, options)
    }
  }
  const disturbed = new Disturbed({ audio: { clipSeconds: 0.5 } })
  const cached = new CachedPipeline(disturbed, new FeatureCache({ folder }), 'fingerprint')
  const { data, finished } = await cached.runBatch([{ source: files[0], copies: [{}] }])
  t.equal(finished, 1)
  t.same(data, (await disturbed.run(files[0])).data)
  t.same(listEntries(folder), [])
})

const WORKER = fileURLToPath(new URL('cache_worker.ts', import.meta.url))

t.test('processes at once, one of them killed', { timeout: 120_000 }, async (t) => {
  const { files, recordings, cache } = await setting(t, 40)
  const start = () =>
    spawn(...outsideTap(process.execPath, ['--import=tsx', WORKER, cache, ...files]), {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
  const expected = await extractFeatures(recordings, { ...SHORT, augment: { copies: 3 } })
  const victim = start()
  for (let k = 0; k < 600 && listEntries(cache).length === 0; k++) await setTimeout(20)
  victim.kill('SIGKILL')
  t.ok(listEntries(cache).length > 0, 'a killed process leaves what it finished')
  const others = [start(), start(), start()]
  const answers = others.map(async (child) => {
    let text = ''
    child.stdout.on('data', (piece) => {
      text += piece
    })
    await once(child, 'close')
    return JSON.parse(text)
  })
  for (const answer of await Promise.all(answers)) {
    t.same(Float32Array.from(answer.data), expected.data)
    t.equal(answer.cache.problem, undefined)
    t.equal(answer.cache.found + answer.cache.computed, 160)
  }
  const last = await extractFeatures(recordings, { ...SHORT, augment: { copies: 3 }, cache })
  t.match(last.cache, { found: 160, computed: 0 }, 'nothing is lost')
  t.same(last.data, expected.data)
})
