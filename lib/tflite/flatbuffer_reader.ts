import type { Field, Schema, Table } from './flatbuffer_schema.ts'

/**
 * Reads a FlatBuffers file into the plain object that {@link writeFlatbuffer} takes. Scalars that the file leaves out
 * have their default; everything else that it leaves out, and fields and union members that the schema does not name, are
 * left out. Byte vectors are views of the file. Nothing is read outside the file, whatever it holds.
 *
 * @throws RangeError when the file is cut short or is not of this kind.
 */
export function readFlatbuffer<S extends Schema, N extends keyof S & string>(
  schema: S,
  root: N,
  identifier: string,
  file: Uint8Array,
): Table<S, N> {
  const found = file.length < 8 ? '' : new TextDecoder('latin1').decode(file.subarray(4, 8))
  if (found !== identifier)
    throw new RangeError(`expected "${identifier}" at byte 4, found ${JSON.stringify(found)}`)
  const reader = new TableReader(schema, file)
  // The reader builds what it returns field by field from the schema that the type is computed from.
  return reader.table(root, reader.follow(0)) as Table<S, N>
}

/**
 * Where in the file the elements of a vector begin.
 *
 * @param path fields and, after a vector of tables, indices: `['subgraphs', 0, 'tensors', 3, 'shape']`.
 * @throws RangeError when there is no such vector.
 */
export function vectorPosition(
  schema: Schema,
  root: string,
  file: Uint8Array,
  path: readonly (string | number)[],
): number {
  const reader = new TableReader(schema, file)
  let name = root
  let at = reader.follow(0)
  for (const step of path) {
    if (typeof step === 'number') {
      at = reader.follow(at + 4 * step)
      continue
    }
    const field = schema[name][step]
    const position = reader.position(at, field.slot)
    if (position === undefined) throw new RangeError(`there is no ${step}`)
    at = reader.follow(position)
    if ('of' in field) name = field.of
    if (field.kind !== 'table') at += 4
  }
  return at
}

class TableReader {
  readonly #schema: Schema
  readonly #file: Uint8Array
  readonly #view: DataView
  #left: number

  constructor(schema: Schema, file: Uint8Array) {
    this.#schema = schema
    this.#file = file
    this.#view = new DataView(file.buffer, file.byteOffset, file.byteLength)
    // Parts may be shared, but a file that unfolds to far more than its size is an attack.
    this.#left = 16 * file.length
  }

  /** The position that the offset at `at` points to. */
  follow(at: number): number {
    return at + this.#view.getUint32(at, true)
  }

  /** Where a field of the table at `at` is, or undefined when it is left out. */
  position(at: number, slot: number): number | undefined {
    const vtable = at - this.#view.getInt32(at, true)
    const entry = 4 + 2 * slot
    const offset = entry < this.#view.getUint16(vtable, true) ? this.#view.getUint16(vtable + entry, true) : 0
    return offset === 0 ? undefined : at + offset
  }

  table(name: string, at: number): Readonly<Record<string, unknown>> {
    this.#spend(4)
    const entries = Object.entries(this.#schema[name]).map(([key, field]) => [key, this.#value(field, at)])
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
  }

  #value(field: Field, table: number): unknown {
    const at = this.position(table, field.slot)
    if (at === undefined) return 'byDefault' in field ? absent(field) : undefined
    const view = this.#view
    switch (field.kind) {
      case 'bool':
        return view.getUint8(at) !== 0
      case 'int8':
        return view.getInt8(at)
      case 'uint8':
        return view.getUint8(at)
      case 'int32':
        return view.getInt32(at, true)
      case 'uint32':
        return view.getUint32(at, true)
      case 'float32':
        return view.getFloat32(at, true)
      case 'table':
        return this.table(field.of, this.follow(at))
      case 'union':
        return this.#member(field.members, this.position(table, field.slot - 1), this.follow(at))
      default:
        return this.#vector(field, this.follow(at))
    }
  }

  #vector(field: Exclude<Field, { byDefault: number } | { kind: 'table' | 'union' }>, at: number): unknown {
    const view = this.#view
    switch (field.kind) {
      case 'string':
        return new TextDecoder().decode(this.#bytes(at))
      case 'bytes':
        return this.#bytes(at)
      case 'int32[]':
        return this.#elements(at, 4, (position) => view.getInt32(position, true))
      case 'float32[]':
        return this.#elements(at, 4, (position) => view.getFloat32(position, true))
      case 'int64[]':
        return this.#elements(at, 8, (position) => Number(view.getBigInt64(position, true)))
      case 'string[]':
        return this.#elements(at, 4, (position) =>
          new TextDecoder().decode(this.#bytes(this.follow(position))),
        )
      case 'table[]':
        return this.#elements(at, 4, (position) => this.table(field.of, this.follow(position)))
    }
  }

  #member(members: Readonly<Record<string, number>>, codeAt: number | undefined, at: number): unknown {
    const code = codeAt === undefined ? 0 : this.#view.getUint8(codeAt)
    const type = Object.keys(members).find((name) => members[name] === code)
    return type === undefined ? undefined : { type, value: this.table(type, at) }
  }

  #bytes(at: number): Uint8Array {
    const length = this.#view.getUint32(at, true)
    if (at + 4 + length > this.#file.length)
      throw new RangeError(`${length} bytes at ${at + 4} reach beyond the end at ${this.#file.length}`)
    return this.#file.subarray(at + 4, at + 4 + length)
  }

  #elements<T>(at: number, width: number, read: (position: number) => T): T[] {
    const length = this.#view.getUint32(at, true)
    this.#spend(length * width)
    return Array.from({ length }, (_, index) => read(at + 4 + index * width))
  }

  #spend(bytes: number) {
    this.#left -= bytes
    if (this.#left < 0) throw new RangeError('it refers to more than it can hold')
  }
}

function absent(field: Field & { byDefault: number }): number | boolean {
  return field.kind === 'bool' ? field.byDefault !== 0 : field.byDefault
}
