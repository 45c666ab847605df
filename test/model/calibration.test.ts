import t from 'tap'
import {
  type Answer,
  applyTemperature,
  fitTemperature,
  goldenSection,
  reliability,
  TEMPERATURES,
} from '../../lib/model/calibration.ts'

const CLASSES = 7

/** Answers of one confidence, a share of them right; the other classes share what is left. */
function answers(clips: number, confidence: number, accuracy: number): Answer[] {
  return Array.from({ length: clips }, (_, k) => {
    const heard = k % CLASSES
    const rest = (1 - confidence) / (CLASSES - 1)
    return {
      probabilities: Array.from({ length: CLASSES }, (_, c) => (c === heard ? confidence : rest)),
      truth: k < Math.round(accuracy * clips) ? heard : (heard + 1) % CLASSES,
    }
  })
}

/** That at which `answers` are as confident as they are right: the ratio of the two log odds against one other class. */
function closedForm(confidence: number, accuracy: number): number {
  const logOdds = (p: number) => Math.log((p * (CLASSES - 1)) / (1 - p))
  return logOdds(confidence) / logOdds(accuracy)
}

function near(found: number, expected: number, tolerance = 1e-9): boolean {
  return Math.abs(found - expected) <= tolerance
}

t.test('reliability of answers whose errors are known', async (t) => {
  const { bins, ece, nll } = reliability([...answers(60, 0.85, 0.7), ...answers(40, 0.5, 0.55)])
  t.ok(near(ece, 0.6 * 0.15 + 0.4 * 0.05))
  t.same(
    bins.map(({ clips }) => clips),
    [0, 0, 0, 0, 40, 0, 0, 0, 60, 0],
    'a confidence of 0.5 is in the bin that ends there',
  )
  t.match(bins[8], { from: 0.8, to: 0.9, accuracy: 0.7 })
  t.ok(near(bins[8].confidence, 0.85))
  t.ok(Number.isNaN(bins[0].accuracy))
  const wrong = (confidence: number) => Math.log((1 - confidence) / (CLASSES - 1))
  const loss = 42 * Math.log(0.85) + 18 * wrong(0.85) + 22 * Math.log(0.5) + 18 * wrong(0.5)
  t.ok(near(nll, -loss / 100), `nll ${nll}`)
})

t.test('confidences at the ends have a bin', async (t) => {
  const sure = { probabilities: [1, 0, 0, 0, 0, 0, 0], truth: 0 }
  const above = { probabilities: [1.0000001, 0, 0, 0, 0, 0, 0], truth: 0 }
  t.equal(reliability([sure, above]).bins[9].clips, 2, 'float32 softmax may give a little more than 1')
  t.equal(reliability([{ probabilities: [0, 0], truth: 0 }]).bins[0].clips, 1)
})

t.test('temperature: closed form', async (t) => {
  for (const [confidence, accuracy] of [
    [0.9, 0.6],
    [0.4, 0.75],
    [0.55, 0.55],
  ]) {
    const given = answers(100, confidence, accuracy)
    const temperature = fitTemperature(given)
    t.ok(
      near(temperature, closedForm(confidence, accuracy), 1e-4),
      `${confidence}, ${accuracy}: ${temperature}`,
    )
    const scaled = given.map((answer) => ({
      ...answer,
      probabilities: applyTemperature(answer.probabilities, temperature),
    }))
    const after = reliability(scaled)
    t.ok(after.ece < 1e-4, `ECE ${after.ece}`)
    t.ok(after.nll <= reliability(given).nll + 1e-12)
  }
})

t.test('temperature stays in its range where no answer is wrong, or most are', async (t) => {
  t.ok(near(fitTemperature(answers(20, 0.5, 1)), TEMPERATURES[0], 1e-4))
  t.ok(near(fitTemperature(answers(20, 0.9, 0)), TEMPERATURES[1], 1e-3))
})

t.test('a temperature scales logits', async (t) => {
  const logits = [2, -1, 0.5]
  const softmax = (values: number[]) => {
    const powers = values.map(Math.exp)
    const sum = powers.reduce((a, b) => a + b)
    return powers.map((power) => power / sum)
  }
  const scaled = applyTemperature(softmax(logits), 2.5)
  softmax(logits.map((logit) => logit / 2.5)).forEach((p, k) => {
    t.ok(near(scaled[k], p, 1e-12))
  })
  const sharp = applyTemperature([1, 0, 0], 20)
  t.ok(sharp.every(Number.isFinite))
  t.ok(sharp[0] > sharp[1])
})

t.test('golden section finds minima, inside and at the ends', async (t) => {
  t.ok(
    near(
      goldenSection((x) => (x - 0.3) ** 2, -4, 5),
      0.3,
      1e-5,
    ),
  )
  t.ok(
    near(
      goldenSection((x) => x, 2, 3),
      2,
      1e-5,
    ),
  )
  t.ok(
    near(
      goldenSection((x) => -x, 2, 3),
      3,
      1e-5,
    ),
  )
})
