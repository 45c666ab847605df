import type { Subgraph, Tensor } from './graph.ts'

/**
 * (x - mean) / deviation for every frame, as SUB and MUL by 1 / deviation.
 *
 * Folded into the first layer's kernel and bias it would be as exact in float32 (within 1e-7 of Keras either way) and 0.3 kB
 * smaller. But then the loop would run on raw coefficients, the first of which dwarfs the others, and such a model loses up to
 * 45% of its answers once weights and activations have 8 bits. MUL, not DIV, because every delegate and every integer
 * runtime has it; the reciprocal costs half a unit in the last place. Padding is zeros in the sound, so its frames are
 * normalised as all others are.
 *
 * @param features [batch, frames, coefficients]
 */
export function lowerNormalisation(
  graph: Subgraph,
  features: Tensor,
  normalisation: { readonly mean: readonly number[]; readonly deviation: readonly number[] },
): Tensor {
  const { mean, deviation } = normalisation
  const { shape } = features
  const means = graph.constant('mean', [mean.length], Float32Array.from(mean))
  const scales = graph.constant(
    '1/deviation',
    [mean.length],
    Float32Array.from(deviation, (d) => 1 / d),
  )
  const centred = graph.apply('SUB', [features, means], { name: 'centred', shape }, {})
  return graph.apply('MUL', [centred, scales], { name: 'normalised', shape }, {})
}
