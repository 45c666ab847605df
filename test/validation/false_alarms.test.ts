import t from 'tap'
import { seededRandom } from '../../lib/random.ts'
import { comparePaired, type SpeakerPair } from '../../lib/validation/paired_test.ts'

const CLIPS = 10
const EXPERIMENTS = 100

/**
 * A made-up experiment on 16 speakers in four folds. A training's luck (deviation 0.03) is shared by its fold; speakers
 * differ in how well they are heard (0.08), in which configuration suits them (0.04), and clips by chance.
 *
 * @param gain of the second configuration, in truth.
 */
function experiment(number: number, seeds: number, gain: number): SpeakerPair[] {
  const random = seededRandom(number, 'experiment', seeds)
  const normal = () =>
    Math.sqrt(-2 * Math.log(random.uniform(1e-12, 1))) * Math.cos(2 * Math.PI * random.uniform(0, 1))
  const lucks = () => Array.from({ length: 4 }, () => Array.from({ length: seeds }, () => 0.03 * normal()))
  const [firstLuck, secondLuck] = [lucks(), lucks()]
  return Array.from({ length: 16 }, (_, k) => {
    const ease = 0.5 + 0.08 * normal()
    const suits = 0.04 * normal()
    const score = (level: number, luck: readonly (readonly number[])[]) => {
      const hits = luck[k % 4].map((own) =>
        Array.from({ length: 7 }, () => heard(() => random.uniform(0, 1), level + own)),
      )
      const uar = hits.flat().reduce((sum, right) => sum + right, 0) / (7 * CLIPS * seeds)
      return {
        speaker: `${k}`,
        corpus: 'ravdess' as const,
        uar,
        accuracy: uar,
        clips: new Array(7).fill(CLIPS),
        hits,
      }
    }
    return { first: score(ease, firstLuck), second: score(ease + suits + gain, secondLuck) }
  })
}

function heard(uniform: () => number, chance: number): number {
  return Array.from({ length: CLIPS }, uniform).filter((value) => value < chance).length
}

function rates(seeds: number, gain: number) {
  let permutation = 0
  let verdict = 0
  for (let number = 0; number < EXPERIMENTS; number++) {
    const test = comparePaired(experiment(number, seeds, gain))
    if ((test.uar.p ?? 1) < 0.05) permutation++
    if (test.verdict === 'first better' || test.verdict === 'second better') verdict++
  }
  return { permutation: permutation / EXPERIMENTS, verdict: verdict / EXPERIMENTS }
}

t.test('configurations that are alike are rarely said to differ, others mostly', async (t) => {
  const alike = rates(3, 0)
  const differing = rates(3, 0.06)
  t.ok(alike.verdict <= 0.06, `false alarms: ${alike.verdict}`)
  t.ok(alike.permutation > alike.verdict, 'p alone takes luck of trainings for a difference')
  t.ok(differing.verdict > 0.6, `found: ${differing.verdict}`)
})
