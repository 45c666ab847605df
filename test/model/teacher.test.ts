import path from 'node:path'
import t from 'tap'
import { requireRecordings, scanCorpora } from '../../lib/corpora/scan.ts'
import { splitBySpeaker } from '../../lib/corpora/split.ts'
import { trainTeacher } from '../../lib/model/teacher.ts'
import { type TrainOptions, train } from '../../lib/model/train.ts'
import { resolveTraining } from '../../lib/model/training_options.ts'
import type { FeatureName } from '../../lib/options.ts'
import { makeSyntheticCorpus } from '../../lib/synthetic/corpus.ts'

const corpus = path.join(t.testdir(), 'corpus')
await makeSyntheticCorpus({ out: corpus, ravdessActors: 4, tessWords: 0, saveeSpeakers: 0 })
const recordings = requireRecordings(await scanCorpora([corpus]))
const parts = splitBySpeaker(recordings, { test: 0.25, validation: 0.25 })
const small = { augment: null, model: { lstm1: 8, lstm2: 8 } } as const
const featureMemory = 1e9

t.test('its answers are probabilities, and follow from clips, epoch and seed', async (t) => {
  const epochs: [number, number][] = []
  const pupil = resolveTraining({ augment: null, training: { epochs: 50 } })
  const onTeacherEpoch = (done: number, of: number) => epochs.push([done, of])
  const teacher = await trainTeacher(parts, pupil, { featureMemory, onTeacherEpoch })
  if (!teacher) return t.fail('a teacher is the default')
  t.same(epochs.at(-1), [40, 40])
  const answers = async (clips: readonly number[], epoch: number) =>
    teacher.answers(await teacher.batch(clips, epoch))
  const [first, again, later] = await Promise.all([1, 1, 2].map((epoch) => answers([0, 5, 9], epoch)))
  t.same(first, again)
  t.notSame(first, later, 'another epoch is heard differently')
  for (let clip = 0; clip < 3; clip++) {
    const sum = first.subarray(clip * 7, clip * 7 + 7).reduce((total, share) => total + share, 0)
    t.ok(Math.abs(sum - 1) < 1e-5)
  }
  const all = [...parts.train.keys()]
  const known = await answers(all, 3)
  const right = all.filter((clip) => {
    const row = known.subarray(clip * 7, clip * 7 + 7)
    return row.indexOf(Math.max(...row)) === pupilLabel(clip)
  })
  t.ok(right.length > all.length / 2, `${right.length} of ${all.length} clips of its own training part`)
  await teacher.close()
})

function pupilLabel(clip: number): number {
  const order = ['neutral', 'happy', 'sad', 'angry', 'fear', 'disgust', 'surprise']
  return order.indexOf(parts.train[clip].emotion)
}

t.test('it hears speakers, for twice the epochs, if its pupil does', async (t) => {
  const begun = async (include: FeatureName[]) => {
    const controller = new AbortController()
    let epochs = 0
    const onTeacherEpoch = (_done: number, of: number) => {
      epochs = of
      controller.abort()
    }
    const pupil = resolveTraining({ augment: null, features: { include } })
    const options = { featureMemory, onTeacherEpoch, signal: controller.signal }
    await t.rejects(trainTeacher(parts, pupil, options), { code: 'ABORTED' })
    return epochs
  }
  t.same([await begun(['mfcc']), await begun(['mfcc', 'speaker'])], [40, 80])

  const batchOf = async (include: FeatureName[]) => {
    const pupil = resolveTraining({ augment: null, features: { include }, training: { epochs: 1 } })
    const teacher = await trainTeacher(parts, pupil, { featureMemory })
    const frames = await teacher?.batch([0, 5, 9], 1)
    await teacher?.close()
    return frames ?? new Float32Array(0)
  }
  t.equal((await batchOf(['mfcc'])).length, 3 * 94 * 98)
  const known = await batchOf(['mfcc', 'speaker'])
  t.equal(known.length, 3 * 94 * 99)
  const last = known.filter((_, k) => k % 99 === 98)
  t.same([...new Set(last)].sort(), [0, 1], 'of all of them, in all that is not padding')
})

t.test('what is learnt from it', async (t) => {
  const run = (training: TrainOptions['training']) =>
    train(parts, { ...small, training: { epochs: 2, ...training } })
  const losses = async (training: TrainOptions['training']) =>
    (await run(training)).history.map(({ loss }) => loss)
  const alone = await losses({ teacher: null })
  t.same(await losses({ teacherShare: 0 }), alone, 'a share of 0 is no teacher')
  t.notSame(await losses({}), alone)
  t.same(await losses({}), await losses({}), 'and it is the same every time')
})

t.test('without augmentation of spectra there is none, nor where none is asked for', async (t) => {
  for (const options of [{ spectral: null }, { training: { teacher: null } }])
    t.equal(await trainTeacher(parts, resolveTraining(options), { featureMemory }), null)
})

t.test('it sees the training part only', async (t) => {
  const nothing = { train: parts.train, validation: [] }
  const answers = await Promise.all(
    [parts, nothing].map(async (given) => {
      const pupil = resolveTraining({ augment: null, training: { epochs: 1 } })
      const teacher = await trainTeacher(given, pupil, { featureMemory })
      const heard = teacher?.answers(await teacher.batch([0, 1], 1))
      await teacher?.close()
      return heard
    }),
  )
  t.same(answers[0], answers[1])
})

t.test('audio that does not suit it', async (t) => {
  const features = { audio: { sampleRate: 1000 } }
  await t.rejects(train(parts, { ...small, features, training: { epochs: 1 } }), {
    code: 'INVALID_OPTION',
    message: /teacher \(preset best\): .*fMax.*--teacher none/,
  })
})

t.test('interrupted', async (t) => {
  const controller = new AbortController()
  const onTeacherEpoch = (done: number) => done === 1 && controller.abort()
  await t.rejects(train(parts, { ...small, onTeacherEpoch, signal: controller.signal }), {
    code: 'ABORTED',
    message: /teacher/,
  })
})
