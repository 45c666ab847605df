import t from 'tap'
import { readTess } from '../../lib/corpora/tess.ts'
import { fileIn } from './files.ts'

const read = (name: string, folder = 'anything') => readTess(fileIn(folder, name), { calm: 'neutral' })

const emotionOf = (name: string) => {
  const reading = read(name)
  return reading && 'recording' in reading ? reading.recording.emotion : undefined
}

t.test('speaker, word, emotion', async (t) => {
  t.same(read('YAF_neat_ps.wav', 'YAF_pleasant_surprised'), {
    id: 'tess/yaf_neat_surprise',
    recording: {
      path: '/corpora/YAF_pleasant_surprised/YAF_neat_ps.wav',
      emotion: 'surprise',
      speaker: 'tess-yaf',
      corpus: 'tess',
      sourceEmotion: 'ps',
      sex: 'female',
      word: 'neat',
      sentence: 'tess-neat',
    },
    remarks: [],
  })
  t.match(read('oaf_BACK_Angry.WAV'), {
    id: 'tess/oaf_back_angry',
    recording: { speaker: 'tess-oaf', word: 'back', emotion: 'angry' },
  })
})

t.test('every emotion, and every spelling of pleasant surprise', async (t) => {
  const published = ['neutral', 'happy', 'sad', 'angry', 'fear', 'disgust', 'ps']
  t.same(
    published.map((emotion) => emotionOf(`OAF_back_${emotion}.wav`)),
    ['neutral', 'happy', 'sad', 'angry', 'fear', 'disgust', 'surprise'],
  )
  const spellings = [
    'PS',
    'surprise',
    'Surprised',
    'pleasant_surprise',
    'Pleasant_surprised',
    'pleasant-surprise',
  ]
  for (const spelling of spellings) t.equal(emotionOf(`YAF_back_${spelling}.wav`), 'surprise', spelling)
})

t.test('folders of published copies agree with the names in them', async (t) => {
  const folders = [
    'OAF_Pleasant_surprise',
    'OAF_pleasant_surprised',
    'oaf_ps',
    'OAF_Surprise',
    'surprised',
    'TESS Toronto emotional speech set data',
    'OAF_something',
    'OAF',
  ]
  for (const folder of folders)
    t.match(read('OAF_back_ps.wav', folder), { recording: {}, remarks: { length: 0 } }, folder)
})

t.test('the name wins over the folder', async (t) => {
  for (const folder of ['OAF_sad', 'YAF_angry', 'Sad'])
    t.match(
      read('OAF_back_angry.wav', folder),
      {
        recording: { emotion: 'angry', speaker: 'tess-oaf' },
        remarks: [{ kind: 'misfiled', reason: new RegExp(folder) }],
      },
      folder,
    )
})

t.test('a misspelling of the published set is known, others are not guessed', async (t) => {
  const reading = read('OA_bite_neutral.wav', 'OAF_neutral')
  t.match(reading, {
    id: 'tess/oaf_bite_neutral',
    recording: { speaker: 'tess-oaf', word: 'bite', emotion: 'neutral' },
    remarks: [{ kind: 'misnamed' }],
  })
  t.equal(read('OA_back_neutral.wav', 'OAF_neutral'), undefined)
  t.equal(read('YA_bite_neutral.wav', 'YAF_neutral'), undefined)
})

t.test('an unknown emotion is left out', async (t) => {
  t.match(read('OAF_back_furious.wav', 'OAF_angry'), {
    kind: 'bad-name',
    reason: /"furious", expected angry/,
  })
  t.match(read('OAF_back_angry.mp4'), { kind: 'video' })
})

t.test('what only looks similar', async (t) => {
  const strangers = [
    'OAF_angry.wav',
    'OAF_back.wav',
    'back_angry.wav',
    'MAF_back_angry.wav',
    'OAFback_angry.wav',
    'OAF_b4ck_angry.wav',
    'OAF_back_angry.txt',
    '03-01-06-01-01-01-12.wav',
  ]
  for (const name of strangers) t.equal(read(name, 'OAF_angry'), undefined, name)
})
