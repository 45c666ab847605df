import { EmovoxError } from '../../errors.ts'
import type { Quantisation } from '../graph.ts'
import { TensorType, type TfliteTable } from '../schema.ts'

/** Numbers of a tensor while {@link ReferenceGraph} runs. Integers are kept as the integers that they are. */
export interface Value {
  readonly shape: readonly number[]
  readonly data: Float32Array | Int32Array | Int16Array | Int8Array
  readonly quantisation?: Quantisation
}

/** What a tensor of a file is: how to make a value of it. */
export type Spec = TfliteTable<'Tensor'>

type Numbers = ArrayLike<number>

/** Type code -> the array that holds such numbers. */
const ARRAYS = {
  [TensorType.FLOAT32]: Float32Array,
  [TensorType.INT32]: Int32Array,
  [TensorType.INT16]: Int16Array,
  [TensorType.INT8]: Int8Array,
} as const

/** A value of the tensor's type, from numbers as they are stored. */
export function typed(spec: Spec, shape: readonly number[], numbers: Numbers): Value {
  return { shape, data: arrayOf(spec).from(numbers), quantisation: quantisationOf(spec) }
}

/** A constant of the file. */
export function constantOf(spec: Spec, bytes: Uint8Array): Value {
  // A copy, as bytes may lie where such numbers may not.
  const data = new (arrayOf(spec))(bytes.slice().buffer)
  return { shape: spec.shape ?? [], data, quantisation: quantisationOf(spec) }
}

/** A value of the tensor's type from real numbers: rounded, and within what the type can hold. */
export function quantised(spec: Spec, shape: readonly number[], reals: Float64Array | Float32Array): Value {
  const quantisation = quantisationOf(spec)
  if (quantisation === undefined) return typed(spec, shape, reals)
  const { scale, zeroPoint } = quantisation
  const bits = spec.type === TensorType.INT16 ? 16 : 8
  const integers = Float64Array.from(reals, (real) =>
    saturated(Math.round(real / scale[0]) + zeroPoint[0], bits),
  )
  return typed(spec, shape, integers)
}

/** What a value stands for; `scale (q - zeroPoint)` of integers, a scale for each row where there are several. */
export function reals({ data, quantisation, shape }: Value): Float64Array {
  if (quantisation === undefined) return Float64Array.from(data)
  const { scale, zeroPoint } = quantisation
  const width = scale.length === 1 ? data.length : data.length / shape[0]
  return Float64Array.from(data, (q, index) => {
    const row = Math.floor(index / width)
    return scale[row] * (q - (zeroPoint[row] ?? 0))
  })
}

export function saturated(integer: number, bits: 8 | 16): number {
  const limit = 2 ** (bits - 1)
  // NaN, which is no integer: what it becomes differs from machine to machine.
  if (Number.isNaN(integer)) return 0
  return Math.min(limit - 1, Math.max(-limit, integer))
}

function arrayOf({ type = 0, name }: Spec) {
  for (const [code, array] of Object.entries(ARRAYS)) if (Number(code) === type) return array
  throw new EmovoxError('BAD_TFLITE', `tensor ${name}: expected float32 or integers, found type ${type}`)
}

function quantisationOf({ quantization }: Spec): Quantisation | undefined {
  const { scale = [], zeroPoint = [] } = quantization ?? {}
  return scale.length === 0 ? undefined : { scale, zeroPoint }
}
