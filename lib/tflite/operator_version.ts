import type { Tensor } from './graph.ts'
import type { OperatorName } from './schema.ts'

type Tensors = readonly (Tensor | null)[]

/**
 * The oldest version of an operator that does what is asked of it, as TensorFlow's own converter chooses
 * (`tensorflow/lite/tools/versioning/op_version.cc`): an older runtime refuses a newer version, and a runtime that knows
 * the version knows the case.
 */
export function operatorVersion(operator: OperatorName, inputs: Tensors, outputs: readonly Tensor[]): number {
  const [first, second] = inputs
  switch (operator) {
    case 'FULLY_CONNECTED':
      return fullyConnectedVersion(first, second)
    case 'CONV_2D':
      return convolutionVersion(first, second)
    case 'UNIDIRECTIONAL_SEQUENCE_LSTM':
      // 3: 8-bit weights on float inputs that are quantised asymmetrically, as all of emovox's are.
      return isHybrid(first, second) ? 3 : 1
    case 'DEQUANTIZE':
      return first?.type === 'FLOAT16' ? 3 : 2
    case 'QUANTIZE':
      return outputs[0].type === 'INT16' ? 2 : 1
    default:
      return first?.type === 'INT8' ? 2 : 1
  }
}

function fullyConnectedVersion(x: Tensor | null, kernel: Tensor | null): number {
  if (x?.type === 'INT8') return 4
  if (!isHybrid(x, kernel)) return 1
  return (kernel?.quantisation?.scale.length ?? 1) > 1 ? 12 : 9
}

function convolutionVersion(x: Tensor | null, kernel: Tensor | null): number {
  if (x?.type === 'INT8') return 3
  if (!isHybrid(x, kernel)) return 1
  return (kernel?.quantisation?.scale.length ?? 1) > 1 ? 5 : 2
}

/** 8-bit weights, float activations. */
function isHybrid(x: Tensor | null, weights: Tensor | null): boolean {
  return x?.type === 'FLOAT32' && weights?.type === 'INT8'
}
