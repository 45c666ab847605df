import type { Subgraph, Tensor } from '../graph.ts'

type Operand = Tensor | number

/** int32 arithmetic in a graph, element by element, broadcast; numbers become constants [1]. */
export class Integers {
  readonly #graph: Subgraph

  constructor(graph: Subgraph) {
    this.#graph = graph
  }

  constant(value: number): Tensor {
    return this.#graph.integers(`${value}`, [value])
  }

  add = (a: Tensor, b: Operand, name: string) => (b === 0 ? a : this.#apply('ADD', a, b, name))
  subtract = (a: Operand, b: Operand, name: string) => this.#apply('SUB', a, b, name)
  multiply = (a: Operand, b: Operand, name: string) => this.#apply('MUL', a, b, name)
  atLeast = (a: Operand, b: Operand, name: string) => this.#apply('MAXIMUM', a, b, name)
  atMost = (a: Operand, b: Operand, name: string) => this.#apply('MINIMUM', a, b, name)

  /**
   * a / b, rounded down, for 0 <= a < 2^24: as floats, which TensorFlow Lite Micro divides, and integers not. It is exact:
   * a quotient that is no integer is at least 1 / b below the next one, which rounding does not bridge.
   */
  floorDivide(a: Tensor, b: number, name: string): Tensor {
    const { shape } = a
    const divisor = this.#graph.constant(`${b}.`, [1], Float32Array.of(b))
    const float = this.#graph.apply('CAST', [a], { name: `${name}_dividend`, shape }, {})
    const quotient = this.#graph.apply('FLOOR_DIV', [float, divisor], { name: `${name}_float`, shape }, {})
    return this.#graph.apply('CAST', [quotient], { name, shape, type: 'INT32' }, {})
  }

  #apply(
    operator: 'ADD' | 'SUB' | 'MUL' | 'MAXIMUM' | 'MINIMUM',
    a: Operand,
    b: Operand,
    name: string,
  ): Tensor {
    const inputs = [a, b].map((operand) => (typeof operand === 'number' ? this.constant(operand) : operand))
    const shape = broadcast(inputs[0].shape, inputs[1].shape)
    return this.#graph.apply(operator, inputs, { name, shape, type: 'INT32' }, {})
  }
}

/** The shape of what is computed of two tensors: lengths of 1, and those that are lacking in front, are stretched. */
function broadcast(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length)
  const lengths = (shape: readonly number[]) => [...new Array<number>(rank - shape.length).fill(1), ...shape]
  const [left, right] = [lengths(a), lengths(b)]
  return left.map((length, axis) => Math.max(length, right[axis]))
}
