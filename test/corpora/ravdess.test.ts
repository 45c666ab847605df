import t from 'tap'
import { readRavdess } from '../../lib/corpora/ravdess.ts'
import { fileIn } from './files.ts'

const read = (name: string, folder = 'anything', calm: 'neutral' | 'drop' = 'neutral') =>
  readRavdess(fileIn(folder, name), { calm })

t.test('seven numbers say what is spoken, how and by whom', async (t) => {
  t.same(read('03-01-06-02-01-02-12.wav', 'Actor_12'), {
    id: 'ravdess/03-01-06-02-01-02-12',
    recording: {
      path: '/corpora/Actor_12/03-01-06-02-01-02-12.wav',
      emotion: 'fear',
      speaker: 'ravdess-12',
      corpus: 'ravdess',
      sourceEmotion: 'fearful',
      sex: 'female',
      intensity: 'strong',
      statement: '01',
      sentence: 'ravdess-01',
      repetition: 2,
    },
    remarks: [],
  })
  t.match(read('03-01-01-01-02-01-07.WAV'), {
    recording: { emotion: 'neutral', sex: 'male', intensity: 'normal', statement: '02', repetition: 1 },
  })
})

t.test('every emotion code', async (t) => {
  const emotions = [1, 2, 3, 4, 5, 6, 7, 8].map((code) => {
    const reading = read(`03-01-0${code}-01-01-01-01.wav`)
    return reading && 'recording' in reading ? reading.recording.emotion : undefined
  })
  t.same(emotions, ['neutral', 'neutral', 'happy', 'sad', 'angry', 'fear', 'disgust', 'surprise'])
  t.match(read('03-01-02-01-01-01-01.wav'), { recording: { sourceEmotion: 'calm' } })
})

t.test('calm is dropped on request, neutral is not', async (t) => {
  t.match(read('03-01-02-01-01-01-01.wav', 'Actor_01', 'drop'), { corpus: 'ravdess', kind: 'dropped' })
  t.match(read('03-01-01-01-01-01-01.wav', 'Actor_01', 'drop'), { recording: { emotion: 'neutral' } })
})

t.test('song and video are left out', async (t) => {
  t.match(read('03-02-06-01-01-01-01.wav'), { kind: 'song' })
  t.match(read('01-01-06-01-01-01-01.mp4'), { kind: 'video' })
  t.match(read('02-01-06-01-01-01-01.mp4'), { kind: 'video' })
  t.match(read('01-01-06-01-01-01-01.wav'), { kind: 'video' }, 'the sound track of a video')
  t.match(read('03-01-06-01-01-01-01.mp4'), { kind: 'video' })
})

t.test('impossible codes are named', async (t) => {
  const cases: readonly (readonly [name: string, reason: RegExp])[] = [
    ['04-01-06-01-01-01-01.wav', /modality 04, expected 01 to 03/],
    ['03-03-06-01-01-01-01.wav', /channel 03/],
    ['03-01-09-01-01-01-01.wav', /emotion 09, expected 01 to 08/],
    ['03-01-00-01-01-01-01.wav', /emotion 00/],
    ['03-01-06-03-01-01-01.wav', /intensity 03/],
    ['03-01-06-01-03-01-01.wav', /statement 03/],
    ['03-01-06-01-01-03-01.wav', /repetition 03/],
    ['03-01-06-01-01-01-25.wav', /actor 25, expected 01 to 24/],
    ['03-01-06-01-01-01-00.wav', /actor 00/],
    ['03-01-01-02-01-01-01.wav', /intensity 02 of neutral/],
  ]
  for (const [name, reason] of cases) t.match(read(name), { kind: 'bad-name', reason }, name)
})

t.test("the name wins over the actor's folder", async (t) => {
  const reading = read('03-01-06-01-01-01-12.wav', 'Actor_11')
  t.match(reading, { recording: { speaker: 'ravdess-12' }, remarks: [{ kind: 'misfiled' }] })
  t.match(read('03-01-06-01-01-01-02.wav', 'actor_2'), { remarks: { length: 0 } })
})

t.test('what only looks similar', async (t) => {
  const strangers = [
    '2023-05-11-10-22-33-01.wav',
    '03-01-06-01-01-01.wav',
    '03-01-06-01-01-01-12-01.wav',
    '03_01_06_01_01_01_12.wav',
    '03-01-06-01-01-01-12 (1).wav',
    'x03-01-06-01-01-01-12.wav',
    '03-01-06-01-01-01-12.csv',
    '03-01-06-01-01-01-12',
    'OAF_back_angry.wav',
    'DC_a01.wav',
  ]
  for (const name of strangers) t.equal(read(name), undefined, name)
  t.match(read('03-01-06-01-01-01.wav', 'Actor_12'), { kind: 'bad-name', reason: /seven two-digit numbers/ })
  t.match(read('03_01_06_01_01_01_12.wav', 'Actor_12'), { kind: 'bad-name' })
})
