import { EmovoxError } from '../errors.ts'
import type { OperatorName } from './schema.ts'

/**
 * The oldest TensorFlow Lite runtime that has a version of an operator, as TensorFlow's own converter counts
 * (`tensorflow/lite/tools/versioning/runtime_version.cc`).
 */
const RUNTIME_VERSIONS: Readonly<Partial<Record<OperatorName, Readonly<Record<number, string>>>>> = {
  ADD: { 1: '1.5.0', 2: '1.14.0' },
  ARG_MAX: { 1: '1.9.0' },
  CAST: { 1: '1.5.0' },
  COMPLEX_ABS: { 1: '2.5.0' },
  CONCATENATION: { 1: '1.5.0' },
  CONV_2D: { 1: '1.5.0', 2: '1.14.0', 3: '1.14.0', 5: '2.4.0' },
  DEQUANTIZE: { 2: '1.14.0', 3: '1.15.0' },
  DIV: { 1: '1.6.0' },
  EXPAND_DIMS: { 1: '1.10.0' },
  FLOOR_DIV: { 1: '1.14.0' },
  FULLY_CONNECTED: { 1: '1.5.0', 4: '1.14.0', 9: '2.3.0', 12: '2.17.0' },
  GATHER: { 1: '1.6.0' },
  GREATER_EQUAL: { 1: '1.14.0' },
  LESS: { 1: '1.14.0' },
  LOG: { 1: '1.14.0' },
  LOGISTIC: { 1: '1.14.0', 2: '1.14.0' },
  MAXIMUM: { 1: '1.14.0' },
  MAX_POOL_2D: { 1: '1.5.0' },
  MINIMUM: { 1: '1.14.0' },
  MUL: { 1: '1.5.0' },
  NOT_EQUAL: { 1: '1.14.0' },
  PAD: { 1: '1.5.0' },
  POW: { 1: '1.10.0' },
  QUANTIZE: { 1: '1.14.0', 2: '1.15.0' },
  REDUCE_MAX: { 1: '1.11.0' },
  RESHAPE: { 1: '1.5.0' },
  RFFT2D: { 1: '2.5.0' },
  SHAPE: { 1: '1.10.0' },
  SOFTMAX: { 1: '1.5.0', 2: '1.14.0' },
  SPLIT: { 1: '1.5.0' },
  SQRT: { 1: '1.10.0' },
  SQUEEZE: { 1: '1.6.0' },
  STRIDED_SLICE: { 1: '1.6.0', 2: '1.14.0' },
  SUB: { 1: '1.6.0' },
  SUM: { 1: '1.10.0' },
  TANH: { 1: '1.14.0', 2: '1.14.0' },
  UNIDIRECTIONAL_SEQUENCE_LSTM: { 1: '1.13.1', 3: '2.3.0' },
  UNPACK: { 1: '1.11.0' },
  WHILE: { 1: '1.15.0' },
}

export function runtimeVersion(operator: OperatorName, version: number): string {
  const found = RUNTIME_VERSIONS[operator]?.[version]
  if (found === undefined)
    throw new EmovoxError('INTERNAL', `no runtime version is known for ${operator} version ${version}`)
  return found
}

/** The newest of versions written `major.minor.patch`. */
export function newestVersion(versions: readonly string[]): string {
  const parts = (version: string) => version.split('.').map(Number)
  const order = (a: string, b: string) => {
    const [left, right] = [parts(a), parts(b)]
    const differs = left.findIndex((part, index) => part !== right[index])
    return differs < 0 ? 0 : left[differs] - right[differs]
  }
  return versions.toSorted(order).at(-1) ?? '1.5.0'
}
