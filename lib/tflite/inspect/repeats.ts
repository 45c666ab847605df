import type { InspectedOperator, InspectedSubgraph } from './inspect_tflite.ts'

/** Operators that are drawn as one box, as they are the same over and over. */
export interface Repeats {
  /** Place of the first of them among the graph's operators. */
  readonly start: number
  /** Operators of one repetition, and how many there are of it. */
  readonly period: number
  readonly times: number
}

/** A step of two LSTM layers has 26 operators. */
const LONGEST_PERIOD = 64
/** Fewer repetitions are drawn as they are. */
const FEWEST = 4

/**
 * What repeats in a graph, such as the frames of an unrolled loop: runs of operators that are alike in kind, options,
 * constants and shapes. The first and the last repetition are left to be drawn.
 */
export function repeatsOf(graph: InspectedSubgraph): readonly Repeats[] {
  const kinds = graph.operators.map((operator) => kindOf(operator, graph))
  const found: Repeats[] = []
  let at = 0
  while (at < kinds.length) {
    const { period, end } = longestRun(kinds, at)
    const start = beginning(graph, at, period)
    const times = Math.floor((end - start) / period)
    if (times >= FEWEST) found.push({ start: start + period, period, times: times - 2 })
    at = times >= FEWEST ? start + period * times : at + 1
  }
  return found
}

/**
 * Where a repetition begins: a run can be cut at any of its operators, and best where the fewest inputs come from
 * the repetition before.
 */
function beginning({ operators }: InspectedSubgraph, start: number, period: number): number {
  const cuts = Array.from({ length: period }, (_, shift) => {
    const cut = start + period + shift
    const before = new Set(operators.slice(cut - period, cut).flatMap(({ outputs }) => outputs))
    const after = operators.slice(cut, cut + period).flatMap(({ inputs }) => inputs)
    return after.filter((index) => before.has(index)).length
  })
  return start + cuts.indexOf(Math.min(...cuts))
}

/** The period that covers the most from here on, and where that ends; of equals the shortest. */
function longestRun(
  kinds: readonly string[],
  start: number,
): { readonly period: number; readonly end: number } {
  let longest = { period: 1, end: start + 1 }
  for (let period = 1; period <= LONGEST_PERIOD; period++) {
    let end = start + period
    while (end < kinds.length && kinds[end] === kinds[end - period]) end++
    if (end >= start + FEWEST * period && end > longest.end) longest = { period, end }
  }
  return longest
}

function kindOf(
  { name, version, inputs, outputs, options }: InspectedOperator,
  { tensors }: InspectedSubgraph,
) {
  const constants = inputs.map((index) => ((tensors[index]?.bytes ?? 0) > 0 ? index : 'computed'))
  const results = outputs.map((index) => [tensors[index]?.type, tensors[index]?.shape])
  return JSON.stringify([name, version, options, constants, results])
}
