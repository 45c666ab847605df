/** The emotion model in tfjs-node: on our kernels (`native`), TensorFlow's (`tensorflow`), or with `stock` layers. */
import { createInterface } from 'node:readline'
import type * as tfjs from '@tensorflow/tfjs-node'
import { messageOf } from '../../lib/errors.ts'
import { createModel } from '../../lib/model/architecture.ts'
import { smoothTargets } from '../../lib/model/batch.ts'
import { tensorflow } from '../../lib/model/tensorflow.ts'
import { TrainingStep } from '../../lib/model/training_step.ts'
import { VERSION } from '../../lib/version.ts'
import type { StepWork } from '../protocol.ts'

const [frames, threads, kind] = [Number(process.argv[2]), process.argv[3], process.argv[4]]
const CLIPS = 64
const COEFFICIENTS = 13
const CLASSES = 7
const LEARNING_RATE = 1e-3

function say(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`)
}

function modelOf(tf: typeof tfjs): tfjs.LayersModel {
  if (kind !== 'stock') return createModel({ frames, coefficients: COEFFICIENTS, seed: 1 })
  const recurrentActivation = 'sigmoid'
  const inputShape = [frames, COEFFICIENTS]
  return tf.sequential({
    layers: [
      tf.layers.lstm({ units: 128, returnSequences: true, recurrentActivation, inputShape }),
      tf.layers.lstm({ units: 64, recurrentActivation }),
      tf.layers.dense({ units: 64, activation: 'relu' }),
      tf.layers.dropout({ rate: 0.3 }),
      tf.layers.dense({ units: CLASSES, activation: 'softmax' }),
    ],
  })
}

function jobsOf(tf: typeof tfjs): Readonly<Record<StepWork['job'], () => void>> {
  const model = modelOf(tf)
  const data = Float32Array.from({ length: CLIPS * frames * COEFFICIENTS }, (_, k) => Math.sin(k * k))
  const labels = Array.from({ length: CLIPS }, (_, k) => k % CLASSES)
  const batch = (clips: number) =>
    tf.tensor3d(data.slice(0, clips * frames * COEFFICIENTS), [clips, frames, COEFFICIENTS])
  const predict = (clips: number) => () =>
    tf.tidy(() => (model.apply(batch(clips), { training: false }) as tfjs.Tensor).dataSync())
  const step = kind === 'stock' ? stockStep(tf, model, labels, batch) : ownStep(model, data, labels)
  return { step, one: predict(1), batch: predict(CLIPS) }
}

/** A step as `emovox train` takes it: beside Adam with the gradient's norm, decay, and an average of the weights. */
function ownStep(model: tfjs.LayersModel, data: Float32Array, labels: readonly number[]): () => void {
  const training = new TrainingStep(model, { clipNorm: 1, weightDecay: 1e-2, averageDecay: 0.995 }, null)
  return () =>
    training.run({ features: data.slice(), targets: smoothTargets(labels, CLASSES, 0) }, LEARNING_RATE)
}

function stockStep(
  tf: typeof tfjs,
  model: tfjs.LayersModel,
  labels: number[],
  batch: (clips: number) => tfjs.Tensor3D,
): () => void {
  const optimizer = tf.train.adam(LEARNING_RATE)
  return () =>
    tf.tidy(() => {
      const y = tf.cast(tf.oneHot(tf.tensor1d(labels, 'int32'), CLASSES), 'float32')
      const x = batch(CLIPS)
      const loss = () => {
        const p = model.apply(x, { training: true }) as tfjs.Tensor
        return tf.neg(tf.mean(tf.sum(tf.mul(y, tf.log(tf.clipByValue(p, 1e-7, 1))), -1))).asScalar()
      }
      return optimizer.minimize(loss, true)?.dataSync()
    })
}

try {
  process.env.EMOVOX_LSTM = kind === 'native' ? 'native' : 'tensorflow'
  process.env.EMOVOX_LSTM_THREADS = threads
  const jobs = jobsOf(tensorflow())
  say({ peer: 'emovox', version: kind === 'stock' ? tensorflow().version.tfjs : VERSION })
  for await (const line of createInterface({ input: process.stdin })) {
    const { job, steps } = (JSON.parse(line) as { work: StepWork }).work
    const [cpu, wall] = [process.cpuUsage(), performance.now()]
    for (let k = 0; k < steps; k++) jobs[job]()
    const used = process.cpuUsage(cpu)
    const seconds = (performance.now() - wall) / 1e3
    say({ cpu: (used.user + used.system) / 1e6, wall: seconds, length: 0 })
  }
} catch (thrown) {
  say({ missing: messageOf(thrown) })
}
