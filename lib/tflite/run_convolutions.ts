import { addProduct } from './run_layers.ts'
import type { ConvolutionalNetwork, ConvolutionWeights } from './tflite_model.ts'

/** What the convolutions of a network give for one clip; frames by channels, row-major. */
export interface ConvolutionValues {
  /** Of every convolution. */
  readonly convolutions: readonly Float32Array[]
  /** What goes on from it: of the first itself, then with what was before it added. */
  readonly sums: readonly Float32Array[]
}

/**
 * The convolutions of a network, computed as {@link ConvolutionalNetwork} defines them, to see what values occur inside.
 *
 * @param x normalised features, [frames, coefficients].
 */
export function runConvolutions(
  network: ConvolutionalNetwork,
  x: Float32Array,
  frames: number,
): ConvolutionValues {
  const [first, ...residual] = network.convolutions
  let h = convolve(first, x, frames)
  const fewer = Math.ceil(frames / first.stride)
  const convolutions = [h]
  const sums = [h]
  for (const layer of residual) {
    const more = convolve(layer, h, fewer)
    h = h.map((value, at) => value + more[at])
    convolutions.push(more)
    sums.push(h)
  }
  return { convolutions, sums }
}

/** ReLU(convolution + bias), `same` padding. */
function convolve(
  { taps, stride, dilation, kernel, bias }: ConvolutionWeights,
  x: Float32Array,
  frames: number,
) {
  const inputs = x.length / frames
  const outputs = bias.length
  const fewer = Math.ceil(frames / stride)
  const beyond = Math.max(0, (fewer - 1) * stride + (taps - 1) * dilation + 1 - frames)
  const before = Math.floor(beyond / 2)
  const out = new Float32Array(fewer * outputs)
  for (let t = 0; t < fewer; t++) {
    const row = out.subarray(t * outputs, (t + 1) * outputs)
    row.set(bias)
    for (let tap = 0; tap < taps; tap++) {
      const frame = t * stride + tap * dilation - before
      if (frame < 0 || frame >= frames) continue
      const matrix = kernel.subarray(tap * inputs * outputs, (tap + 1) * inputs * outputs)
      addProduct(row, x.subarray(frame * inputs, (frame + 1) * inputs), matrix)
    }
  }
  return out.map((value) => Math.max(0, value))
}
