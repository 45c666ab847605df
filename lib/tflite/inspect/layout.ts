import dagre from '@dagrejs/dagre'

/** A box to place, in pixels. */
export interface Box {
  readonly id: string
  readonly width: number
  readonly height: number
}

export interface Line {
  readonly from: string
  readonly to: string
  /** Room beside the line for a text. */
  readonly width: number
  readonly height: number
}

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Layout {
  readonly width: number
  readonly height: number
  /** Of each box: its centre. */
  readonly boxes: readonly Point[]
  /** Of each line: where it turns, from its beginning to its end, and the middle of its text. */
  readonly lines: readonly { readonly points: readonly Point[]; readonly text: Point }[]
}

/** Finding few crossings among more boxes than this takes minutes. */
const MANY = 600
const NODE_GAP = 24
const RANK_GAP = 28

/**
 * Places boxes in ranks, from top to bottom, and lines between them with few crossings (Gansner et al., 1993); very many
 * boxes in the same ranks, but in the order in which they are given. Lines lead to boxes that are given later.
 */
export function layOut(boxes: readonly Box[], lines: readonly Line[]): Layout {
  return boxes.length > MANY ? inGivenOrder(boxes, lines) : withFewCrossings(boxes, lines)
}

function withFewCrossings(boxes: readonly Box[], lines: readonly Line[]): Layout {
  const graph = new dagre.graphlib.Graph({ multigraph: true })
  graph.setGraph({ rankdir: 'TB', nodesep: NODE_GAP, ranksep: RANK_GAP })
  for (const { id, width, height } of boxes) graph.setNode(id, { width, height })
  for (const [index, { from, to, width, height }] of lines.entries())
    graph.setEdge(from, to, { width, height, labelpos: 'r', labeloffset: 6 }, `${index}`)
  dagre.layout(graph)
  const { width = 0, height = 0 } = graph.graph()
  return {
    width,
    height,
    boxes: boxes.map(({ id }) => pointOf(graph.node(id))),
    lines: lines.map(({ from, to }, index) => {
      const edge = graph.edge(from, to, `${index}`)
      return { points: (edge.points ?? []).map(pointOf), text: pointOf(edge) }
    }),
  }
}

const pointOf = ({ x = 0, y = 0 }: { x?: number; y?: number }): Point => ({ x, y })

/** A box is one rank below the lowest of those that lines lead from to it. */
function inGivenOrder(boxes: readonly Box[], lines: readonly Line[]): Layout {
  const places = new Map(boxes.map(({ id }, place) => [id, place]))
  const above = boxes.map((): number[] => [])
  for (const { from, to } of lines) above[places.get(to) ?? 0].push(places.get(from) ?? 0)
  const rank: number[] = []
  for (const [place, from] of above.entries())
    rank[place] = from.reduce((lowest, other) => Math.max(lowest, (rank[other] ?? -1) + 1), 0)

  const heights = rank.reduce<number[]>((tallest, at, place) => {
    tallest[at] = Math.max(tallest[at] ?? 0, boxes[place].height)
    return tallest
  }, [])
  let height = 0
  const tops = heights.map((tall) => {
    height += tall + 2 * RANK_GAP
    return height - tall - 2 * RANK_GAP
  })
  const ends = heights.map(() => 0)
  const points = boxes.map((box, place) => {
    const at = rank[place]
    ends[at] += box.width + NODE_GAP
    return { x: ends[at] - NODE_GAP - box.width / 2, y: tops[at] + heights[at] / 2 }
  })
  const straight = lines.map(({ from, to }) => {
    const [a, b] = [places.get(from) ?? 0, places.get(to) ?? 0]
    const start = { x: points[a].x, y: points[a].y + boxes[a].height / 2 }
    const end = { x: points[b].x, y: points[b].y - boxes[b].height / 2 }
    return { points: [start, end], text: { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 } }
  })
  return { width: ends.reduce((a, b) => Math.max(a, b), 0), height, boxes: points, lines: straight }
}
