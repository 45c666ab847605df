import { type Colours, coloursOf } from './families.ts'
import type {
  InspectedOperator,
  InspectedSubgraph,
  InspectedTensor,
  TfliteInspection,
} from './inspect_tflite.ts'
import { type Repeats, repeatsOf } from './repeats.ts'

/** Of the text, in pixels; every letter of the font is as wide as the others. */
export const FONT = { size: 11, advance: 6.7, line: 15 } as const
/** From the border of a box to its text. */
export const INSET = 8

/** Constants of an operator that are named; the others are counted. */
const NAMED_CONSTANTS = 4
const ENDS: Colours = { fill: '#ffffff', border: '#333333' }

/** A box. */
export interface Node {
  readonly id: string
  readonly lines: readonly string[]
  readonly colours: Colours
  /** Shown where the mouse is. */
  readonly about: string
  readonly width: number
  readonly height: number
}

/** A line between boxes. */
export interface Flow {
  readonly from: string
  readonly to: string
  readonly tensor: InspectedTensor
  /** Tensors of this shape and type that go the same way; this is the first. */
  readonly count: number
}

/** Boxes for what goes in, every operator, and what comes out; lines for the tensors between them. */
export function nodesAndFlows(graph: InspectedSubgraph, file: TfliteInspection) {
  const tensorAt = (index: number) => graph.tensors[index]
  /** Which box a tensor comes from. */
  const source = new Map<number, string>()
  const nodes: Node[] = []
  const addEnd = (kind: string, index: number) => {
    const tensor = tensorAt(index)
    if (!tensor) return
    nodes.push(boxOf(`${kind} ${index}`, [kind, tensor.name], ENDS, aboutTensor(tensor)))
  }
  for (const index of graph.inputs) {
    addEnd('input', index)
    source.set(index, `input ${index}`)
  }
  const repeats = repeatsOf(graph)
  const boxes = graph.operators.map((_, place) => boxAt(place, repeats))
  for (const [place, operator] of graph.operators.entries()) {
    for (const output of operator.outputs) source.set(output, boxes[place])
    const repeat = repeats.find(({ start }) => start === place)
    if (repeat) nodes.push(repeatsBox(boxes[place], repeat))
    else if (boxes[place] === operatorId(place)) nodes.push(operatorBox(boxes[place], operator, graph, file))
  }
  for (const index of graph.outputs) addEnd('output', index)

  const ends = [
    ...graph.operators.map(({ inputs }, place) => [boxes[place], inputs] as const),
    ...graph.outputs.map((index) => [`output ${index}`, [index]] as const),
  ]
  const flows = ends.flatMap(([to, inputs]) =>
    inputs.flatMap((index): Flow[] => {
      const [from, tensor] = [source.get(index), tensorAt(index)]
      return from === undefined || from === to || !tensor ? [] : [{ from, to, tensor, count: 1 }]
    }),
  )
  return { nodes, flows: together(flows) }
}

const operatorId = (place: number) => `operator ${place}`

/** The box of an operator: its own, or that of the repetitions that it is in. */
function boxAt(place: number, repeats: readonly Repeats[]): string {
  const repeat = repeats.find(({ start, period, times }) => place >= start && place < start + period * times)
  return repeat ? `repeats ${repeat.start}` : operatorId(place)
}

function repeatsBox(id: string, { period, times }: Repeats): Node {
  const lines = [`${times} times more`, period === 1 ? 'the operator above' : `the ${period} operators above`]
  return boxOf(id, lines, ENDS, `${period * times} operators`)
}

/** Tensors alike that go from one box to another are one line. */
function together(flows: readonly Flow[]): readonly Flow[] {
  const lines = new Map<string, Flow>()
  for (const flow of flows) {
    const key = `${flow.from} > ${flow.to}: ${flowText(flow)}`
    const known = lines.get(key)
    lines.set(key, known ? { ...known, count: known.count + 1 } : flow)
  }
  return [...lines.values()]
}

function operatorBox(
  id: string,
  operator: InspectedOperator,
  { tensors }: InspectedSubgraph,
  { subgraphs }: TfliteInspection,
): Node {
  const constants = operator.inputs.flatMap((index) => {
    const tensor = tensors[index]
    return tensor && tensor.bytes > 0 ? [`${tensor.name} ${shapeText(tensor)}`] : []
  })
  const called = Object.entries(operator.options).flatMap(([name, value]) =>
    typeof value === 'number' && /SubgraphIndex$/.test(name)
      ? [`${name.replace('SubgraphIndex', '')}: ${subgraphs[value]?.name || `subgraph ${value}`}`]
      : [],
  )
  const more = constants.length - NAMED_CONSTANTS
  const named = more > 0 ? [...constants.slice(0, NAMED_CONSTANTS), `... and ${more} more`] : constants
  const options = Object.entries(operator.options).map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
  const about = [`${operator.index}: ${operator.name}, version ${operator.version}`, ...options].join('\n')
  return boxOf(id, [operator.name, ...called, ...named.map(shortened)], coloursOf(operator.name), about)
}

function boxOf(id: string, lines: readonly string[], colours: Colours, about: string): Node {
  const longest = Math.max(...lines.map((line) => line.length))
  const width = longest * FONT.advance + 2 * INSET
  return { id, lines, colours, about, width, height: lines.length * FONT.line + 2 * INSET - 4 }
}

export function flowText({ tensor, count }: Flow): string {
  const type = tensor.type === 'FLOAT32' ? '' : ` ${tensor.type}`
  return `${count > 1 ? `${count} x ` : ''}${shapeText(tensor)}${type}`
}

const shapeText = ({ shape }: InspectedTensor) => (shape.length > 0 ? `[${shape.join(', ')}]` : 'scalar')

export function aboutTensor(tensor: InspectedTensor): string {
  const { index, name, type, quantisation } = tensor
  const scales = quantisation && `, ${quantisation.scale.length} scales from ${quantisation.scale[0]}`
  return `${index}: ${name}, ${type} ${shapeText(tensor)}${scales ?? ''}${tensor.isVariable ? ', variable' : ''}`
}

const LONGEST = 44
const shortened = (text: string) => (text.length > LONGEST ? `...${text.slice(3 - LONGEST)}` : text)
