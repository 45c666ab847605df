import type { InspectedSubgraph, InspectedTensor, TfliteInspection } from './inspect_tflite.ts'
import type { Section } from './page.ts'

/** What a `.tflite` file holds, as tables. */
export function sectionsOf(file: TfliteInspection): Section[] {
  return [
    about(file),
    ends(file),
    operatorCounts(file),
    ...file.subgraphs.map((graph, index) => operators(graph, index)),
    constants(file),
  ].filter(({ rows }) => rows.length > 0)
}

function about(file: TfliteInspection): Section {
  const { metadata, metadataEntries } = file
  const { name, description, version, author, license, minimumRuntime, labels, options } = metadata ?? {}
  const facts: Readonly<Record<string, string | undefined>> = {
    size: `${file.bytes} bytes, ${file.constantBytes} of them constants`,
    written: file.description,
    name,
    description,
    version,
    author,
    licence: license,
    'oldest runtime': minimumRuntime,
    labels: labels?.join(', '),
    takes: options ? { mfcc: 'features', waveform: 'samples' }[options.input] : undefined,
    metadata: metadataEntries.map((entry) => `${entry.name} (${entry.bytes} bytes)`).join(', '),
  }
  const rows = Object.entries(facts).flatMap(([fact, value]) => (value ? [[fact, value]] : []))
  return { title: 'File', head: ['', ''], rows }
}

/** What goes in and comes out, by the names of the signatures; by those of the tensors where there are none. */
function ends({ subgraphs, signatures }: TfliteInspection): Section {
  const row = (of: string, direction: string, name: string, tensor: InspectedTensor | undefined) =>
    tensor ? [[of, direction, name, tensor.type, shapeText(tensor), quantisationText(tensor)]] : []
  const bySignature = signatures.flatMap(({ key, subgraph, inputs, outputs }) => {
    const at = (index: number) => subgraphs[subgraph]?.tensors[index]
    return [
      ...Object.entries(inputs).flatMap(([name, index]) => row(key, 'in', name, at(index))),
      ...Object.entries(outputs).flatMap(([name, index]) => row(key, 'out', name, at(index))),
    ]
  })
  const [main] = subgraphs
  const byTensor = (direction: string, indices: readonly number[] = []) =>
    indices.flatMap((index) =>
      row('(none)', direction, main?.tensors[index]?.name ?? '', main?.tensors[index]),
    )
  const rows =
    bySignature.length > 0
      ? bySignature
      : [...byTensor('in', main?.inputs), ...byTensor('out', main?.outputs)]
  return {
    title: 'Inputs and outputs',
    head: ['signature', '', 'name', 'type', 'shape', 'quantisation'],
    rows,
  }
}

function operatorCounts({ subgraphs }: TfliteInspection): Section {
  const counts = new Map<string, { name: string; version: number; count: number }>()
  for (const { name, version } of subgraphs.flatMap((graph) => graph.operators)) {
    const key = `${name} ${version}`
    counts.set(key, { name, version, count: (counts.get(key)?.count ?? 0) + 1 })
  }
  const sorted = [...counts.values()].toSorted((a, b) => b.count - a.count || a.name.localeCompare(b.name))
  return {
    title: 'Operators',
    head: ['operator', 'version', 'times'],
    rows: sorted.map(({ name, version, count }) => [name, version, count]),
  }
}

function operators({ name, tensors, operators: all }: InspectedSubgraph, index: number): Section {
  const named = (indices: readonly number[]) =>
    indices.map((at) => (at < 0 ? '-' : (tensors[at]?.name ?? `tensor ${at}`))).join(', ')
  const results = (indices: readonly number[]) =>
    indices.map((at) => (tensors[at] ? `${tensors[at].type} ${shapeText(tensors[at])}` : '?')).join(', ')
  const rows = all.map((operator) => [
    operator.index,
    operator.name,
    named(operator.inputs),
    named(operator.outputs),
    results(operator.outputs),
  ])
  return {
    title: `Subgraph ${index}${name ? `, ${name}` : ''}`,
    head: ['', 'operator', 'takes', 'gives', 'which is'],
    rows,
  }
}

/** The largest first. */
function constants({ subgraphs }: TfliteInspection): Section {
  const all = subgraphs.flatMap(({ tensors }, graph) =>
    tensors.filter(({ bytes }) => bytes > 0).map((tensor) => ({ graph, tensor })),
  )
  const rows = all
    .toSorted((a, b) => b.tensor.bytes - a.tensor.bytes)
    .map(({ graph, tensor }) => [
      graph,
      tensor.name,
      tensor.type,
      shapeText(tensor),
      tensor.bytes,
      quantisationText(tensor),
    ])
  return { title: 'Constants', head: ['subgraph', 'name', 'type', 'shape', 'bytes', 'quantisation'], rows }
}

const shapeText = ({ shape }: InspectedTensor) => `[${shape.join(', ')}]`

function quantisationText({ quantisation }: InspectedTensor): string {
  if (quantisation === null) return ''
  const { scale, zeroPoint } = quantisation
  if (scale.length > 1) return `${scale.length} scales`
  return `${scale[0].toPrecision(3)} (q - ${zeroPoint[0] ?? 0})`
}
