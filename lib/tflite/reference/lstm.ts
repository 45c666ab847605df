import { Product } from './product.ts'
import { quantised, reals, type Spec, saturated, type Value } from './values.ts'

/** What UNIDIRECTIONAL_SEQUENCE_LSTM is given, by its places among the operator's 24 inputs. */
export interface LstmInputs {
  readonly x: Value
  /** Gates i, f, c, o of each. */
  readonly kernels: readonly Value[]
  readonly recurrentKernels: readonly Value[]
  readonly biases: readonly Value[]
  readonly h: Value
  readonly c: Value
}

/** Hidden states of every frame, and the states after the last. */
export interface LstmOutputs {
  readonly sequence: Value
  readonly h: Value
  readonly c: Value
}

/** How numbers are rounded inside: not at all, or to the fixed-point formats of TFLite's integer kernel. */
interface Rounding {
  /** A gate's sum: 16 bits, 12 of them after the point. */
  readonly sum: (value: number) => number
  /** What sigmoid and tanh give: 15 bits after the point. */
  readonly unit: (value: number) => number
  readonly cell: (value: number) => number
  readonly hidden: (value: number) => number
}

/**
 * A whole LSTM layer, one clip after the other.
 *
 * @param hidden what h's tensor is; @param cell c's; @param output that of the result.
 */
export function runSequenceLstm(
  inputs: LstmInputs,
  { hidden, cell, output }: { readonly hidden: Spec; readonly cell: Spec; readonly output: Spec },
): LstmOutputs {
  const { x, kernels, recurrentKernels, biases } = inputs
  const [batch, frames] = x.shape
  const [units] = kernels[0].shape
  const rounding = roundingOf(inputs)
  const features = reals(x)
  const fromInput = kernels.map((kernel) => new Product(kernel, x).of(features))
  const recurrent = recurrentKernels.map((kernel) => new Product(kernel, inputs.h))
  const bias = biases.map(reals)
  const [h, c] = [reals(inputs.h), reals(inputs.c)]
  const sequence = new Float64Array(batch * frames * units)
  for (let clip = 0; clip < batch; clip++) {
    const at = clip * units
    for (let frame = 0; frame < frames; frame++) {
      const row = (clip * frames + frame) * units
      const before = h.subarray(at, at + units)
      const fromState = recurrent.map((product) => product.of(before))
      for (let unit = 0; unit < units; unit++) {
        const [i, f, g, o] = [0, 1, 2, 3].map((gate) => {
          const input = rounding.sum(fromInput[gate][row + unit] + bias[gate][unit])
          return rounding.sum(input + rounding.sum(fromState[gate][unit]))
        })
        const kept = rounding.cell(rounding.unit(sigmoid(f)) * c[at + unit])
        const added = rounding.cell(rounding.unit(sigmoid(i)) * rounding.unit(Math.tanh(g)))
        c[at + unit] = rounding.cell(kept + added)
        const open = rounding.unit(sigmoid(o))
        h[at + unit] = rounding.hidden(open * rounding.unit(Math.tanh(c[at + unit])))
      }
      sequence.set(h.subarray(at, at + units), row)
    }
  }
  return {
    sequence: quantised(output, [batch, frames, units], sequence),
    h: quantised(hidden, [batch, units], h),
    c: quantised(cell, [batch, units], c),
  }
}

function roundingOf({ h, c }: LstmInputs): Rounding {
  const exactly = (value: number) => value
  if (h.quantisation === undefined || c.quantisation === undefined)
    return { sum: exactly, unit: exactly, cell: exactly, hidden: exactly }
  const [cellScale] = c.quantisation.scale
  const [hiddenScale] = h.quantisation.scale
  const [zero] = h.quantisation.zeroPoint
  return {
    sum: fixedPoint(2 ** -12),
    unit: fixedPoint(2 ** -15),
    cell: fixedPoint(cellScale),
    hidden: (value) => (saturated(Math.round(value / hiddenScale) + zero, 8) - zero) * hiddenScale,
  }
}

/** Rounds to 16-bit integers of a scale. */
function fixedPoint(scale: number): (value: number) => number {
  return (value) => saturated(Math.round(value / scale), 16) * scale
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value))
}
