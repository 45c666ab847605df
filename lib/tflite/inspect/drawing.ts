import { aboutTensor, type Flow, FONT, flowText, INSET, type Node, nodesAndFlows } from './boxes.ts'
import type { InspectedSubgraph, TfliteInspection } from './inspect_tflite.ts'
import { type Layout, layOut, type Point } from './layout.ts'

const PANEL = { margin: 24, title: 34, gap: 24 } as const
/**
 * Draws a `.tflite` file's graph as SVG: a panel a subgraph, a box an operator with the constants that it takes, a line a
 * tensor with its shape (and its type, where that is not FLOAT32). What repeats, as the frames of an unrolled loop, is one
 * box between its first and its last repetition.
 */
export function drawTflite(file: TfliteInspection, title: string): string {
  const panels = file.subgraphs.map((graph, index) => drawSubgraph(graph, index, file))
  const tallest = Math.max(0, ...panels.map((panel) => panel.height))
  const height = tallest + 2 * PANEL.gap + PANEL.title
  let [x, y, widest]: number[] = [PANEL.gap, 0, 0]
  const placed = panels.map((panel) => {
    // One below the other, as long as there is room.
    if (y > 0 && y + panel.height > tallest) [x, y, widest] = [x + widest + PANEL.gap, 0, 0]
    const svg = `<g transform="translate(${x},${y + PANEL.gap + PANEL.title})">${panel.svg}</g>`
    y += panel.height + PANEL.gap
    widest = Math.max(widest, panel.width)
    return svg
  })
  x += widest + PANEL.gap
  const heading = `${title}: ${file.bytes.toLocaleString('en')} bytes`
  const width = Math.max(x, heading.length * 9 + 2 * PANEL.gap)
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${round(width)}" height="${round(height)}" viewBox="0 0 ${round(width)} ${round(height)}" font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="${FONT.size}">
<title>${escaped(heading)}</title>
<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0,0 L8,4 L0,8 z" fill="#555"/></marker></defs>
<rect width="100%" height="100%" fill="#ffffff"/>
<text x="${PANEL.gap}" y="${PANEL.gap + 12}" font-size="15" font-weight="bold">${escaped(heading)}</text>
${placed.join('\n')}
</svg>
`
}

function drawSubgraph(graph: InspectedSubgraph, index: number, file: TfliteInspection) {
  const { nodes, flows } = nodesAndFlows(graph, file)
  const layout = layOut(
    nodes,
    flows.map((flow) => ({
      ...{ from: flow.from, to: flow.to },
      width: flowText(flow).length * FONT.advance,
      height: FONT.line,
    })),
  )
  const count = graph.operators.length
  const name = graph.name ? `: ${graph.name}` : ''
  const title = `subgraph ${index}${name}, ${count} operator${count === 1 ? '' : 's'}`
  const width = Math.max(layout.width, title.length * 8) + 2 * PANEL.margin
  const height = layout.height + 2 * PANEL.margin + PANEL.title
  const svg = `<rect width="${round(width)}" height="${round(height)}" rx="8" fill="#fafafa" stroke="#cccccc"/>
<text x="${PANEL.margin}" y="${PANEL.margin}" font-size="13" font-weight="bold">${escaped(title)}</text>
<g transform="translate(${PANEL.margin},${PANEL.margin + PANEL.title})">
${drawFlows(flows, layout)}
${nodes.map((node, at) => drawNode(node, layout.boxes[at])).join('\n')}
</g>`
  return { svg, width, height }
}

function drawNode({ lines, colours, about, width, height }: Node, { x, y }: Point): string {
  const [left, top] = [x - width / 2, y - height / 2]
  const texts = lines.map((line, index) => {
    const at = `x="${round(x)}" y="${round(top + INSET + 7 + index * FONT.line)}" text-anchor="middle"`
    return `<text ${at}${index === 0 ? ' font-weight="bold"' : ' fill="#444"'}>${escaped(line)}</text>`
  })
  return `<g><title>${escaped(about)}</title><rect x="${round(left)}" y="${round(top)}" width="${round(width)}" height="${round(height)}" rx="5" fill="${colours.fill}" stroke="${colours.border}"/>${texts.join('')}</g>`
}

function drawFlows(flows: readonly Flow[], layout: Layout): string {
  const titles = flows.map(({ tensor }) => `<title>${escaped(aboutTensor(tensor))}</title>`)
  const lines = flows.map((_, index) => {
    const path = `<path d="${curve(layout.lines[index].points)}" fill="none" stroke="#555" marker-end="url(#arrow)"/>`
    return `<g>${titles[index]}${path}</g>`
  })
  // Over all lines, each with a border in the colour of the ground.
  const texts = flows.map((flow, index) => {
    const { x, y } = layout.lines[index].text
    const said = flowText(flow)
    const at = `x="${round(x - (said.length * FONT.advance) / 2)}" y="${round(y + 4)}"`
    return `<text ${at} fill="#555" stroke="#fafafa" stroke-width="3" paint-order="stroke">${titles[index]}${escaped(said)}</text>`
  })
  return [...lines, ...texts].join('\n')
}

/** Through the middles between the points, so that corners are round. */
function curve(points: readonly Point[]): string {
  const at = ({ x, y }: Point) => `${round(x)},${round(y)}`
  const between = (a: Point, b: Point) => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 })
  const [first, ...rest] = points
  if (first === undefined) return ''
  const turns = rest
    .slice(0, -1)
    .map((point, index) => `Q${at(point)} ${at(between(point, rest[index + 1]))}`)
  return [`M${at(first)}`, ...turns, `L${at(rest.at(-1) ?? first)}`].join(' ')
}

const round = (value: number) => Math.round(value * 10) / 10

function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  // Control characters are not allowed in XML at all.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '?').replace(/[&<>"]/g, (c) => entities[c])
}
