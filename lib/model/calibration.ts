/**
 * How far a model's probabilities can be believed, and temperature scaling, which makes them more believable without
 * changing what is heard.
 *
 * Source: Guo, Pleiss, Sun and Weinberger (2017), On Calibration of Modern Neural Networks, ICML.
 */
import { argMax } from './metrics.ts'

/** One answer: the probability of every class, and the class that was true. */
export interface Answer {
  readonly probabilities: readonly number[]
  readonly truth: number
}

/** Answers whose confidence (the probability of what was heard) lies in (from, to]. */
export interface ReliabilityBin {
  readonly from: number
  readonly to: number
  readonly clips: number
  /** Mean confidence; NaN without clips. */
  readonly confidence: number
  /** Share of the clips that were heard rightly; NaN without clips. */
  readonly accuracy: number
}

export interface Reliability {
  readonly bins: readonly ReliabilityBin[]
  /** Expected calibration error: the mean over clips of |accuracy - confidence| of their bin. */
  readonly ece: number
  /** Mean negative log likelihood of what was true, in nats. */
  readonly nll: number
}

/** Equal widths, as Guo et al. have them; ten, as a bin of the few clips of a test part must hold some. */
const BINS = 10

/** The reliability diagram's numbers: bins of equal width over confidence, and the expected calibration error. */
export function reliability(answers: readonly Answer[], bins = BINS): Reliability {
  const held = Array.from({ length: bins }, () => ({ clips: 0, confidence: 0, right: 0 }))
  for (const { probabilities, truth } of answers) {
    const heard = argMax(probabilities)
    const bin = held[Math.max(0, Math.ceil(probabilities[heard] * bins) - 1)] ?? held[bins - 1]
    bin.clips++
    bin.confidence += probabilities[heard]
    if (heard === truth) bin.right++
  }
  const gaps = held.map(({ confidence, right }) => Math.abs(right - confidence))
  return {
    bins: held.map(({ clips, confidence, right }, k) => ({
      from: k / bins,
      to: (k + 1) / bins,
      clips,
      confidence: confidence / clips,
      accuracy: right / clips,
    })),
    ece: gaps.reduce((sum, gap) => sum + gap, 0) / answers.length,
    nll: negativeLogLikelihood(answers, 1),
  }
}

/**
 * softmax(logits / temperature), from probabilities: their logarithms are the logits, but for a constant that softmax
 * does not see. Above 1 flattens, below 1 sharpens; the order of the classes stays.
 */
export function applyTemperature(probabilities: readonly number[], temperature: number): number[] {
  const powers = probabilities.map((p) => Math.max(p, SMALLEST) ** (1 / temperature))
  const sum = powers.reduce((total, power) => total + power, 0)
  return powers.map((power) => power / sum)
}

/** A probability of 0 is one that float32 could not hold. */
const SMALLEST = 1e-38

function negativeLogLikelihood(answers: readonly Answer[], temperature: number): number {
  const losses = answers.map(({ probabilities, truth }) => {
    const logits = probabilities.map((p) => Math.log(Math.max(p, SMALLEST)) / temperature)
    const highest = Math.max(...logits)
    const sum = logits.reduce((total, logit) => total + Math.exp(logit - highest), 0)
    return highest + Math.log(sum) - logits[truth]
  })
  return losses.reduce((total, loss) => total + loss, 0) / losses.length
}

/** Where the temperature is looked for. At an end: the answers are all right, or no better than guessed. */
export const TEMPERATURES = [0.05, 20] as const

/**
 * The temperature with the least negative log likelihood, by golden section over its logarithm: the likelihood is convex
 * in 1 / temperature, so there is one minimum.
 *
 * @param answers of clips that were not trained on and are not tested on: those of the validation part.
 */
export function fitTemperature(answers: readonly Answer[]): number {
  const [lowest, highest] = TEMPERATURES.map(Math.log)
  const loss = (logarithm: number) => negativeLogLikelihood(answers, Math.exp(logarithm))
  return Math.exp(goldenSection(loss, lowest, highest))
}

/**
 * Where a function with one minimum in [low, high] has it.
 *
 * Source: Kiefer (1953), Sequential minimax search for a maximum, Proc. AMS 4.
 */
export function goldenSection(f: (x: number) => number, low: number, high: number, tolerance = 1e-6): number {
  const share = (Math.sqrt(5) - 1) / 2
  let [left, right] = [high - share * (high - low), low + share * (high - low)]
  let [atLeft, atRight] = [f(left), f(right)]
  while (high - low > tolerance) {
    if (atLeft <= atRight) {
      ;[high, right, atRight] = [right, left, atLeft]
      left = high - share * (high - low)
      atLeft = f(left)
    } else {
      ;[low, left, atLeft] = [left, right, atRight]
      right = low + share * (high - low)
      atRight = f(right)
    }
  }
  return (low + high) / 2
}
