import { execFile } from 'node:child_process'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { makeSyntheticCorpus } from '../../lib/synthetic/corpus.ts'
import { outsideTap } from '../outside_tap.ts'

const BIN = fileURLToPath(new URL('../../bin/emovox.js', import.meta.url))
const SMALL = '--epochs 1 --copies 1 --lstm1 8 --lstm2 6 --dense 8 --clip-seconds 0.5 --quality fast'.split(
  ' ',
)
/** Of the corpus below. */
const RECORDINGS = 90

/** A corpus of three speakers, and the command with a cache of its own. */
async function setting(t: Test) {
  const folder = t.testdir()
  const corpus = path.join(folder, 'corpus')
  await makeSyntheticCorpus({ out: corpus, ravdessActors: 3, tessWords: 0, saveeSpeakers: 0 })
  const cache = path.join(folder, 'cache')
  const env = { ...process.env, EMOVOX_CACHE: cache }
  const emovox = (...args: string[]) =>
    promisify(execFile)(...outsideTap(process.execPath, [BIN, ...args]), { env })
  const summary = async () => JSON.parse((await emovox('cache', '--json')).stdout)
  return { folder, corpus, cache, features: path.join(cache, 'features'), emovox, summary }
}

t.test('extract: cold, warm, without; seen and cleared', { timeout: 120_000 }, async (t) => {
  const { folder, corpus, cache, features, emovox, summary } = await setting(t)
  const nothing = { folder: features, entries: 0, bytes: 0, oldest: null, newest: null }
  t.same(await summary(), nothing)
  const extract = async (name: string, ...flags: string[]) => {
    const out = path.join(folder, name)
    const { stderr } = await emovox('extract', corpus, '--out', out, '--clip-seconds', '1', ...flags)
    return { stderr, features: await readFile(path.join(out, 'features.npy')) }
  }
  const without = await extract('without', '--no-cache')
  t.same(await summary(), nothing)
  const cold = await extract('cold')
  t.notMatch(cold.stderr, /cache/)
  const made = await summary()
  t.match(made, { folder: features, entries: RECORDINGS })
  t.ok(made.bytes > RECORDINGS * 32 * 13 * 4)
  t.ok(Date.parse(made.oldest) <= Date.parse(made.newest) && Date.parse(made.newest) <= Date.now())
  const warm = await extract('warm')
  t.match(warm.stderr, `Features of ${RECORDINGS} of ${RECORDINGS} clips were in the cache`)
  for (const { features } of [cold, warm]) t.ok(features.equals(without.features))

  t.match(
    (await emovox('cache')).stdout,
    new RegExp(`^${RECORDINGS} clips, 0\\.2 MB in .*features\nlast used`),
  )
  await writeFile(path.join(cache, 'download'), 'of setup')
  t.match((await emovox('cache', '--clear')).stdout, new RegExp(`^${RECORDINGS} clips, .* removed from`))
  t.same(await summary(), nothing)
  t.same(await readdir(cache), ['download'])

  await extract('bounded', '--cache-size', '0.0001')
  const { bytes } = await summary()
  t.ok(bytes > 0 && bytes <= 100_000, `${bytes} bytes`)
  await t.rejects(extract('wrong', '--cache-size', 'much'), { code: 2, stderr: /gigabytes/ })
})

t.test('folds share what they extract, evaluate uses it too', { timeout: 240_000 }, async (t) => {
  const { folder, corpus, emovox, summary } = await setting(t)
  const train = (name: string, ...flags: string[]) =>
    emovox('cv', corpus, '--out', path.join(folder, name), '--folds', '3', ...SMALL, ...flags)
  const { stderr } = await train('first')
  const [first, ...later] = stderr.match(/Features of \d+ of \d+/g) ?? []
  t.match(first, /Features of \d+ of/, 'the second fold: the first has nothing to find')
  t.ok(later.length >= 1)
  const { entries } = await summary()
  t.ok(
    entries > RECORDINGS && entries <= 5 * RECORDINGS,
    `${entries}: and spectra, and what the teacher hears, of those trained on`,
  )
  await train('second', '--no-cache')
  const [one, other] = await Promise.all(
    ['first', 'second'].map((name) => readFile(path.join(folder, name, 'predictions.csv'), 'utf8')),
  )
  t.equal(one, other)

  const evaluated = await emovox('evaluate', path.join(folder, 'first', 'fold-1', 'seed-1'), corpus, '--json')
  t.match(evaluated.stderr, `Features of ${RECORDINGS} of ${RECORDINGS} clips`)
  t.equal(JSON.parse(evaluated.stdout).overall.clips, RECORDINGS)
})

t.test('trouble with the folder is said once, and nothing fails', { timeout: 240_000 }, async (t) => {
  const { folder, corpus, cache, emovox } = await setting(t)
  await writeFile(cache, 'in the way')
  const out = path.join(folder, 'run')
  const { stderr } = await emovox('cv', corpus, '--out', out, '--folds', '3', ...SMALL)
  t.equal(stderr.match(/features are not cached/g)?.length, 1)
  t.match((await emovox('cache')).stdout, /^0 clips/)
  t.match((await emovox('cache', '--clear')).stdout, /^0 clips/)
})
