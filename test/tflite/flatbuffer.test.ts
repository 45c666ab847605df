import t from 'tap'
import { readFlatbuffer, vectorPosition } from '../../lib/tflite/flatbuffer_reader.ts'
import {
  bool,
  bytes,
  float32,
  float32s,
  int8,
  int32,
  int32s,
  int64s,
  string,
  strings,
  type Table,
  table,
  tables,
  uint8,
  uint32,
  union,
} from '../../lib/tflite/flatbuffer_schema.ts'
import { writeFlatbuffer } from '../../lib/tflite/flatbuffer_writer.ts'

const schema = {
  Zoo: {
    open: bool(0),
    rating: int8(1, -1),
    gates: uint8(2),
    debt: int32(3, 7),
    visitors: uint32(4),
    price: float32(5),
    name: string(6),
    signs: strings(7),
    years: int32s(8),
    stars: int64s(9),
    weights: float32s(10),
    map: bytes(11, 16),
    boss: table(12, 'Animal'),
    animals: tables(13, 'Animal'),
    gift: union(15, { Animal: 2, Toy: 5 }),
  },
  Animal: { name: string(0), legs: int32(1, 4) },
  Toy: { price: float32(0) },
} as const

const zoo: Table<typeof schema, 'Zoo'> = {
  open: true,
  rating: -5,
  gates: 200,
  debt: -70_000,
  visitors: 4_000_000_000,
  price: 1.5,
  name: 'Zürich 動物園',
  signs: ['in', 'out', 'in'],
  years: [1929, -1],
  stars: [2 ** 40, -3],
  weights: [0.25, -2],
  map: Uint8Array.from({ length: 37 }, (_, index) => index),
  boss: { name: 'owl', legs: 2 },
  animals: [{ name: 'fox', legs: 4 }, { legs: 4 }, { name: 'ox', legs: 4 }],
  gift: { type: 'Toy', value: { price: 3 } },
}

const write = (value: typeof zoo) => writeFlatbuffer(schema, 'Zoo', 'ZOO1', value)
const read = (file: Uint8Array) => readFlatbuffer(schema, 'Zoo', 'ZOO1', file)

t.test('what is written is read', async (t) => {
  t.same(read(write(zoo)), zoo)
})

t.test('what is left out has its default, or is not there', async (t) => {
  const defaults = { open: false, rating: -1, gates: 0, debt: 7, visitors: 0, price: 0 }
  t.same(read(write({})), defaults)
  t.equal(write({ debt: 7, open: false }).length, write({}).length, 'a default takes no room')
})

t.test('the same table gives the same bytes; equal parts are shared', async (t) => {
  t.same(write(zoo), write({ ...zoo }))
  const one = write({ years: [1, 2, 3, 4, 5, 6], signs: ['a long name', 'x'] })
  const many = write({ years: [1, 2, 3, 4, 5, 6], signs: ['a long name', 'a long name'] })
  t.ok(many.length < one.length)
})

t.test('bytes begin at a multiple of their alignment, whatever surrounds them', async (t) => {
  for (let size = 1; size < 40; size++) {
    const file = write({ ...zoo, name: 'n'.repeat(size % 7), map: new Uint8Array(size).fill(9) })
    t.equal(vectorPosition(schema, 'Zoo', file, ['map']) % 16, 0, `${size} bytes`)
  }
})

t.test('a position in the file', async (t) => {
  const file = write(zoo)
  const view = new DataView(file.buffer)
  t.equal(view.getInt32(vectorPosition(schema, 'Zoo', file, ['years']) + 4, true), -1)
  const name = vectorPosition(schema, 'Zoo', file, ['animals', 0, 'name'])
  t.equal(Buffer.from(file.subarray(name, name + 3)).toString(), 'fox')
  t.throws(() => vectorPosition(schema, 'Zoo', file, ['animals', 1, 'name']), RangeError)
})

t.test('a file that is cut short or damaged gives a RangeError, never anything outside it', async (t) => {
  const file = write(zoo)
  // The last word is a string's end and padding.
  for (let length = 0; length <= file.length - 4; length++)
    t.throws(() => read(file.subarray(0, length)), RangeError)
  for (let at = 8; at < file.length; at++)
    for (const bits of [0x01, 0x80, 0xff]) {
      const damaged = file.slice()
      damaged[at] ^= bits
      try {
        read(damaged)
      } catch (error) {
        if (!(error instanceof RangeError)) t.fail(`byte ${at}: ${error}`)
      }
    }
  t.throws(() => readFlatbuffer(schema, 'Zoo', 'ZOO2', file), /expected "ZOO2" at byte 4, found "ZOO1"/)
})
