import { cp, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { parse } from 'npyjs'
import t from 'tap'
import { encodeWav } from '../../lib/audio/wav.ts'
import { emovox, smallCorpus } from './emovox_process.ts'

async function rowsOf(file: string): Promise<string[]> {
  return (await readFile(file, 'utf8')).trim().split('\n')
}

async function loadNpy(file: string) {
  const bytes = await readFile(file)
  return parse(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
}

t.test('scan and extract', { timeout: 120_000 }, async (t) => {
  const corpus = await smallCorpus(t)
  await writeFile(path.join(corpus, 'stray.wav'), 'not a recording of any corpus')
  const scanned = await emovox('scan', corpus, '--json')
  t.equal(scanned.code, 0, scanned.stderr)
  const { corpora, oddities, recordings } = JSON.parse(scanned.stdout)
  t.same(
    corpora.map((one: { corpus: string; clips: number }) => [one.corpus, one.clips]),
    [
      ['ravdess', 90],
      ['savee', 8],
      ['tess', 14],
    ],
  )
  const stray = oddities.filter((oddity: { kind: string }) => oddity.kind === 'unrecognised')
  t.match(stray, [{ path: /stray\.wav$/ }])

  const out = path.join(corpus, '..', 'features')
  const extracted = await emovox(
    'extract',
    corpus,
    '--out',
    out,
    '--augment',
    '--copies',
    '2',
    '--n-mfcc',
    '20',
    '--json',
  )
  t.equal(extracted.code, 0, extracted.stderr)
  const features = await loadNpy(path.join(out, 'features.npy'))
  const labels = await loadNpy(path.join(out, 'labels.npy'))
  t.same(features.shape, [3 * recordings.length, 94, 20])
  t.ok(features.data instanceof Float32Array && features.data.every(Number.isFinite))
  t.same(labels.shape, [3 * recordings.length])
  const [head, ...rows] = await rowsOf(path.join(out, 'manifest.csv'))
  t.equal(head, 'path,corpus,speaker,emotion,augmentation')
  t.equal(rows.length, 3 * recordings.length)
  t.match(rows[0], /,none$/)
  t.match(rows[1], /,(noise|stretch|pitch) /)
  const options = JSON.parse(await readFile(path.join(out, 'options.json'), 'utf8'))
  t.match(options, { shape: features.shape, mfcc: { nMfcc: 20 }, audio: { sampleRate: 16_000 } })
})

t.test(
  'a recording that cannot be used is counted, and the rest goes on',
  { timeout: 120_000 },
  async (t) => {
    const corpus = await smallCorpus(t)
    const actor = path.join(corpus, 'RAVDESS', 'Actor_01')
    const bad = (name: string, data: Uint8Array | string) => writeFile(path.join(actor, name), data)
    await bad('03-01-01-01-01-01-01.wav', 'this is no sound')
    await bad('03-01-05-01-01-01-01.wav', encodeWav(new Float32Array(16_000), 16_000))
    const broken = encodeWav(new Float32Array(16_000), 16_000, { bitDepth: 'float32' })
    new DataView(broken.buffer).setFloat32(broken.length - 400, Number.NaN, true)
    await bad('03-01-06-01-01-01-01.wav', broken)
    const whole = await readFile(path.join(actor, '03-01-07-01-01-01-01.wav'))
    await bad('03-01-07-01-01-01-01.wav', whole.subarray(0, Math.floor(whole.length / 2)))
    await cp(
      path.join(actor, '03-01-04-01-01-01-01.wav'),
      path.join(corpus, 'copy', '03-01-04-01-01-01-01.wav'),
    )
    const out = path.join(corpus, '..', 'features')
    const { code, stderr, stdout } = await emovox('extract', actor, path.join(corpus, 'copy'), '--out', out)
    t.equal(code, 0, stderr)
    t.match(stdout, /^27 clips/, 'thirty, less three; the copy counts once')
    t.match(stderr, /Left out \(3\)/)
    for (const reason of [/05-01-01-01-01\.wav.*silence/, /06-01-01-01-01\.wav/, /01-01-01-01-01\.wav/])
      t.match(stderr, reason)
    t.match(stderr, /Odd, but used \(1\):\n.*07-01-01-01-01\.wav/)
  },
)
