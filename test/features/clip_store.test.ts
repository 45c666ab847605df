import path from 'node:path'
import t from 'tap'
import { FileStore, MemoryStore } from '../../lib/features/clip_store.ts'
import { fitNormalisation, fitStoredNormalisation } from '../../lib/features/normalisation.ts'

process.env.EMOVOX_CACHE = path.join(t.testdir(), 'cache')

const SIZE = 6
const data = Float32Array.from({ length: 2500 * SIZE }, (_, k) => (k % 7 < 2 ? 0 : Math.sin(k) * 100))

async function fileOf(pieces: readonly number[]): Promise<FileStore> {
  const store = await FileStore.create(SIZE)
  let at = 0
  for (const clips of pieces) {
    await store.append(data.subarray(at * SIZE, (at + clips) * SIZE))
    at += clips
  }
  return store
}

t.test('a file gives what memory gives, in any order, several at once', async (t) => {
  const memory = new MemoryStore(data, SIZE)
  const file = await fileOf([700, 0, 1, 1799])
  t.equal(file.clips, memory.clips)
  const wanted = [[], [3], [0, 1, 2, 3], [2499, 0, 699, 700, 701, 5, 5, 6], [...Array(2500).keys()].reverse()]
  const found = await Promise.all(wanted.map((clips) => file.read(clips)))
  for (const [k, clips] of wanted.entries()) t.same(found[k], await memory.read(clips))
  await file.close()
  await memory.close()
})

t.test('what is not there is an error', async (t) => {
  const file = await fileOf([10])
  await t.rejects(file.read([9, 10]), {
    code: 'INTERNAL',
    message: /\.clips: ends before all of clip 10 is read/,
  })
  await file.close()
})

t.test('normalisation over a file is that over memory, bit for bit', async (t) => {
  const file = await fileOf([1200, 1300])
  const expected = fitNormalisation(data, 3)
  t.same(await fitStoredNormalisation(file, 3), expected)
  t.same(await fitStoredNormalisation(new MemoryStore(data, SIZE), 3), expected)
  await file.close()
})
