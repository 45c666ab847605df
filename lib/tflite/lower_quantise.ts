import type { Quantisation, Subgraph, Tensor } from './graph.ts'

/** A float tensor as 8-bit integers. */
export function quantise(graph: Subgraph, x: Tensor, quantisation: Quantisation): Tensor {
  const spec = { name: `${x.name}/int8`, shape: x.shape, type: 'INT8', quantisation } as const
  return graph.apply('QUANTIZE', [x], spec, {})
}

/** A quantised tensor as floats. */
export function dequantise(graph: Subgraph, x: Tensor, name: string): Tensor {
  return graph.apply('DEQUANTIZE', [x], { name, shape: x.shape }, {})
}
