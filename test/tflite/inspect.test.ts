import { readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import t from 'tap'
import { writeFlatbuffer } from '../../lib/tflite/flatbuffer_writer.ts'
import { drawTflite } from '../../lib/tflite/inspect/drawing.ts'
import { inspectTflite } from '../../lib/tflite/inspect/inspect_tflite.ts'
import { layOut } from '../../lib/tflite/inspect/layout.ts'
import { repeatsOf } from '../../lib/tflite/inspect/repeats.ts'
import { operatorName, SCHEMA_NAMES, typeName } from '../../lib/tflite/inspect/schema_names.ts'
import { sectionsOf } from '../../lib/tflite/inspect/sections.ts'
import { TFLITE_IDENTIFIER, type TfliteTable, tfliteSchema } from '../../lib/tflite/schema.ts'
import { writeTflite } from '../../lib/tflite/write.ts'
import { emovox } from '../cli/emovox_process.ts'
import { kerasModel } from './formula_model.ts'

const { model } = kerasModel('two_lstm')
const bytesOf = (table: TfliteTable<'Model'>) =>
  writeFlatbuffer(tfliteSchema, 'Model', TFLITE_IDENTIFIER, table)

t.test('names are those of the schema', async (t) => {
  const { codes } = JSON.parse(readFileSync(new URL('golden/schema_slots.json', import.meta.url), 'utf8'))
  for (const [name, code] of Object.entries<number>(codes.BuiltinOperator)) t.equal(operatorName(code), name)
  for (const [name, code] of Object.entries<number>(codes.TensorType)) t.equal(typeName(code), name)
  t.equal(SCHEMA_NAMES.operators.length, Object.keys(codes.BuiltinOperator).length)
  t.equal(operatorName(32, 'Fancy'), 'CUSTOM Fancy')
  t.equal(operatorName(4321), 'operator 4321')
  t.equal(typeName(77), 'type 77')
})

t.test('what is in a file', async (t) => {
  const file = writeTflite(model)
  const found = await inspectTflite(file, 'it')
  t.match(found, { bytes: file.length, description: 'emovox speech emotion', warnings: [] })
  t.same(
    found.subgraphs.map(({ name }) => name),
    ['main', 'frames_left', 'frame'],
  )
  const [main] = found.subgraphs
  t.same(
    main.operators.map(({ name }) => name).filter((name) => name === 'WHILE' || name === 'SOFTMAX'),
    ['WHILE', 'SOFTMAX'],
  )
  t.match(
    main.operators.find(({ name }) => name === 'WHILE'),
    { version: 1, options: { condSubgraphIndex: 1, bodySubgraphIndex: 2 } },
  )
  t.match(main.tensors[main.inputs[0]], { name: 'mfcc', type: 'FLOAT32', shape: [1, 9, 4], bytes: 0 })
  t.match(found.signatures, [
    {
      key: 'serving_default',
      subgraph: 0,
      inputs: { mfcc: main.inputs[0] },
      outputs: { probabilities: main.outputs[0] },
    },
  ])
  const held = found.subgraphs.flatMap(({ tensors }) => tensors).reduce((sum, { bytes }) => sum + bytes, 0)
  t.ok(found.constantBytes <= held && found.constantBytes > 0.9 * held, 'shared constants count once')
  t.same(found.metadata?.labels, model.labels)
  t.same(
    sectionsOf(found).map(({ title }) => title),
    [
      'File',
      'Inputs and outputs',
      'Operators',
      'Subgraph 0, main',
      'Subgraph 1, frames_left',
      'Subgraph 2, frame',
      'Constants',
    ],
  )
})

/** A file that emovox did not write, with what it does not know. */
const foreign = bytesOf({
  version: 3,
  operatorCodes: [
    { deprecatedBuiltinCode: 14 },
    { builtinCode: 4321, version: 9 },
    { builtinCode: 32, customCode: 'A & <B>' },
  ],
  buffers: [{}, { data: new Uint8Array(6) }],
  subgraphs: [
    {
      inputs: [0],
      outputs: [3, 2],
      tensors: [
        { shape: [2, -1], type: 77, name: 'x"\u0001' },
        { shape: [3], type: 7, buffer: 1, name: 'constant', quantization: { scale: [0.5], zeroPoint: [-3] } },
        {
          shape: [],
          type: 9,
          name: 'y',
          isVariable: true,
          quantization: { scale: [1, 2], zeroPoint: [0, 0] },
        },
        { shape: [1], type: 0 },
      ],
      operators: [
        { opcodeIndex: 0, inputs: [0], outputs: [3] },
        { opcodeIndex: 1, inputs: [3, 1, -1], outputs: [2] },
        { opcodeIndex: 2, inputs: [2, 99], outputs: [98] },
        { opcodeIndex: 55, inputs: [98], outputs: [] },
      ],
    },
  ],
})

t.test('any other file', async (t) => {
  const found = await inspectTflite(foreign, 'it')
  t.same(
    found.subgraphs[0].operators.map(({ name, version }) => [name, version]),
    [
      ['LOGISTIC', 1],
      ['operator 4321', 9],
      ['CUSTOM A & <B>', 1],
      ['ADD', 1],
    ],
  )
  t.match(found.subgraphs[0].tensors[1], {
    type: 'INT16',
    bytes: 6,
    quantisation: { scale: [0.5], zeroPoint: [-3] },
  })
  t.match(found.warnings, [/it: .*operator 2 uses what is not there/], 'and that it is damaged')
  const text = JSON.stringify(sectionsOf(found))
  for (const expected of ['type 77', 'INT16', '0.500 (q - -3)', '(none)']) t.match(text, expected)
  const svg = drawTflite(found, 'a <b> & "c"')
  for (const expected of [
    'operator 4321',
    'CUSTOM A &amp; &lt;B&gt;',
    'a &lt;b&gt; &amp; &quot;c&quot;',
    '2 scales',
  ])
    t.ok(svg.includes(expected), expected)
  t.notMatch(svg, /NaN|undefined/)
  t.ok(drawTflite(await inspectTflite(bytesOf({ version: 3 }), 'empty'), 'empty').startsWith('<svg'))
})

t.test('the drawing has a box for every operator and a line for every tensor between them', async (t) => {
  const found = await inspectTflite(
    writeTflite({ ...kerasModel('full_size').model, frames: 94 }, { input: 'waveform' }),
    'it',
  )
  const svg = drawTflite(found, 'it')
  const operators = found.subgraphs.flatMap((graph) => graph.operators)
  for (const name of new Set(operators.map((operator) => operator.name)))
    t.equal(
      svg.split(`font-weight="bold">${name}<`).length - 1,
      operators.filter((operator) => operator.name === name).length,
      name,
    )
  t.match(svg, /body: frame/)
  t.match(svg, /mel \[40, 257\]/)
})

t.test('what repeats is drawn once before, once after, and counted', async (t) => {
  const found = await inspectTflite(writeTflite(kerasModel('full_size').model, { form: 'unrolled' }), 'it')
  const [graph] = found.subgraphs
  // The first frame of a layer has constants for states, and so is another.
  const frames = 188
  const operators = 13
  const [first, second] = repeatsOf(graph)
  t.match(first, { period: operators, times: frames - 3 })
  t.match(second, { period: operators, times: frames - 3 })
  t.equal(graph.operators[first.start].name, 'FULLY_CONNECTED', 'cut between frames')
  const svg = drawTflite(found, 'it')
  t.equal(svg.split('185 times more').length - 1, 2)
  t.match(svg, /185 x \[1, 13\]/, 'lines that go the same way are one')
  t.ok(svg.split('<rect').length < 100, 'a drawing that can be looked at')
})

t.test('boxes do not lie on each other, few or many', async (t) => {
  for (const count of [30, 700]) {
    const boxes = Array.from({ length: count }, (_, index) => ({
      id: `${index}`,
      width: 20 + (index % 7) * 9,
      height: 12,
    }))
    const lines = boxes
      .slice(1)
      .map(({ id }, index) => ({ from: `${Math.floor(index / 2)}`, to: id, width: 10, height: 9 }))
    const { boxes: places, lines: drawn, width, height } = layOut(boxes, lines)
    t.equal(drawn.length, lines.length)
    const overlap = (a: number, b: number) =>
      Math.abs(places[a].x - places[b].x) < (boxes[a].width + boxes[b].width) / 2 &&
      Math.abs(places[a].y - places[b].y) < (boxes[a].height + boxes[b].height) / 2
    const pairs = boxes.flatMap((_, a) => boxes.slice(a + 1).map((_, b) => [a, a + 1 + b]))
    t.notOk(
      pairs.some(([a, b]) => overlap(a, b)),
      `${count} boxes`,
    )
    t.ok(places.every(({ x, y }) => x >= 0 && y >= 0 && x <= width && y <= height))
  }
})

t.test('what is no .tflite file, and damaged ones', async (t) => {
  const bad = { code: 'BAD_TFLITE', message: /it: expected a \.tflite file/ }
  await t.rejects(inspectTflite(new Uint8Array(), 'it'), bad)
  await t.rejects(inspectTflite(new TextEncoder().encode('RIFF....WAVEfmt '), 'it'), bad)
  await t.rejects(inspectTflite(bytesOf({ version: 2 }), 'it'), {
    ...bad,
    message: /version 3.*found version 2/,
  })
  const file = writeTflite(kerasModel('one_lstm').model)
  for (let at = 8; at < file.length; at += 131) {
    const found = await inspectTflite(file.with(at, file[at] ^ 0x55), 'it').catch((error) => {
      t.match(error, bad)
      return null
    })
    if (found) t.ok(drawTflite(found, 'it').length + sectionsOf(found).length > 0)
  }
})

t.test('the command', { timeout: 60_000 }, async (t) => {
  const folder = t.testdir()
  const at = (name: string) => path.join(folder, name)
  await writeFile(at('a.tflite'), writeTflite(model))
  const tables = await emovox('inspect', at('a.tflite'))
  t.match(tables, { code: 0, stdout: /FULLY_CONNECTED +1 +6.*lstm1\/recurrent +FLOAT32/s, stderr: '' })
  const drawn = await emovox(
    'inspect',
    at('a.tflite'),
    '--svg',
    at('a.svg'),
    '--html',
    at('a.html'),
    '--json',
  )
  t.match(JSON.parse(drawn.stdout), { subgraphs: [{ name: 'main' }, {}, {}] })
  t.match(await readFile(at('a.svg'), 'utf8'), /^<svg.*WHILE.*<\/svg>\n$/s)
  t.match(await readFile(at('a.html'), 'utf8'), /^<!doctype html>.*<svg.*<h2>Constants<\/h2>/s)
  const wrong = await emovox('inspect', at('a.svg'))
  t.match(wrong, { code: 1, stderr: /a\.svg: expected a \.tflite file, found something else/ })
  t.match(await emovox('inspect', at('none')), { code: 1, stderr: /none: no such file/ })
})
