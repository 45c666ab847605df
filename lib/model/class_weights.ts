/**
 * A weight for every class, inverse to its frequency, so that the weights of all clips average 1 (scikit-learn's
 * `class_weight='balanced'`). Classes that do not occur weigh 0.
 */
export function inverseFrequencies(labels: Int32Array): number[] {
  const counts: number[] = []
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1
  const occurring = counts.filter((count) => count > 0).length
  return Array.from(counts, (count) => (count > 0 ? labels.length / (occurring * count) : 0))
}
