import { EmovoxError } from '../../errors.ts'
import { ActivationFunctionType, type OperatorName, type TfliteTable } from '../schema.ts'
import { Product } from './product.ts'
import { quantised, reals, type Spec, type Value } from './values.ts'

type Options = TfliteTable<'Operator'>['builtinOptions']

/** What an operator gives for what it is given; `output` says of which type. */
export type Kernel = (inputs: readonly Value[], output: Spec, options: Options) => Value

/** Operators that have no state, by name. Integers are computed as real numbers, and rounded where TFLite rounds. */
export const KERNELS: Readonly<Partial<Record<OperatorName, Kernel>>> = {
  SUB: ([a, b], output) => elementwise(a, b, output, (x, y) => x - y),
  MUL: ([a, b], output) => elementwise(a, b, output, (x, y) => x * y),
  QUANTIZE: ([x], output) => quantised(output, x.shape, reals(x)),
  DEQUANTIZE: ([x], output) => quantised(output, x.shape, reals(x)),
  LOGISTIC: ([x], output) =>
    quantised(
      output,
      x.shape,
      reals(x).map((value) => 1 / (1 + Math.exp(-value))),
    ),
  TANH: ([x], output) => quantised(output, x.shape, reals(x).map(Math.tanh)),
  SOFTMAX: ([x], output) => quantised(output, x.shape, softmax(reals(x), x.shape[x.shape.length - 1])),
  STRIDED_SLICE: (inputs, output, options) => slice(inputs, output, options),
  FULLY_CONNECTED: ([x, kernel, bias], output, options) => {
    const product = new Product(kernel, x)
    const { units } = product
    const sums = product.of(reals(x))
    const biases = bias && reals(bias)
    const activation = options?.type === 'FullyConnectedOptions' ? options.value.fusedActivationFunction : 0
    const results = sums.map((sum, index) => activated(sum + (biases?.[index % units] ?? 0), activation))
    return quantised(output, [sums.length / units, units], results)
  },
}

/** Element by element; the shorter is repeated. That is all that emovox's graphs ask of broadcasting. */
function elementwise(a: Value, b: Value, output: Spec, of: (x: number, y: number) => number): Value {
  const [x, y] = [reals(a), reals(b)]
  const wider = x.length >= y.length ? a : b
  const results = new Float64Array(wider.data.length)
  for (let k = 0; k < results.length; k++) results[k] = of(x[k % x.length], y[k % y.length])
  return quantised(output, wider.shape, results)
}

function activated(value: number, activation = 0): number {
  switch (activation) {
    case ActivationFunctionType.NONE:
      return value
    case ActivationFunctionType.RELU:
      return Math.max(0, value)
    case ActivationFunctionType.RELU6:
      return Math.min(6, Math.max(0, value))
    default:
      throw new EmovoxError(
        'BAD_TFLITE',
        `FULLY_CONNECTED: expected no activation or RELU, found ${activation}`,
      )
  }
}

function softmax(x: Float64Array, width: number): Float64Array {
  const out = new Float64Array(x.length)
  for (let at = 0; at < x.length; at += width) {
    const row = x.subarray(at, at + width)
    const most = row.reduce((a, b) => Math.max(a, b))
    const powers = row.map((value) => Math.exp(value - most))
    const sum = powers.reduce((a, b) => a + b)
    out.set(
      powers.map((power) => power / sum),
      at,
    )
  }
  return out
}

/** A part of a tensor of three dimensions, in steps of one. */
function slice([x, begin, end]: readonly Value[], output: Spec, options: Options): Value {
  const {
    beginMask = 0,
    endMask = 0,
    shrinkAxisMask = 0,
  } = options?.type === 'StridedSliceOptions' ? options.value : {}
  const ranges = x.shape.map((length, axis) => {
    const bit = 1 << axis
    const wrapped = (index: number) => (index < 0 ? index + length : index)
    const from = beginMask & bit ? 0 : wrapped(begin.data[axis])
    if (shrinkAxisMask & bit) return { from, to: from + 1, kept: false }
    return { from, to: endMask & bit ? length : wrapped(end.data[axis]), kept: true }
  })
  const [outer, middle, inner] = ranges
  const [, rows, columns] = x.shape
  const picked: number[] = []
  for (let i = outer.from; i < outer.to; i++)
    for (let j = middle.from; j < middle.to; j++)
      for (let k = inner.from; k < inner.to; k++) picked.push(x.data[(i * rows + j) * columns + k])
  const shape = ranges.flatMap(({ from, to, kept }) => (kept ? [to - from] : []))
  return {
    ...quantised({ ...output, quantization: undefined }, shape, Float64Array.from(picked)),
    quantisation: x.quantisation,
  }
}
