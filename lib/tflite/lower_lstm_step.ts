import type { Subgraph, Tensor } from './graph.ts'
import { fullyConnected } from './lower_fully_connected.ts'
import type { StoreWeights } from './store_weights.ts'
import type { LstmWeights } from './tflite_model.ts'
import { sigmoidGatesFirst, transpose } from './weights.ts'

/** An LSTM layer's weights as constants of a subgraph. */
export interface LstmConstants {
  readonly name: string
  readonly units: number
  /** [4 units, inputs] */
  readonly kernel: Tensor
  /** [4 units, units] */
  readonly recurrentKernel: Tensor
  readonly bias: Tensor
}

/** Hidden and cell state, [batch, units] each. */
export interface LstmState {
  readonly h: Tensor
  readonly c: Tensor
}

export function lstmConstants(
  graph: Subgraph,
  name: string,
  layer: LstmWeights,
  store: StoreWeights,
): LstmConstants {
  const { units } = layer
  const matrix = (label: string, values: Float32Array) => {
    const inputs = values.length / (4 * units)
    const rows = sigmoidGatesFirst(transpose(values, inputs, 4 * units), units, inputs)
    return store(graph, `${name}/${label}`, [4 * units, inputs], rows)
  }
  return {
    name,
    units,
    kernel: matrix('kernel', layer.kernel),
    recurrentKernel: matrix('recurrent', layer.recurrentKernel),
    bias: graph.constant(`${name}/bias`, [4 * units], sigmoidGatesFirst(layer.bias, units)),
  }
}

/**
 * One step of an LSTM in elementary operators (see {@link LstmWeights} for the formula): no variable tensors, so nothing is
 * left over from one clip to the next, and any batch size.
 *
 * @param x [batch, inputs]
 * @param splitAxis the constant 1; one serves all layers.
 */
export function lowerLstmStep(
  graph: Subgraph,
  { name, units, kernel, recurrentKernel, bias }: LstmConstants,
  x: Tensor,
  state: LstmState,
  splitAxis: Tensor,
): LstmState {
  const [batch] = x.shape
  const gate = (label: string) => ({ name: `${name}/${label}`, shape: [batch, units] })
  const gates = (label: string) => ({ name: `${name}/${label}`, shape: [batch, 4 * units] })

  const fromInput = fullyConnected(graph, x, { kernel, bias }, gates('zx'))
  const fromState = fullyConnected(graph, state.h, { kernel: recurrentKernel, bias: null }, gates('zh'))
  const z = graph.apply('ADD', [fromInput, fromState], gates('z'), {})
  const [zi, zf, zo, zc] = ['zi', 'zf', 'zo', 'zc'].map((label) => graph.tensor(gate(label)))
  graph.run('SPLIT', [splitAxis, z], [zi, zf, zo, zc], { numSplits: 4 })

  const i = graph.apply('LOGISTIC', [zi], gate('i'))
  const f = graph.apply('LOGISTIC', [zf], gate('f'))
  const o = graph.apply('LOGISTIC', [zo], gate('o'))
  const candidate = graph.apply('TANH', [zc], gate('g'))
  const kept = graph.apply('MUL', [f, state.c], gate('fc'), {})
  const added = graph.apply('MUL', [i, candidate], gate('ig'), {})
  const c = graph.apply('ADD', [kept, added], gate('c'), {})
  const h = graph.apply('MUL', [o, graph.apply('TANH', [c], gate('tanh'))], gate('h'), {})
  return { h, c }
}
