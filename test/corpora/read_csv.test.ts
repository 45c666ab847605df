import t from 'tap'
import { manifestCsv } from '../../lib/corpora/manifest_csv.ts'
import { readCsv } from '../../lib/corpora/read_csv.ts'

t.test('what manifestCsv wrote, whatever is in a path', async (t) => {
  const paths = ['/a/plain.wav', '/with, a comma.wav', '/with "quotes".wav', '/two\nlines.wav', '/ü.wav']
  const recordings = paths.map((path) => ({ path, emotion: 'sad', speaker: 's', corpus: 'tess' }) as const)
  const rows = readCsv(
    manifestCsv(
      recordings.map((recording) => ({ recording, cells: { part: 'test' } })),
      ['part'],
    ),
  )
  t.same(
    rows.map((row) => [row.get('path'), row.get('emotion'), row.get('sex'), row.get('part')]),
    paths.map((path) => [path, 'sad', '', 'test']),
  )
})

t.test('other line ends, no last line end, nothing', async (t) => {
  const cells = (text: string) => readCsv(text).map((row) => Object.fromEntries(row))
  t.same(cells('a,b\r\n1,\r\n"2","x""y"'), [
    { a: '1', b: '' },
    { a: '2', b: 'x"y' },
  ])
  t.same(cells('a,b\n'), [])
  t.same(cells(''), [])
})

t.test('what is no CSV is refused where it stands', async (t) => {
  t.throws(() => readCsv('a,b\n1,"open'), { message: /found "\\"open" at 6/ })
  t.throws(() => readCsv('a\nx"y\n'), { message: /at 2/ })
})
