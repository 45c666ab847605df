import { readFileSync } from 'node:fs'
import t, { type Test } from 'tap'
import type { Schema } from '../../lib/tflite/flatbuffer_schema.ts'
import {
  AssociatedFileType,
  ContentProperties,
  metadataSchema,
  ProcessUnitOptions,
} from '../../lib/tflite/metadata_schema.ts'
import {
  ActivationFunctionType,
  BuiltinOperator,
  BuiltinOptions,
  TensorType,
  type TfliteTable,
  tfliteSchema,
} from '../../lib/tflite/schema.ts'

type Slots = Readonly<Record<string, Readonly<Record<string, readonly [number, string, number]>>>>

/** What the generated code of `ai-edge-litert` and `tflite-support` says: see golden/schema_slots.py. */
const official: {
  readonly tflite: Slots
  readonly metadata: Slots
  readonly codes: Readonly<Record<string, Readonly<Record<string, number>>>>
} = JSON.parse(readFileSync(new URL('golden/schema_slots.json', import.meta.url), 'utf8'))

const SCALARS: Readonly<Record<string, string>> = {
  bool: 'Bool',
  int8: 'Int8',
  uint8: 'Uint8',
  int32: 'Int32',
  uint32: 'Uint32',
  float32: 'Float32',
}

function compareSlots(t: Test, ours: Schema, theirs: Slots) {
  for (const [table, fields] of Object.entries(ours)) {
    t.ok(table in theirs, `${table} is a table of the schema`)
    for (const [name, field] of Object.entries(fields)) {
      const found = theirs[table][name]
      const byDefault = 'byDefault' in field ? field.byDefault : 0
      t.same(found, [field.slot, SCALARS[field.kind] ?? 'UOffsetTRelative', byDefault], `${table}.${name}`)
      if (field.kind === 'union') t.same(theirs[table][`${name}Type`], [field.slot - 1, 'Uint8', 0])
    }
  }
}

t.test('every slot, type and default of the TFLite schema', async (t) => {
  compareSlots(t, tfliteSchema, official.tflite)
})

t.test('every slot, type and default of the metadata schema', async (t) => {
  compareSlots(t, metadataSchema, official.metadata)
})

t.test('every code', async (t) => {
  const operators = Object.fromEntries(
    Object.entries(BuiltinOperator).map(([name, { code }]) => [name, code]),
  )
  const ours = {
    BuiltinOperator: operators,
    BuiltinOptions,
    TensorType,
    ActivationFunctionType,
    AssociatedFileType,
    ContentProperties,
    ProcessUnitOptions,
  }
  for (const [name, codes] of Object.entries(ours)) t.match(official.codes[name], codes, name)
  t.ok(
    Object.keys(BuiltinOptions).every((name) => name in tfliteSchema),
    'every options table is described',
  )
})

t.test('a wrong field name or type does not compile', async (t) => {
  const right: TfliteTable<'Model'> = { subgraphs: [{ tensors: [{ shape: [1], type: 2, hasRank: true }] }] }
  t.ok(right)
  // @ts-expect-error the field is `version`
  const first: TfliteTable<'Model'> = { verion: 3 }
  // @ts-expect-error the field is `shape`
  const second: TfliteTable<'Model'> = { subgraphs: [{ tensors: [{ shap: [1] }] }] }
  // @ts-expect-error a shape is of numbers
  const third: TfliteTable<'Tensor'> = { shape: ['1'] }
  const fourth: TfliteTable<'Operator'> = {
    // @ts-expect-error SplitOptions has no axis
    builtinOptions: { type: 'SplitOptions', value: { axis: 1 } },
  }
  t.ok([first, second, third, fourth])
})
