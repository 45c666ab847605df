import t from 'tap'
import { manifestCsv, recordingColumns } from '../../lib/corpora/manifest_csv.ts'
import type { Recording } from '../../lib/recording.ts'

const recording: Recording = {
  path: '/a, "b"/DC_a01.wav',
  emotion: 'angry',
  speaker: 'savee-dc',
  corpus: 'savee',
  sourceEmotion: 'anger',
  sex: 'male',
  statement: '01',
}

t.test('rows say what the corpus tells, then what the caller adds', async (t) => {
  const csv = manifestCsv([{ recording, cells: { part: 'test', copy: 0 } }, { recording }], ['part', 'copy'])
  const [header, first, second, end] = csv.split('\n')
  t.equal(header, [...recordingColumns, 'part', 'copy'].join(','))
  t.equal(first, '"/a, ""b""/DC_a01.wav",savee,savee-dc,angry,anger,male,,01,,,,test,0')
  t.equal(second, '"/a, ""b""/DC_a01.wav",savee,savee-dc,angry,anger,male,,01,,,,,')
  t.equal(end, '')
})

t.test('no rows: the header alone', async (t) => {
  t.equal(manifestCsv([]), `${recordingColumns.join(',')}\n`)
})
