import type { TrainingOptions } from '../options.ts'
import type { Random } from '../random.ts'

/** What one step of training sees. */
export interface Batch {
  /** [clips, frames, coefficients], row-major. */
  readonly features: Float32Array
  /** [clips, classes]: each row sums to 1. */
  readonly targets: Float32Array
}

/** Targets [clips, classes] of labels, of each of which a share is spread over all classes (Szegedy et al. 2016). */
export function smoothTargets(labels: readonly number[], classes: number, smoothing: number): Float32Array {
  const targets = new Float32Array(labels.length * classes).fill(smoothing / classes)
  labels.forEach((label, clip) => {
    targets[clip * classes + label] += 1 - smoothing
  })
  return targets
}

/**
 * The clip of a batch that each clip is mixed with, features and targets alike, and the share that is left of its own, drawn from
 * Beta(a, a): mixup (Zhang et al. 2018).
 */
interface Mixture {
  readonly partners: readonly number[]
  readonly shares: readonly number[]
}

function drawMixture(clips: number, a: number, random: Random): Mixture {
  const partners = random.shuffle(Array.from({ length: clips }, (_, clip) => clip))
  return { partners, shares: partners.map(() => drawBeta(a, random)) }
}

function mixRows(values: Float32Array, { partners, shares }: Mixture): Float32Array {
  const width = values.length / partners.length
  const mixed = new Float32Array(values.length)
  partners.forEach((partner, clip) => {
    const share = shares[clip]
    const own = clip * width
    const others = partner * width
    for (let k = 0; k < width; k++)
      mixed[own + k] = share * values[own + k] + (1 - share) * values[others + k]
  })
  return mixed
}

/** A number of Beta(a, a) for a up to 1: Johnk (1964). */
export function drawBeta(a: number, random: Random): number {
  for (;;) {
    const x = random.uniform(0, 1) ** (1 / a)
    const y = random.uniform(0, 1) ** (1 / a)
    if (x + y > 0 && x + y <= 1) return x / (x + y)
  }
}

/** Targets of which a share is what a teacher answered: knowledge distillation (Hinton, Vinyals and Dean 2015). */
function blendTargets(targets: Float32Array, answers: Float32Array, share: number): Float32Array {
  return targets.map((target, k) => (1 - share) * target + share * answers[k])
}

/** The clips of a batch as a teacher hears them. */
export interface Lesson {
  /** [clips, frames, coefficients] of its own. */
  readonly features: Float32Array
  /** Probabilities [clips, classes] of features like those, mixed ones too. */
  answers(features: Float32Array): Float32Array
}

/**
 * A batch as the options ask for it. A teacher is asked about the same mixtures that its pupil hears: between two clips it
 * knows more than their labels do (Beyer et al. 2022).
 *
 * @param lesson null where there is no teacher.
 */
export function makeBatch(
  features: Float32Array,
  labels: readonly number[],
  lesson: Lesson | null,
  classes: number,
  options: Pick<TrainingOptions, 'labelSmoothing' | 'mixup' | 'teacherShare'>,
  random: Random,
): Batch {
  const mixture = options.mixup === null ? null : drawMixture(labels.length, options.mixup, random)
  const mixed = (values: Float32Array) => (mixture ? mixRows(values, mixture) : values)
  const batch = {
    features: mixed(features),
    targets: mixed(smoothTargets(labels, classes, options.labelSmoothing)),
  }
  if (!lesson) return batch
  const answers = lesson.answers(mixed(lesson.features))
  return { ...batch, targets: blendTargets(batch.targets, answers, options.teacherShare) }
}
