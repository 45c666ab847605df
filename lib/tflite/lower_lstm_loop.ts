import type { GraphBuilder, Subgraph, Tensor } from './graph.ts'
import { firstColumn } from './lower_first_column.ts'
import { type LstmState, lowerLstmStep, lstmConstants } from './lower_lstm_step.ts'
import { TensorType } from './schema.ts'
import type { StoreWeights } from './store_weights.ts'
import type { LstmWeights } from './tflite_model.ts'

/** What goes round the loop. */
interface LoopVariables {
  readonly step: Tensor
  /** Number of frames. */
  readonly steps: Tensor
  /** [batch, frames, coefficients]; the same all the time. */
  readonly features: Tensor
  readonly states: readonly LstmState[]
}

/**
 * Stacked LSTM layers in one WHILE loop over the frames, in which all layers step together: layer k's hidden state is
 * layer k + 1's input at once, and no sequence is stored.
 *
 * ```
 * step = 0; h, c = 0
 * while step < steps:
 *   x = features[:, step]
 *   for each layer: h, c = lstm(x, h, c); x = h
 *   step += 1
 * ```
 *
 * @param features [batch, frames, coefficients] of the main subgraph.
 * @returns the last layer's hidden state after the last frame, [batch, units].
 */
export function lowerLstmLoop(
  model: GraphBuilder,
  main: Subgraph,
  features: Tensor,
  layers: readonly LstmWeights[],
  store: StoreWeights,
): Tensor {
  const units = layers.map((layer) => layer.units)
  const condition = lowerCondition(model, features, units)
  const body = lowerBody(model, features, layers, store)
  const initial: LoopVariables = {
    step: main.integers('start', 0),
    steps: frameCount(main, features),
    features,
    states: zeroStates(main, features, units),
  }
  const final = loopVariables(main, 'end_', features, units)
  main.run('WHILE', inOrder(initial), inOrder(final), {
    condSubgraphIndex: condition.index,
    bodySubgraphIndex: body.index,
  })
  return final.states[units.length - 1].h
}

/** `step < steps` */
function lowerCondition(model: GraphBuilder, features: Tensor, units: readonly number[]): Subgraph {
  const graph = model.subgraph('frames_left')
  const variables = loopVariables(graph, '', features, units)
  const more = graph.apply(
    'LESS',
    [variables.step, variables.steps],
    { name: 'more', shape: [], type: 'BOOL' },
    {},
  )
  graph.interface(inOrder(variables), [more])
  return graph
}

/** One frame through all layers. */
function lowerBody(
  model: GraphBuilder,
  features: Tensor,
  layers: readonly LstmWeights[],
  store: StoreWeights,
): Subgraph {
  const graph = model.subgraph('frame')
  const units = layers.map((layer) => layer.units)
  const variables = loopVariables(graph, '', features, units)
  const [batch, , coefficients] = features.shape
  const one = graph.integers('one', 1)
  const frame = { name: 'x', shape: [batch, coefficients] }
  let x = graph.apply('GATHER', [variables.features, variables.step], frame, { axis: 1 })
  const states = layers.map((layer, index) => {
    const constants = lstmConstants(graph, `lstm${index + 1}`, layer, store)
    const state = lowerLstmStep(graph, constants, x, variables.states[index], one)
    x = state.h
    return state
  })
  const step = graph.apply('ADD', [variables.step, one], { name: 'next', shape: [], type: 'INT32' }, {})
  graph.interface(inOrder(variables), inOrder({ ...variables, step, states }))
  return graph
}

function loopVariables(
  graph: Subgraph,
  prefix: string,
  features: Tensor,
  units: readonly number[],
): LoopVariables {
  const [batch] = features.shape
  return {
    step: graph.tensor({ name: `${prefix}step`, shape: [], type: 'INT32' }),
    steps: graph.tensor({ name: `${prefix}steps`, shape: [], type: 'INT32' }),
    features: graph.tensor({ name: `${prefix}features`, shape: features.shape }),
    states: units.map((width, index) => ({
      h: graph.tensor({ name: `${prefix}h${index + 1}`, shape: [batch, width] }),
      c: graph.tensor({ name: `${prefix}c${index + 1}`, shape: [batch, width] }),
    })),
  }
}

/** The order that the loop and its two subgraphs agree on. */
function inOrder({ step, steps, features, states }: LoopVariables): Tensor[] {
  return [step, steps, features, ...states.flatMap(({ h, c }) => [h, c])]
}

/** The input's own number of frames, so that the file runs at any length. */
function frameCount(graph: Subgraph, features: Tensor): Tensor {
  const sizes = { name: 'shape', shape: [3], type: 'INT32' } as const
  const shape = graph.apply('SHAPE', [features], sizes, { outType: TensorType.INT32 })
  const [one, two] = [graph.integers('1', [1]), graph.integers('2', [2])]
  return graph.apply(
    'STRIDED_SLICE',
    [shape, one, two, one],
    { name: 'steps', shape: [], type: 'INT32' },
    { shrinkAxisMask: 1 },
  )
}

/** [batch, units] zeros for each layer; PAD adds all units but the first. */
function zeroStates(graph: Subgraph, features: Tensor, units: readonly number[]): LstmState[] {
  const [batch] = features.shape
  const zero = graph.constant('0', [], new Float32Array(1))
  const column = firstColumn(graph, features)
  const first = graph.apply('MUL', [column, zero], { name: 'zeros', shape: [batch, 1] }, {})
  return units.map((width, index) => {
    const padding = graph.constant(`pad${index + 1}`, [2, 2], Int32Array.from([0, 0, 0, width - 1]))
    const zeros = { name: `init${index + 1}`, shape: [batch, width] }
    const state = graph.apply('PAD', [first, padding], zeros, {})
    return { h: state, c: state }
  })
}
