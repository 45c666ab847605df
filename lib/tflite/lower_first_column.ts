import type { Subgraph, Tensor } from './graph.ts'

/**
 * `features[:, 0, 0:1]`, [batch, 1]: what the batch is, is only known at run time, and this has it. Times zero it makes
 * states of zeros. A clip that holds NaN gives NaN here, and for that clip only. (FILL would take its shape from a computed
 * tensor, which makes all shapes after it unknown to delegates.)
 */
export function firstColumn(graph: Subgraph, features: Tensor): Tensor {
  const begin = graph.integers('000', [0, 0, 0])
  // Bit k of a mask is dimension k. The strides are ones, as the end is.
  const end = graph.integers('111', [1, 1, 1])
  return graph.apply(
    'STRIDED_SLICE',
    [features, begin, end, end],
    { name: 'column', shape: [features.shape[0], 1] },
    { beginMask: 0b001, endMask: 0b001, shrinkAxisMask: 0b010 },
  )
}
