import { EmovoxError } from '../../errors.ts'
import { BuiltinOperator, type OperatorName, type TfliteTable } from '../schema.ts'
import { runSequenceLstm } from './lstm.ts'
import { KERNELS } from './operators.ts'
import { constantOf, type Spec, typed, type Value } from './values.ts'

type Operator = TfliteTable<'Operator'>

/**
 * Runs a file of one subgraph operator by operator, in JavaScript: for what LiteRT's WebAssembly does not run, which is
 * files with variable tensors. It is made of the operators' definitions, so it tells whether a file says what it should;
 * that runtimes do with it what it says, the tests show.
 */
export class ReferenceGraph {
  readonly #model: TfliteTable<'Model'>
  readonly #specs: readonly Spec[]
  readonly #constants: ReadonlyMap<number, Value>
  /** Kept from one run to the next, as runtimes do. */
  readonly #variables = new Map<number, Value>()

  constructor(model: TfliteTable<'Model'>) {
    this.#model = model
    const { tensors = [] } = this.#graph
    this.#specs = tensors
    this.#constants = new Map(
      tensors.flatMap((spec, index): [number, Value][] => {
        const data = model.buffers?.[spec.buffer ?? 0]?.data
        return data === undefined || data.length === 0 ? [] : [[index, constantOf(spec, data)]]
      }),
    )
  }

  /** The first output, for the first input. */
  run(shape: readonly number[], input: Float32Array): Float32Array {
    const { inputs = [], outputs = [], operators = [] } = this.#graph
    const values = new Map(this.#constants)
    values.set(inputs[0], typed(this.#specs[inputs[0]], shape, input))
    for (const operator of operators) this.#apply(operator, values)
    return Float32Array.from(this.#value(outputs[0], values).data)
  }

  get #graph(): TfliteTable<'SubGraph'> {
    return this.#model.subgraphs?.[0] ?? {}
  }

  #apply(operator: Operator, values: Map<number, Value>) {
    const { inputs = [], outputs = [] } = operator
    const name = this.#nameOf(operator)
    if (name === 'UNIDIRECTIONAL_SEQUENCE_LSTM') return this.#applyLstm(inputs, outputs[0], values)
    const kernel = KERNELS[name]
    if (kernel === undefined)
      throw new EmovoxError('BAD_TFLITE', `operator ${name}: is not run beside variable tensors`)
    const given = inputs.filter((index) => index >= 0).map((index) => this.#value(index, values))
    this.#set(outputs[0], kernel(given, this.#specs[outputs[0]], operator.builtinOptions), values)
  }

  #applyLstm(inputs: readonly number[], output: number, values: Map<number, Value>) {
    const four = (first: number) => inputs.slice(first, first + 4).map((index) => this.#value(index, values))
    const [hidden, cell] = [inputs[18], inputs[19]]
    const result = runSequenceLstm(
      {
        x: this.#value(inputs[0], values),
        kernels: four(1),
        recurrentKernels: four(5),
        biases: four(12),
        h: this.#value(hidden, values),
        c: this.#value(cell, values),
      },
      { hidden: this.#specs[hidden], cell: this.#specs[cell], output: this.#specs[output] },
    )
    this.#set(hidden, result.h, values)
    this.#set(cell, result.c, values)
    this.#set(output, result.sequence, values)
  }

  #set(index: number, value: Value, values: Map<number, Value>) {
    if (this.#specs[index].isVariable) this.#variables.set(index, value)
    else values.set(index, value)
  }

  #value(index: number, values: ReadonlyMap<number, Value>): Value {
    const value = values.get(index) ?? this.#variables.get(index)
    if (value === undefined)
      throw new EmovoxError('BAD_TFLITE', `tensor ${this.#specs[index].name}: is used before it is computed`)
    return value
  }

  #nameOf({ opcodeIndex = 0 }: Operator): OperatorName {
    const code = this.#model.operatorCodes?.[opcodeIndex]?.builtinCode ?? 0
    for (const [name, known] of Object.entries(BuiltinOperator))
      if (known.code === code && isOperator(name)) return name
    throw new EmovoxError('BAD_TFLITE', `operator of code ${code}: is not run beside variable tensors`)
  }
}

function isOperator(name: string): name is OperatorName {
  return name in BuiltinOperator
}
