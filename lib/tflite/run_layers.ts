import type { DenseWeights, LstmWeights } from './tflite_model.ts'

/** Layers computed as {@link LstmWeights} and {@link DenseWeights} define them, to see what values occur inside. */

/** Given every frame's hidden and cell state, which change afterwards. */
export type SeeState = (h: Float32Array, c: Float32Array) => void

/**
 * @param x [frames, inputs]
 * @returns the hidden states, [frames, units].
 */
export function runLstm(layer: LstmWeights, x: Float32Array, frames: number, see: SeeState): Float32Array {
  const { units, kernel, recurrentKernel, bias } = layer
  const inputs = x.length / frames
  const [h, c] = [new Float32Array(units), new Float32Array(units)]
  const z = new Float32Array(4 * units)
  const sequence = new Float32Array(frames * units)
  for (let frame = 0; frame < frames; frame++) {
    z.set(bias)
    addProduct(z, x.subarray(frame * inputs, (frame + 1) * inputs), kernel)
    addProduct(z, h, recurrentKernel)
    for (let unit = 0; unit < units; unit++) {
      const [i, f, g, o] = [z[unit], z[units + unit], z[2 * units + unit], z[3 * units + unit]]
      c[unit] = sigmoid(f) * c[unit] + sigmoid(i) * Math.tanh(g)
      h[unit] = sigmoid(o) * Math.tanh(c[unit])
    }
    see(h, c)
    sequence.set(h, frame * units)
  }
  return sequence
}

/** `x kernel + bias`, before the activation. */
export function denseSums({ kernel, bias }: DenseWeights, x: Float32Array): Float32Array {
  const z = bias.slice()
  addProduct(z, x, kernel)
  return z
}

const ACTIVATIONS: Readonly<Record<DenseWeights['activation'], (z: Float32Array) => Float32Array>> = {
  linear: (z) => z,
  relu: (z) => z.map((value) => Math.max(0, value)),
  relu6: (z) => z.map((value) => Math.min(6, Math.max(0, value))),
  tanh: (z) => z.map(Math.tanh),
  sigmoid: (z) => z.map(sigmoid),
  softmax: (z) => {
    const most = z.reduce((a, b) => Math.max(a, b))
    const exponentials = z.map((value) => Math.exp(value - most))
    const sum = exponentials.reduce((a, b) => a + b)
    return exponentials.map((value) => value / sum)
  },
}

export function activate(activation: DenseWeights['activation'], z: Float32Array): Float32Array {
  return ACTIVATIONS[activation](z)
}

/** z += x matrix; matrix [x.length, z.length]. */
export function addProduct(z: Float32Array, x: Float32Array, matrix: Float32Array) {
  const columns = z.length
  for (let row = 0; row < x.length; row++) {
    const factor = x[row]
    const start = row * columns
    for (let column = 0; column < columns; column++) z[column] += factor * matrix[start + column]
  }
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value))
}
