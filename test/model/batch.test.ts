import t from 'tap'
import { drawBeta, makeBatch, smoothTargets } from '../../lib/model/batch.ts'
import { seededRandom } from '../../lib/random.ts'

t.test('a share of each label is spread over all classes', async (t) => {
  const targets = smoothTargets([2, 0], 4, 0.1)
  const row = (label: number) => Array.from({ length: 4 }, (_, k) => (k === label ? 0.925 : 0.025))
  t.ok(
    [...row(2), ...row(0)].every((value, at) => Math.abs(value - targets[at]) < 1e-6),
    String(targets),
  )
})

const options = { labelSmoothing: 0, mixup: 1, teacherShare: 0.75 }

t.test('clips and targets are mixed alike, in pairs', async (t) => {
  const clips = 16
  // Clip k is the number k in all its features, and of class k.
  const features = Float32Array.from({ length: clips * 3 }, (_, at) => Math.floor(at / 3))
  const labels = [...Array(clips).keys()]
  const mixed = makeBatch(features, labels, null, clips, options, seededRandom(1, 'test'))
  let changed = 0
  for (let clip = 0; clip < clips; clip++) {
    const row = mixed.targets.subarray(clip * clips, (clip + 1) * clips)
    t.ok(Math.abs(row.reduce((sum, value) => sum + value, 0) - 1) < 1e-6)
    t.ok(row.filter((value) => value > 0).length <= 2)
    const heard = row.reduce((sum, value, of) => sum + value * of, 0)
    for (const value of mixed.features.subarray(clip * 3, clip * 3 + 3))
      t.ok(Math.abs(value - heard) < 1e-4, 'a feature is mixed by the shares that the target says')
    if (row[clip] < 0.999) changed += 1
  }
  t.ok(changed > clips / 2)
})

t.test(
  'a teacher is asked about the mixtures that its pupil hears, and its answers are a share of the targets',
  async (t) => {
    const labels = [0, 1, 2, 3]
    const features = Float32Array.from(labels)
    const alone = makeBatch(features, labels, null, 4, options, seededRandom(2, 'test'))
    t.notSame(alone.features, features)
    const answers = Float32Array.from({ length: 16 }, (_, k) => k / 16)
    let asked: Float32Array | undefined
    const lesson = {
      // The same clips in features of its own.
      features: features.map((value) => 8 * value),
      answers: (given: Float32Array) => {
        asked = given
        return answers
      },
    }
    const taught = makeBatch(features, labels, lesson, 4, options, seededRandom(2, 'test'))
    t.same(taught.features, alone.features)
    t.same(
      asked,
      alone.features.map((value) => 8 * value),
    )
    t.ok(
      taught.targets.every(
        (value, k) => Math.abs(value - 0.25 * alone.targets[k] - 0.75 * answers[k]) < 1e-6,
      ),
    )
  },
)

t.test('shares are of the beta distribution', async (t) => {
  for (const a of [0.05, 0.3, 1]) {
    const random = seededRandom(1, a)
    const draws = Array.from({ length: 20_000 }, () => drawBeta(a, random))
    const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length
    const variance = draws.reduce((sum, x) => sum + (x - mean) ** 2, 0) / draws.length
    t.ok(draws.every((x) => x >= 0 && x <= 1))
    t.ok(Math.abs(mean - 0.5) < 0.015, `mean ${mean}`)
    t.ok(Math.abs(variance - 1 / (4 * (2 * a + 1))) < 0.006, `variance ${variance}`)
  }
})
