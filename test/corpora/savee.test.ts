import t from 'tap'
import { readSavee } from '../../lib/corpora/savee.ts'
import { fileIn } from './files.ts'

const read = (name: string, folder = 'AudioData') => readSavee(fileIn(folder, name), { calm: 'neutral' })

t.test('flat and foldered names say the same', async (t) => {
  const recording = {
    emotion: 'surprise',
    speaker: 'savee-jk',
    corpus: 'savee',
    sex: 'male',
    statement: '03',
    sentence: 'savee-03',
  }
  t.same(read('JK_su03.wav'), {
    id: 'savee/jk_su03',
    recording: { path: '/corpora/AudioData/JK_su03.wav', ...recording },
    remarks: [],
  })
  t.same(read('su03.wav', 'JK'), {
    id: 'savee/jk_su03',
    recording: { path: '/corpora/JK/su03.wav', ...recording },
    remarks: [],
  })
  t.match(read('SU03.WAV', 'jk'), { id: 'savee/jk_su03' })
})

t.test('every speaker and every emotion', async (t) => {
  for (const speaker of ['DC', 'JE', 'JK', 'KL'])
    t.match(read('n30.wav', speaker), { recording: { speaker: `savee-${speaker.toLowerCase()}` } })
  const emotions = ['a', 'd', 'f', 'h', 'n', 'sa', 'su'].map((letters) => {
    const reading = read(`DC_${letters}01.wav`)
    return reading && 'recording' in reading ? reading.recording.emotion : undefined
  })
  t.same(emotions, ['angry', 'disgust', 'fear', 'happy', 'neutral', 'sad', 'surprise'])
})

t.test('15 sentences an emotion, 30 for neutral', async (t) => {
  t.match(read('DC_a15.wav'), { recording: {} })
  t.match(read('DC_n16.wav'), { recording: { emotion: 'neutral', statement: '16' } })
  t.match(read('DC_a16.wav'), { kind: 'bad-name', reason: /sentence 16 of anger, expected 01 to 15/ })
  t.match(read('n31.wav', 'DC'), { kind: 'bad-name', reason: /expected 01 to 30/ })
  t.match(read('DC_a00.wav'), { kind: 'bad-name' })
})

t.test('files with the same words have the same sentence', async (t) => {
  const sentences = (...names: string[]) =>
    new Set(
      names.map((name) => {
        const reading = read(`DC_${name}.wav`)
        return reading && 'recording' in reading ? reading.recording.sentence : undefined
      }),
    ).size
  t.equal(sentences('a01', 'd01', 'sa01', 'n01'), 1, 'common')
  t.equal(sentences('a04', 'a05', 'su05', 'n04', 'n15'), 1, "an emotion's own, and neutral's of all others")
  t.equal(sentences('a06', 'd06', 'n16', 'a03', 'a04'), 5)
})

t.test('what is not used is said to be', async (t) => {
  t.match(read('DC_x01.wav'), { kind: 'bad-name', reason: /emotion "x"/ })
  t.match(read('DC_s01.wav'), { kind: 'bad-name' }, 's is neither sad nor surprised')
  t.match(read('DC_sd01.wav'), { kind: 'bad-name' })
  t.match(read('a01.avi', 'DC'), { kind: 'video' })
})

t.test("the name wins over another speaker's folder", async (t) => {
  t.match(read('DC_a01.wav', 'JE'), {
    recording: { speaker: 'savee-dc' },
    remarks: [{ kind: 'misfiled' }],
  })
})

t.test('what only looks similar', async (t) => {
  t.equal(read('a01.wav'), undefined, 'no speaker')
  t.equal(read('a01.wav', 'DC_backup'), undefined)
  t.equal(read('x01.wav', 'DC'), undefined)
  t.equal(read('track01.wav', 'DC'), undefined)
  for (const name of ['DC_a1.wav', 'DC_a001.wav', 'DCa01.wav', 'AB_a01.wav', 'DC_a01_x.wav', 'DC_a01.txt'])
    t.equal(read(name), undefined, name)
})
